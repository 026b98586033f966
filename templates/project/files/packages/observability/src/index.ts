/** Table of contents of @k77/observability. */
export { createHealth, type Health, type HealthAnswer, type HealthCheck, type HealthOptions } from './health.ts';
export { type HealthServer, startHealthServer } from './health-server.ts';
export { createLogger, flushLogger, type Logger, type LoggerOptions } from './logger.ts';
export { hidePath, redactPaths, scrubText } from './redact.ts';
export { scrub } from './scrub.ts';
export { type ErrorContext, type ErrorReporter, openSentry, type SentryOptions, shortHash, silentReporter } from './sentry.ts';
export { createStop, type Stop } from './stop.ts';
export { canaryOf, makeTestError, markerShape, markerTag, TestError, type TestErrorTools } from './test-error.ts';

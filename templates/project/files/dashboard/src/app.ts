/**
 * The API as one server over whatever it is handed: `main.ts` hands it the real databases and vendors, tests hand it theirs and ask it with `inject`.
 */
import cookie from '@fastify/cookie';
import fastify, { LogController } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Api } from './api.ts';
import type { Dependencies } from './dependencies.ts';
import { problemsForErrors } from './errors/error-handler.ts';
import { admission } from './plugins/admission.ts';
import { crossOrigin } from './plugins/cross-origin.ts';
import { forgeryTokens } from './plugins/forgery.ts';
import { httpsOnly } from './plugins/https-only.ts';
import { documentation, openapi } from './plugins/openapi.ts';
import { pressure } from './plugins/pressure.ts';
import { createRateLimits } from './plugins/rate-limits.ts';
import { requestId, requestLog } from './plugins/request-log.ts';
import { securityHeaders } from './plugins/security-headers.ts';
import { authRoutes } from './routes/auth.ts';
import { billingRoutes } from './routes/billing.ts';
import { consentRoute } from './routes/consent.ts';
import { healthRoutes } from './routes/health.ts';
import { operatorRoutes } from './routes/operator.ts';
import { ownBillingRoutes } from './routes/own-billing.ts';
import { paymentRoutes } from './routes/payments.ts';
import { privacyRoutes } from './routes/privacy.ts';
import { refundRoutes } from './routes/refunds.ts';
import { rootRoute } from './routes/root.ts';
import { serverRoutes } from './routes/servers.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { testErrorRoutes } from './routes/test-errors.ts';
import { webhookRoute } from './routes/webhook.ts';
import { withdrawalRoutes } from './routes/withdrawals.ts';
import { createServices, type Services } from './services.ts';

const bodyBytes = 65_536;
/** For a request to arrive, and for its answer. */
const requestMs = 30_000;
/** Longer than proxies keep idle connections (most: 60 s), so that it is never this side that closes one on which a request is coming. */
const keepAliveMs = 75_000;

export async function buildApp(dependencies: Dependencies): Promise<Api> {
  const app = createServer(dependencies);
  const services = await createServices(dependencies);
  app.addHook('onClose', async () => void (await Promise.all([services.logins.close(), services.testErrors.close()])));
  await addPlugins(app, dependencies, services);
  await addRoutes(app, dependencies, services);
  await app.ready();
  return app;
}

function createServer({ env, logger, errors }: Dependencies): Api {
  const app = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestId,
    trustProxy: trusted(env.TRUST_PROXY),
    bodyLimit: bodyBytes,
    requestTimeout: requestMs,
    connectionTimeout: requestMs,
    handlerTimeout: requestMs,
    keepAliveTimeout: keepAliveMs,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    routerOptions: { ignoreTrailingSlash: false, maxParamLength: 200 },
  }).withTypeProvider<ZodTypeProvider>() as unknown as Api;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  problemsForErrors(app, errors);
  return app;
}

/** A number of proxies, or their addresses. */
function trusted(proxies: number | string[]): string[] | ((address: string, hop: number) => boolean) {
  return typeof proxies === 'number' ? (_address, hop) => hop < proxies : proxies;
}

/** Their order is the order in which a request meets them. */
async function addPlugins(app: Api, dependencies: Dependencies, services: Services): Promise<void> {
  const { env, site, limiter } = dependencies;
  const { desk, logins, jar, metrics } = services;
  await securityHeaders(app, dependencies);
  requestLog(app, metrics);
  await pressure(app);
  httpsOnly(app, dependencies);
  await crossOrigin(app, dependencies);
  await app.register(cookie);
  const limits = createRateLimits(limiter, site.rateLimits.windowSeconds, metrics);
  admission(app, { desk, logins, limits, owners: env.OWNER_IDS });
  await forgeryTokens(app, dependencies, jar);
  await openapi(app, dependencies);
}

async function addRoutes(app: Api, dependencies: Dependencies, services: Services): Promise<void> {
  rootRoute(app, dependencies);
  healthRoutes(app, dependencies);
  authRoutes(app, dependencies, services);
  sessionRoutes(app, dependencies, services);
  await serverRoutes(app, dependencies, services);
  billingRoutes(app, dependencies, services);
  ownBillingRoutes(app, dependencies);
  paymentRoutes(app, dependencies, services);
  refundRoutes(app, dependencies);
  withdrawalRoutes(app, dependencies);
  await webhookRoute(app, dependencies);
  privacyRoutes(app, dependencies, services);
  consentRoute(app, dependencies);
  operatorRoutes(app, dependencies, services);
  testErrorRoutes(app, dependencies, services);
  await documentation(app, dependencies);
}

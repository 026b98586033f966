/** The browser's half of error reporting; its code is fetched only where there is a DSN. */
import { publicEnv } from './site/env.ts';

if (publicEnv.sentryDsn !== '')
  void Promise.all([import('@sentry/nextjs'), import('./sentry/options.ts')]).then(([{ init }, { sentryOptions }]) => init(sentryOptions));

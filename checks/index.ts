/**
 * The post-deployment checklist: its table of contents. One file per section of the guide.
 */
import type { AnyCheck } from '../src/core/check.ts';
import { afterRollback } from './after-rollback.ts';
import { analytics } from './analytics.ts';
import { api } from './api.ts';
import { bot } from './bot.ts';
import { botCommands } from './bot-commands.ts';
import { botLive } from './bot-live.ts';
import { browser } from './browser.ts';
import { cache } from './cache.ts';
import { dashboard } from './dashboard.ts';
import { dashboardJourney } from './dashboard-journey.ts';
import { dashboardPages } from './dashboard-pages.ts';
import { database } from './database.ts';
import { databaseLive } from './database-live.ts';
import { documentation } from './documentation.ts';
import { domain } from './domain.ts';
import { domainEncryption } from './domain-encryption.ts';
import { domainLive } from './domain-live.ts';
import { domainLogin } from './domain-login.ts';
import { domainMail } from './domain-mail.ts';
import { domainRegistration } from './domain-registration.ts';
import { errors } from './errors.ts';
import { hosting } from './hosting.ts';
import { infrastructure } from './infrastructure.ts';
import { integrations } from './integrations.ts';
import { launch } from './launch.ts';
import { legal } from './legal.ts';
import { load } from './load.ts';
import { logs } from './logs.ts';
import { payments } from './payments.ts';
import { protection } from './protection.ts';
import { queries } from './queries.ts';
import { restore } from './restore.ts';
import { security } from './security.ts';
import { speed } from './speed.ts';
import { thirdParty } from './third-party.ts';
import { uptime } from './uptime.ts';

export const checks: readonly AnyCheck[] = [
  ...infrastructure,
  ...database,
  ...databaseLive,
  ...restore,
  ...cache,
  ...domainRegistration,
  ...domain,
  ...domainEncryption,
  ...domainLive,
  ...domainLogin,
  ...domainMail,
  ...hosting,
  ...bot,
  ...botLive,
  ...botCommands,
  ...api,
  ...dashboard,
  ...dashboardPages,
  ...browser,
  ...dashboardJourney,
  ...errors,
  ...uptime,
  ...afterRollback,
  ...analytics,
  ...logs,
  ...legal,
  ...security,
  ...protection,
  ...integrations,
  ...thirdParty,
  ...payments,
  ...speed,
  ...queries,
  ...load,
  ...documentation,
  ...launch,
];

/**
 * The tables of broken worlds as one list: what `checks/broken-worlds.test.ts` and `checks/broken-hosting.test.ts` play, and what `checks/broken-table.test.ts` holds
 * against the checks and the boxes of the guide.
 */
import { analyticsCannotFail, analyticsRows } from '../../checks/broken-analytics.ts';
import { botRows } from '../../checks/broken-bot.ts';
import { browserCannotFail, browserRows } from '../../checks/broken-browser.ts';
import { dashboardCannotFail, dashboardRows } from '../../checks/broken-dashboard.ts';
import { databaseRows } from '../../checks/broken-database.ts';
import { domainCannotFail, domainRows } from '../../checks/broken-domain.ts';
import { errorsCannotFail, errorsRows } from '../../checks/broken-errors.ts';
import type { WorldRow } from '../../checks/broken-hands.ts';
import { launchCannotFail, launchRows, rollbackRows } from '../../checks/broken-launch.ts';
import { legalCannotFail, legalRows } from '../../checks/broken-legal.ts';
import { logsCannotFail, logsRows } from '../../checks/broken-logs.ts';
import { paymentsRows } from '../../checks/broken-payments.ts';
import { protectionCannotFail, protectionRows } from '../../checks/broken-protection.ts';
import { redisRows } from '../../checks/broken-redis.ts';
import { speedCannotFail, speedRows } from '../../checks/broken-speed.ts';
import { uptimeCannotFail, uptimeRows } from '../../checks/broken-uptime.ts';
import type { HostedRow } from './hosted-world.ts';

/** Phases 6.1 to 6.4, on stand-ins for what is hosted. */
export const worldRows: readonly WorldRow[] = [...paymentsRows, ...databaseRows, ...redisRows, ...domainRows];

/** Everything that hosts make visible. */
export const hostedRows: readonly HostedRow[] = [
  ...botRows,
  ...dashboardRows,
  ...browserRows,
  ...errorsRows,
  ...uptimeRows,
  ...analyticsRows,
  ...logsRows,
  ...legalRows,
  ...protectionRows,
  ...launchRows,
  ...rollbackRows,
];

/** What measures or loads, which `checks/broken-speed-tests.ts` plays with a smaller crowd. */
export const measuredRows = speedRows;

/** Checks that no world can break, and why. */
export const cannotFail: Readonly<Record<string, string>> = {
  'stripe.refund-emails': 'no API shows these settings: unknown until a person attests them',
  'stripe.alerts': 'no API shows these settings: unknown until a person attests them',
  'mongodb.panel': 'no API shows it: unknown until a person attests it, and smaller sizes have no panel',
  'redis.alerts': 'no API shows these settings: unknown until a person attests them',
  ...domainCannotFail,
  ...dashboardCannotFail,
  ...browserCannotFail,
  ...errorsCannotFail,
  ...uptimeCannotFail,
  ...analyticsCannotFail,
  ...logsCannotFail,
  ...legalCannotFail,
  ...protectionCannotFail,
  ...launchCannotFail,
  ...speedCannotFail,
};

/**
 * Guide 6.2/6: the four alerts, as far as the size measures what they watch. CPU is measured from M10 on; `k77 verify` measures the rest itself.
 */
import { task } from '../../core/task.ts';
import { atlas } from '../../vendors/atlas.ts';
import type { AlertConfig, NewAlert } from '../../vendors/atlas-types.ts';
import { type Tier, tierOf, tiers } from './tiers.ts';

export interface Watched {
  event: 'OUTSIDE_METRIC_THRESHOLD' | 'OUTSIDE_FLEX_METRIC_THRESHOLD';
  metric: string;
  above: number;
  units: 'RAW' | 'MILLISECONDS' | 'BYTES';
  /** Minutes that it lasts before somebody is mailed. */
  afterMinutes: number;
}
const host = 'OUTSIDE_METRIC_THRESHOLD';
const flex = 'OUTSIDE_FLEX_METRIC_THRESHOLD';

/** The guide's values; the metrics of each size are those of https://www.mongodb.com/docs/atlas/reference/alert-conditions/ */
export const watched: Readonly<Record<Tier, readonly Watched[]>> = {
  free: [
    { event: host, metric: 'CONNECTIONS', above: 80, units: 'RAW', afterMinutes: 0 },
    { event: host, metric: 'LOGICAL_SIZE', above: Math.round(tiers.free.nearlyFullBytes), units: 'BYTES', afterMinutes: 0 },
  ],
  flex: [
    { event: flex, metric: 'FLEX_CONNECTIONS', above: 80, units: 'RAW', afterMinutes: 0 },
    { event: flex, metric: 'FLEX_AVG_READ_EXECUTION_TIME', above: 1000, units: 'MILLISECONDS', afterMinutes: 0 },
    { event: flex, metric: 'FLEX_AVG_WRITE_EXECUTION_TIME', above: 1000, units: 'MILLISECONDS', afterMinutes: 0 },
    { event: flex, metric: 'FLEX_DATA_SIZE_TOTAL', above: Math.round(tiers.flex.nearlyFullBytes), units: 'BYTES', afterMinutes: 0 },
  ],
  m10: [
    { event: host, metric: 'NORMALIZED_SYSTEM_CPU_USER', above: 80, units: 'RAW', afterMinutes: 5 },
    { event: host, metric: 'CONNECTIONS', above: 80, units: 'RAW', afterMinutes: 0 },
    { event: host, metric: 'AVG_READ_EXECUTION_TIME', above: 1000, units: 'MILLISECONDS', afterMinutes: 0 },
    { event: host, metric: 'DISK_PARTITION_SPACE_USED_DATA', above: 80, units: 'RAW', afterMinutes: 0 },
  ],
};

type Alerts = Readonly<Record<string, Pick<Watched, 'above' | 'afterMinutes'> & { enabled: boolean; mails: string }>>;

export const alerts = task({
  id: 'atlas.alerts',
  guide: ['6.2/6', '6.2#009', 'post#012'],
  settings: [
    { id: '6.2/6:alert-cpu', says: 'CPU above 80 % for 5 minutes; M10 only, smaller sizes do not measure it' },
    { id: '6.2/6:alert-connections', says: 'More than 80 connections' },
    { id: '6.2/6:alert-slow', says: 'Execution above 1000 ms on average; not on M0' },
    { id: '6.2/6:alert-disk', says: 'More than 80 % of the storage used' },
    { id: '6.2/6:alert-email', says: 'By e-mail, to the address that you answered' },
  ],
  title: 'Let Atlas mail you when the database is in trouble',
  uses: [atlas],
  needs: ['databaseTier', 'alertEmail', 'ATLAS_PROJECT', 'ATLAS_CLUSTER'],
  want: (values): Alerts =>
    Object.fromEntries(
      watched[tierOf(values)].map(({ metric, above, afterMinutes }) => [
        metric,
        { above, afterMinutes, enabled: true, mails: values.alertEmail },
      ]),
    ),

  async read(context): Promise<Alerts | undefined> {
    const { alertEmail, ATLAS_PROJECT } = context.values;
    const there = await context.client(atlas).alerts(ATLAS_PROJECT);
    const found = watched[tierOf(context.values)].flatMap((one) => {
      const alert = ours(there, one, alertEmail);
      return alert ? [[one.metric, shape(alert, alertEmail)] as const] : [];
    });
    return found.length > 0 ? Object.fromEntries(found) : undefined;
  },

  async apply(context, want, have): Promise<Alerts> {
    const { alertEmail, ATLAS_PROJECT } = context.values;
    const client = context.client(atlas);
    const there = await client.alerts(ATLAS_PROJECT);
    for (const one of watched[tierOf(context.values)]) {
      if (have && sameAs(want[one.metric], have[one.metric])) continue;
      const alert = ours(there, one, alertEmail);
      if (alert) await client.updateAlert(ATLAS_PROJECT, alert.id, configFor(one, alertEmail));
      else await client.createAlert(ATLAS_PROJECT, configFor(one, alertEmail));
    }
    if (!('NORMALIZED_SYSTEM_CPU_USER' in want)) context.note('this size measures no CPU; the guide’s CPU alert begins with M10');
    return want;
  },

  async undo(context) {
    const { alertEmail, ATLAS_PROJECT } = context.values;
    const client = context.client(atlas);
    const there = await client.alerts(ATLAS_PROJECT);
    for (const one of watched[tierOf(context.values)]) {
      const alert = ours(there, one, alertEmail);
      if (alert) await client.removeAlert(ATLAS_PROJECT, alert.id);
    }
  },
  gives: {},
});

/** The alert on this metric that mails the same address: others, and Atlas's own default ones, are yours. */
function ours(there: readonly AlertConfig[], one: Watched, email: string): AlertConfig | undefined {
  return there.find(
    (alert) =>
      alert.eventTypeName === one.event &&
      alert.metricThreshold?.metricName === one.metric &&
      alert.notifications?.some((notification) => notification.typeName === 'EMAIL' && notification.emailAddress === email),
  );
}

function configFor(one: Watched, emailAddress: string): NewAlert {
  return {
    eventTypeName: one.event,
    enabled: true,
    metricThreshold: { metricName: one.metric, operator: 'GREATER_THAN', threshold: one.above, units: one.units, mode: 'AVERAGE' },
    notifications: [{ typeName: 'EMAIL', emailAddress, intervalMin: 60, delayMin: one.afterMinutes }],
  };
}

function shape(alert: AlertConfig, email: string): Alerts[string] {
  const mail = alert.notifications?.find((notification) => notification.emailAddress === email);
  return { above: alert.metricThreshold?.threshold ?? 0, afterMinutes: mail?.delayMin ?? 0, enabled: alert.enabled, mails: email };
}

function sameAs(a: Alerts[string] | undefined, b: Alerts[string] | undefined): boolean {
  return a?.above === b?.above && a?.afterMinutes === b?.afterMinutes && a?.enabled === b?.enabled && a?.mails === b?.mails;
}

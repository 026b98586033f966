/** Alert configurations. What a metric alert may watch depends on the kind of cluster: host metrics, or those of Flex. */
import { page, type Route } from './api.ts';
import { badAttribute, missing } from './refusal.ts';
import type { Alert, Books } from './state.ts';

const date = '2023-01-01';
const role = 'GROUP_OWNER';
const base = '/groups/{groupId}/alertConfigs';
const metrics: Readonly<Record<string, readonly string[]>> = {
  OUTSIDE_METRIC_THRESHOLD: [
    'NORMALIZED_SYSTEM_CPU_USER',
    'CONNECTIONS',
    'AVG_READ_EXECUTION_TIME',
    'AVG_WRITE_EXECUTION_TIME',
    'AVG_COMMAND_EXECUTION_TIME',
    'DISK_PARTITION_SPACE_USED_DATA',
    'LOGICAL_SIZE',
  ],
  OUTSIDE_FLEX_METRIC_THRESHOLD: [
    'FLEX_CONNECTIONS',
    'FLEX_CONNECTIONS_PERCENT',
    'FLEX_AVG_READ_EXECUTION_TIME',
    'FLEX_AVG_WRITE_EXECUTION_TIME',
    'FLEX_AVG_COMMAND_EXECUTION_TIME',
    'FLEX_DATA_SIZE_TOTAL',
    'FLEX_NETWORK_BYTES_IN',
    'FLEX_NETWORK_BYTES_OUT',
    'FLEX_NETWORK_NUM_REQUESTS',
  ],
};

export const alertRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: base,
    date,
    role: 'GROUP_READ_ONLY',
    run: (call) => page(call, call.books.state.alerts.filter((one) => one.groupId === call.at.groupId).map(shown)),
  },
  {
    method: 'POST',
    path: base,
    date,
    role,
    run: ({ books, at, body }) => {
      const now = new Date(books.now()).toISOString();
      const made: Alert = { id: books.id(), groupId: String(at.groupId), created: now, updated: now, config: checked(body) };
      books.state.alerts.push(made);
      books.changed();
      return { body: shown(made) };
    },
  },
  {
    method: 'PUT',
    path: `${base}/{alertConfigId}`,
    date,
    role,
    run: ({ books, at, body }) => {
      const found = find(books, at);
      found.config = checked(body);
      found.updated = new Date(books.now()).toISOString();
      books.changed();
      return { body: shown(found) };
    },
  },
  {
    method: 'DELETE',
    path: `${base}/{alertConfigId}`,
    date,
    role,
    run: ({ books, at }) => {
      const found = find(books, at);
      books.state.alerts = books.state.alerts.filter((one) => one !== found);
      books.changed();
      return { status: 204, body: {} };
    },
  },
];

function find(books: Books, at: Readonly<Record<string, string>>): Alert {
  const found = books.state.alerts.find((one) => one.groupId === at.groupId && one.id === at.alertConfigId);
  if (!found) throw missing('alert configuration', 'ALERT_CONFIG_NOT_FOUND', String(at.alertConfigId));
  return found;
}

function checked(body: Record<string, unknown>): Record<string, unknown> {
  const { eventTypeName, enabled = false, matchers = [], metricThreshold, notifications } = body;
  const threshold = metricThreshold as Record<string, unknown> | undefined;
  const known = metrics[String(eventTypeName)];
  if (!known) throw badAttribute('eventTypeName', `${String(eventTypeName)} is not offered here`);
  if (!known.includes(String(threshold?.metricName)))
    throw badAttribute('metricName', `${String(threshold?.metricName)} is no metric of ${String(eventTypeName)}`);
  if (!Array.isArray(notifications) || notifications.length === 0) throw badAttribute('notifications', 'at least one');
  for (const one of notifications as Record<string, unknown>[])
    if (one.typeName === 'EMAIL' && !/^\S+@\S+$/.test(String(one.emailAddress)))
      throw badAttribute('emailAddress', 'it is no e-mail address');
  return { eventTypeName, enabled, matchers, metricThreshold: { mode: 'AVERAGE', ...threshold }, notifications };
}

function shown({ id, groupId, created, updated, config }: Alert): Record<string, unknown> {
  return { created, groupId, id, links: [], updated, ...config };
}

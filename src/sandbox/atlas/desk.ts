/** What a person does in the emulated Atlas: switches that break a world on purpose, and what has no API. */
import { OperatorError } from '../../core/errors.ts';
import type { Books, Cluster, Trouble, User } from './state.ts';

export type Fields = Readonly<Record<string, string>>;
const switches: readonly (keyof Trouble)[] = ['elsewhere', 'passwords', 'quota', 'apiAccess', 'snapshots', 'payment'];

const actions: Readonly<Record<string, (books: Books, fields: Fields) => unknown>> = {
  /** The Real-Time Performance Panel was switched on and looked at. */
  panel: ({ state }) => void state.byHand.push('panel'),
  /** `name` on or off: `elsewhere`, `passwords`, `quota`, `apiAccess`, `snapshots`, `payment`. */
  trouble: ({ state }, { name = '', on = 'true' }) => {
    const known = switches.find((one) => one === name);
    if (!known) throw new OperatorError({ what: `There is no switch ${name}`, fix: `Use one of: ${switches.join(', ')}` });
    state.trouble = { ...state.trouble, [known]: on === 'true' };
  },
  /** At most `connections` at once; without it, as the size allows. */
  'connection-cap': ({ state }, { connections }) => {
    const { connections: _gone, ...rest } = state.trouble;
    state.trouble = connections === undefined || connections === '' ? rest : { ...rest, connections: Number(connections) };
  },
  /** Takes a role from both logins, or gives it back. */
  role: ({ state }, { name = '', on = 'true' }) => {
    state.roles = [...state.roles.filter((role) => role !== name), ...(on === 'true' ? [name] : [])];
  },
  /** Tokens end at once. */
  'end-tokens': ({ state }) => {
    state.account.$tokens = [];
  },
  /** What is measured of a cluster: `connections`, `operationsPerSecond`, `readMs`, `cpuPercent`. */
  load: (books, { cluster, ...figures }) => {
    clusterNamed(books, cluster).load = Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Number(value)]));
  },
  /** Another password for a database user, as somebody sets it in the dashboard. */
  password: (books, { username, password = '' }) => {
    userNamed(books, username).$password = password;
  },
  'user-role': (books, { username, role = '', database = '' }) => {
    userNamed(books, username).roles = [{ roleName: role, databaseName: database }];
  },
  'add-access': ({ state }, { entry = '', comment = '' }) => {
    for (const { id } of state.groups) state.access.push({ groupId: id, cidrBlock: entry, comment });
  },
  'remove-access': ({ state }, { entry }) => {
    state.access = state.access.filter((one) => one.cidrBlock !== entry);
  },
  comment: ({ state }, { entry, comment = '' }) => {
    for (const one of state.access) if (one.cidrBlock === entry) one.comment = comment;
  },
  'remove-alert': ({ state }, { metric }) => {
    state.alerts = state.alerts.filter((one) => (one.config.metricThreshold as { metricName?: string } | undefined)?.metricName !== metric);
  },
  backups: (books, { cluster, on = 'true' }) => {
    clusterNamed(books, cluster).backupEnabled = on === 'true';
  },
  /** As if it had been made `days` ago. */
  age: (books, { cluster, days = '0' }) => {
    const found = clusterNamed(books, cluster);
    const back = Number(days) * 86_400_000;
    found.createdAt -= back;
    found.readyAt -= back;
    found.snapshots = found.snapshots.map((one) => ({ ...one, at: one.at - back }));
  },
  /** Snapshots stop: the newest is `hours` old. */
  'last-snapshot': (books, { cluster, hours = '0' }) => {
    clusterNamed(books, cluster).snapshots = [{ id: books.id(), at: books.now() - Number(hours) * 3_600_000 }];
  },
  /** What comes out of snapshots from now on: `failed`, `halved`, `unindexed`, `garbled`; empty: what went in. */
  'spoil-backups': ({ state }, { how = '' }) => {
    const { restores: _gone, ...rest } = state.trouble;
    state.trouble = how === '' ? rest : { ...rest, restores: how as NonNullable<Trouble['restores']> };
  },
  /** As if it were built again. */
  rebuild: (books, { cluster, seconds = '3600' }) => {
    clusterNamed(books, cluster).readyAt = books.now() + Number(seconds) * 1000;
  },
};

export function perform(books: Books, action: string, fields: Fields): unknown {
  const known = actions[action];
  if (!known)
    throw new OperatorError({ what: `The emulated Atlas has no button ${action}`, fix: `Use one of: ${Object.keys(actions).join(', ')}` });
  const result = known(books, fields);
  books.changed();
  return result ?? null;
}

function clusterNamed(books: Books, name: string | undefined): Cluster {
  const found = books.state.clusters.find((one) => name === undefined || one.name === name);
  if (!found) throw new OperatorError({ what: `There is no cluster ${name ?? ''}`, fix: 'Make one with k77 deploy 6.2 --sandbox' });
  return found;
}

function userNamed(books: Books, name: string | undefined): User {
  const found = books.state.users.find((one) => name === undefined || one.username === name);
  if (!found) throw new OperatorError({ what: `There is no database user ${name ?? ''}`, fix: 'Make one with k77 deploy 6.2 --sandbox' });
  return found;
}

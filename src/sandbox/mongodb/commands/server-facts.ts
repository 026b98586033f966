/** What a server tells about itself: `serverStatus`, `connectionStatus`, `getParameter`, `getLog`, `hostInfo` … */
import { version } from '../core.ts';
import { ServerError } from '../errors.ts';
import type { Doc } from '../values/types.ts';
import type { Call, Commands } from './types.ts';

/** Parameters that may be asked for. */
const parameters: Readonly<Record<string, unknown>> = {
  featureCompatibilityVersion: { version: '8.0' },
  authenticationMechanisms: ['SCRAM-SHA-256'],
  transactionLifetimeLimitSeconds: 60,
  ttlMonitorEnabled: true,
  ttlMonitorSleepSecs: 60,
  cursorTimeoutMillis: 600_000n,
  logLevel: 0,
};

export const serverFacts: Commands = {
  serverStatus: { needs: 'monitor', run: status },
  connectionStatus: {
    needs: 'anybody',
    run(call) {
      const { user } = call.client;
      const roles = (user?.roles ?? []).map(({ role, db }) => ({ role, db }));
      return { authInfo: { authenticatedUsers: user ? [{ user: user.name, db: 'admin' }] : [], authenticatedUserRoles: roles }, ok: 1 };
    },
  },
  whatsmyuri: { needs: 'nobody', run: ({ client }) => ({ you: client.remote, ok: 1 }) },
  getParameter: {
    needs: 'monitor',
    admin: true,
    run(call) {
      const all = call.body.getParameter === '*';
      const found = Object.entries(parameters).filter(([name]) => all || call.body[name] !== undefined);
      if (found.length === 0) throw new ServerError(72, 'no option found to get');
      return { ...Object.fromEntries(found), ok: 1 };
    },
  },
  getLog: {
    needs: 'monitor',
    admin: true,
    run(call) {
      const { getLog } = call.body;
      if (getLog === '*') return { names: ['global', 'startupWarnings'], ok: 1 };
      if (getLog !== 'global' && getLog !== 'startupWarnings') throw new ServerError(96, `No log named '${String(getLog)}'`);
      return { totalLinesWritten: 0, log: [], ok: 1 };
    },
  },
  hostInfo: {
    needs: 'monitor',
    admin: true,
    run: (call) => ({
      system: { currentTime: call.core.clock.now(), hostname: call.core.hosts[0] ?? '' },
      os: { type: 'k77', name: "k77's offline MongoDB server" },
      extra: {},
      ok: 1,
    }),
  },
  currentOp: {
    needs: 'monitor',
    admin: true,
    run: (call) => ({
      inprog: [
        { type: 'op', active: true, op: 'command', command: { currentOp: 1 }, connectionId: call.client.id, client: call.client.remote },
      ],
      ok: 1,
    }),
  },
  replSetGetStatus: {
    needs: 'monitor',
    admin: true,
    run(call) {
      if (call.core.replicaSet === undefined) throw new ServerError(76, 'not running with --replSet');
      // The other members have names only; they are told as this one's secondaries would be.
      const members = call.core.hosts.map((name, at) => ({
        _id: at,
        name,
        health: 1,
        state: at === 0 ? 1 : 2,
        stateStr: at === 0 ? 'PRIMARY' : 'SECONDARY',
        self: at === 0,
      }));
      return { set: call.core.replicaSet, date: call.core.clock.now(), myState: 1, members, ok: 1 };
    },
  },
};

function status(call: Call): Doc {
  const { core } = call;
  const { connections, cursors, transactions } = core;
  const available = (core.limits.connections ?? 500) - connections.current;
  const uptime = (core.clock.now().getTime() - core.startedAt) / 1000;
  const isSet = core.replicaSet !== undefined;
  return {
    host: core.hosts[0] ?? '',
    version,
    process: 'mongod',
    uptime,
    uptimeMillis: BigInt(Math.round(uptime * 1000)),
    localTime: core.clock.now(),
    connections: { current: connections.current, available, totalCreated: connections.total, active: 1 },
    opcounters: { ...core.counters },
    metrics: { cursor: { open: { total: cursors.count } } },
    transactions: { currentOpen: transactions.openCount },
    logicalSessionRecordCache: { activeSessionsCount: core.sessions.count },
    ...(isSet ? { repl: { setName: core.replicaSet, hosts: [...core.hosts], isWritablePrimary: true, me: core.hosts[0] } } : {}),
    storageEngine: { name: 'k77' },
    ok: 1,
  };
}

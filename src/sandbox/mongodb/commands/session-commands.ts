/** Sessions and transactions: `endSessions`, `commitTransaction`, `abortTransaction` … */
import { Binary } from 'bson';
import { ServerError } from '../errors.ts';
import type { Doc } from '../values/types.ts';
import type { Call, Commands } from './types.ts';

const user = (call: Call): string => call.client.user?.name ?? '';

function withSession(call: Call): NonNullable<Call['session']> {
  if (call.core.replicaSet === undefined)
    throw new ServerError(20, 'Transaction numbers are only allowed on a replica set member or mongos');
  if (!call.session || call.body.autocommit !== false) throw new ServerError(125, `${call.name} must be run within a transaction`);
  return call.session;
}

function end(call: Call): Doc {
  call.core.sessions.end(call.body[call.name], user(call));
  return { ok: 1 };
}

export const sessionCommands: Commands = {
  startSession: {
    needs: 'anybody',
    run: (call) => ({ id: { id: new Binary(Buffer.from(call.core.random.token(16), 'base64url'), 4) }, timeoutMinutes: 30, ok: 1 }),
  },
  refreshSessions: { needs: 'anybody', run: () => ({ ok: 1 }) },
  endSessions: { needs: 'nobody', run: end },
  killSessions: { needs: 'anybody', run: end },
  commitTransaction: {
    needs: 'anybody',
    admin: true,
    run(call) {
      call.core.sessions.commit(withSession(call), call.body);
      return { ok: 1 };
    },
  },
  abortTransaction: {
    needs: 'anybody',
    admin: true,
    run(call) {
      const session = withSession(call);
      call.core.sessions.join(session, { ...call.body, startTransaction: false }, 0);
      call.core.sessions.abort(session);
      return { ok: 1 };
    },
  },
};

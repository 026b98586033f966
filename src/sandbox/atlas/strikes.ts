/** Faults that meet commands of a database: a command that writes counts as POST, any other as GET; its path is `/createIndexes`. */
import type { Ground } from '../kernel.ts';
import type { Failure } from '../mongodb/server.ts';

const writes = new Set([
  'insert',
  'update',
  'delete',
  'findAndModify',
  'bulkWrite',
  'create',
  'createIndexes',
  'dropIndexes',
  'drop',
  'dropDatabase',
  'collMod',
  'renameCollection',
]);
/** What drivers say among themselves is no use of the database. */
const chatter = new Set(['hello', 'isMaster', 'ismaster', 'saslStart', 'saslContinue', 'endSessions', 'ping', 'buildInfo']);

export async function strikeMongo({ faults, clock, touch }: Ground, command: string): Promise<Failure['how'] | undefined> {
  if (chatter.has(command)) return undefined;
  touch();
  const fault = faults.strike('mongodb', writes.has(command) ? 'POST' : 'GET', `/${command}`);
  const late = faults.settings.latencyMs + (fault?.do === 'slow' ? (fault.ms ?? 1000) : fault?.do === 'timeout' ? 120_000 : 0);
  if (late > 0) await clock.sleep(late);
  switch (fault?.do) {
    case 'reset-after-commit':
      return 'lost answer';
    case 'reset-before':
    case 'timeout':
    case 'html':
      return 'dropped';
    case '500':
      return 91;
    case '429':
      return 262;
    default:
      return undefined;
  }
}

/**
 * The REST form of every database: commands as JSON over HTTPS, answered by the same Redis. https://upstash.com/docs/redis/features/restapi
 */
import { messageOf } from '../../core/errors.ts';
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import { type Link, openLink } from '../redis/link.ts';
import type { Frame } from '../redis/resp.ts';
import { json } from './api.ts';
import { type Database, hostOf } from './model.ts';

type Answer = { result: unknown } | { error: string };
type Command = readonly (string | number)[];

const timeoutMs = 5000;
/** What the read-only token may do; SCAN and KEYS are not among it. */
const readOnly = new Set(
  'get mget strlen exists ttl pttl type hget hgetall hmget hlen lrange llen lindex scard smembers sismember zrange zscore zcard ping echo'.split(
    ' ',
  ),
);

export async function answerRest(
  databases: readonly Database[],
  portOf: (database: Database) => Promise<number>,
  incoming: Incoming,
): Promise<Outgoing> {
  const host = (incoming.headers.host ?? '').replace(/:\d+$/, '');
  const database = databases.find((one) => hostOf(one) === host);
  const token = tokenOf(incoming);
  if (!database || (token !== database.restToken && token !== database.readOnlyToken))
    return json(401, { error: 'WRONGPASS invalid or missing auth token' });
  if (!['GET', 'HEAD', 'POST', 'PUT'].includes(incoming.method)) return json(405, { error: 'ERR method not allowed' });
  const asked = commandsOf(incoming);
  if (!asked) return json(400, { error: 'ERR failed to parse command' });
  const limited = token === database.readOnlyToken;
  const link = await openLink({ port: await portOf(database), timeoutMs });
  try {
    await link.ask('AUTH', 'default', database.password);
    if (asked.kind === 'one') {
      const answer = await run(link, asked.commands[0] ?? [], limited);
      return json('error' in answer ? 400 : 200, answer);
    }
    return asked.kind === 'pipeline'
      ? json(200, await all(link, asked.commands, limited))
      : await transaction(link, asked.commands, limited);
  } finally {
    link.close();
  }
}

interface Asked {
  kind: 'one' | 'pipeline' | 'transaction';
  commands: readonly Command[];
}

/** `/set/foo/bar`, or an array in the body; the body of a path is its last argument, and the query follows it. */
function commandsOf({ path, query, body }: Incoming): Asked | undefined {
  if (path === '/pipeline' || path === '/multi-exec') {
    const commands = parsed(body);
    const right = Array.isArray(commands) && commands.length > 0 && commands.every(isCommand);
    return right ? { kind: path === '/pipeline' ? 'pipeline' : 'transaction', commands } : undefined;
  }
  if (path === '/') {
    const command = parsed(body);
    return isCommand(command) ? { kind: 'one', commands: [command] } : undefined;
  }
  const words = path.slice(1).split('/').map(decodeURIComponent);
  const more = [...new URLSearchParams(query)]
    .filter(([name]) => name !== '_token')
    .flatMap(([name, value]) => (value === '' ? [name] : [name, value]));
  return { kind: 'one', commands: [[...words, ...(body === '' ? [] : [body]), ...more]] };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function isCommand(value: unknown): value is Command {
  return Array.isArray(value) && value.length > 0 && value.every((word) => typeof word === 'string' || typeof word === 'number');
}

async function all(link: Link, commands: readonly Command[], limited: boolean): Promise<Answer[]> {
  return Promise.all(commands.map((command) => run(link, command, limited)));
}

/** All or nothing; a command that fails while the others run is told in its place. */
async function transaction(link: Link, commands: readonly Command[], limited: boolean): Promise<Outgoing> {
  await link.ask('MULTI');
  const queued = await all(link, commands, limited);
  const refused = queued.find((answer) => 'error' in answer);
  if (refused) return json(400, refused);
  const done = await link.ask('EXEC');
  return json(
    200,
    done.items.map((frame) => (frame.mark === '-' ? { error: frame.text ?? '' } : { result: plain(frame) })),
  );
}

async function run(link: Link, command: Command, limited: boolean): Promise<Answer> {
  const name = String(command[0]).toLowerCase();
  if (limited && !readOnly.has(name)) return { error: `NOPERM this user has no permissions to run the '${name}' command` };
  try {
    return { result: plain(await link.ask(...command.map((word) => Buffer.from(String(word)).toString('latin1')))) };
  } catch (error) {
    return { error: messageOf(error) };
  }
}

function plain({ mark, text, items }: Frame): unknown {
  if (mark === '*' || mark === '~' || mark === '%') return text === null ? null : items.map(plain);
  if (text === null || mark === '_') return null;
  return mark === ':' ? Number(text) : Buffer.from(text, 'latin1').toString('utf8');
}

function tokenOf({ headers, query }: Incoming): string {
  return /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? new URLSearchParams(query).get('_token') ?? '';
}

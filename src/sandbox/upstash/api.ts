/**
 * The developer API, version 2: what phase 6.3 and its checks call, and no more. Calls that delete data answer 404 here: k77 has no business with them.
 * Upstash publishes no error texts; these are ours, with the statuses that it documents.
 */
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import { isSame } from '../same.ts';
import { billing, database, listed } from './answers.ts';
import { type Books, type Database, newDatabase } from './model.ts';
import { type PlanName, plans, regions } from './plans.ts';

type Body = Readonly<Record<string, unknown>>;
interface Call {
  books: Books;
  database: Database;
  body: Body;
  query: URLSearchParams;
}

/** A refusal; its text is the whole body, as JSON. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const ok = 'OK';

/** `:id` stands for a database of the account. */
const calls: Readonly<Record<string, (call: Call) => unknown>> = {
  'GET /redis/databases': ({ books }) => books.state.databases.map((one) => listed(books, one)),
  'POST /redis/database': ({ books, body }) => database(books, create(books, body)),
  'GET /redis/database/:id': ({ books, database: one, query }) =>
    query.get('credentials') === 'hide' ? listed(books, one) : database(books, one),
  'POST /redis/rename/:id': ({ books, database: one, body }) => {
    one.name = text(body, 'name');
    return database(books, one);
  },
  'POST /redis/reset-password/:id': ({ books, database: one }) => database(books, books.renewPassword(one)),
  'POST /redis/enable-tls/:id': ({ books, database: one }) => database(books, Object.assign(one, { tls: true })),
  'POST /redis/enable-eviction/:id': ({ database: one }) => set(one, { eviction: true }),
  'POST /redis/disable-eviction/:id': ({ database: one }) => set(one, { eviction: false }),
  'POST /redis/:id/change-plan': ({ books, database: one, body }) => changePlan(books, one, body),
  'PATCH /redis/update-budget/:id': ({ database: one, body }) => set(one, { budget: whole(body, 'budget') }),
  'PATCH /redis/enable-dailybackup/:id': ({ database: one }) => {
    withBackups(one);
    return set(one, { dailyBackup: true });
  },
  'PATCH /redis/disable-dailybackup/:id': ({ database: one }) => set(one, { dailyBackup: false }),
  'GET /redis/list-backup/:id': ({ books, database: one }) =>
    books.state.backups
      .filter((backup) => backup.database === one.id)
      .map(({ id, name, created, daily, bytes }) => ({
        database_id: one.id,
        customer_id: books.state.email,
        name,
        backup_id: id,
        creation_time: created,
        state: 'completed',
        backup_size: bytes,
        daily_backup: String(daily),
        hourly_backup: 'false',
        internal_backup_tag: '',
      })),
  'POST /redis/create-backup/:id': ({ books, database: one, body }) => {
    withBackups(one);
    books.backUp(one, text(body, 'name'), false);
    return ok;
  },
  'GET /redis/stats/:id': ({ books, database: one }) => billing(books, one),
};

export function answerApi(books: Books, incoming: Incoming): Outgoing {
  try {
    const key = keyOf(books, incoming.headers.authorization ?? '');
    if (key === 'none') throw new Refusal(401, 'Unauthorized');
    if (incoming.method !== 'GET' && key === 'read only') throw new Refusal(403, 'Forbidden: this API key is read only');
    const result = route(books, incoming);
    if (incoming.method !== 'GET') books.changed();
    return json(200, result);
  } catch (error) {
    if (error instanceof Refusal) return json(error.status, error.message);
    throw error;
  }
}

function route(books: Books, incoming: Incoming): unknown {
  const path = incoming.path.replace(/^\/v2/, '');
  const [, , ...words] = path.split('/');
  for (const [at, word] of words.entries()) {
    const pattern = `${incoming.method} ${path
      .split('/')
      .with(at + 2, ':id')
      .join('/')}`;
    const call = calls[pattern];
    if (call && pattern.includes(':id')) return call({ ...about(books, incoming), database: must(books, word) });
  }
  const call = calls[`${incoming.method} ${path}`];
  if (!call) throw new Refusal(404, `404 page not found`);
  return call({ ...about(books, incoming), database: undefined as never });
}

function about(books: Books, { body, query }: Incoming): Omit<Call, 'database'> {
  return { books, body: body === '' ? {} : parsed(body), query: new URLSearchParams(query) };
}

function parsed(body: string): Body {
  try {
    const value = JSON.parse(body) as unknown;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Body;
  } catch {
    // Refused below.
  }
  throw new Refusal(400, 'invalid JSON body');
}

function must(books: Books, id: string): Database {
  const found = books.find(id);
  if (!found) throw new Refusal(404, 'database not found');
  return found;
}

/** Names may repeat: that is why k77 looks before it makes one. */
function create(books: Books, body: Body): Database {
  const plan = planOf(body, 'plan', 'payg');
  const region = text(body, 'primary_region');
  if (!['aws', 'gcp'].includes(text(body, 'platform'))) throw new Refusal(400, 'invalid platform');
  if (!regions.includes(region)) throw new Refusal(400, 'invalid primary_region');
  const name = text(body, 'database_name');
  roomFor(books, plan, undefined);
  const made = newDatabase(books, { name, region, plan, eviction: body.eviction === true, tls: body.tls !== false });
  if (body.budget !== undefined) made.budget = whole(body, 'budget');
  books.state.databases.push(made);
  return made;
}

function changePlan(books: Books, one: Database, body: Body): string {
  const plan = planOf(body, 'plan_name', undefined);
  roomFor(books, plan, one);
  if (one.stored.bytes > plans[plan].bytes) throw new Refusal(400, 'current data size exceeds the limit of the new plan');
  return set(one, { plan, budget: plan === 'payg' ? one.budget : 0 });
}

/** @param except a database that leaves its plan for this one */
function roomFor(books: Books, plan: PlanName, except: Database | undefined): void {
  const there = books.state.databases.filter((one) => one.plan === plan && one !== except).length;
  if (there >= plans[plan].most) throw new Refusal(400, `maximum number of ${plan} databases reached`);
}

function withBackups({ plan }: Database): void {
  if (!plans[plan].backups) throw new Refusal(400, 'backup is not available in the free plan');
}

function set(one: Database, change: Partial<Database>): string {
  Object.assign(one, change);
  return ok;
}

function planOf(body: Body, field: string, otherwise: PlanName | undefined): PlanName {
  const name = body[field] ?? otherwise;
  if (typeof name === 'string' && Object.hasOwn(plans, name)) return name as PlanName;
  throw new Refusal(400, `invalid ${field}`);
}

function text(body: Body, field: string): string {
  const value = body[field];
  if (typeof value === 'string' && value !== '') return value;
  throw new Refusal(400, `${field} is required`);
}

function whole(body: Body, field: string): number {
  const value = body[field];
  if (Number.isInteger(value) && Number(value) >= 0) return Number(value);
  throw new Refusal(400, `invalid ${field}`);
}

function keyOf({ state }: Books, header: string): 'all' | 'read only' | 'none' {
  if (isSame(header, basic(state.email, state.apiKey))) return 'all';
  return isSame(header, basic(state.email, state.readOnlyKey)) ? 'read only' : 'none';
}

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

export function json(status: number, value: unknown): Outgoing {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

/**
 * A person's data from beginning to end, in a rehearsal: they log in, ask for a copy and get it, ask to be forgotten, change their mind, ask again; the days of waiting
 * are skipped, and then nothing of them may be left. The emulated Discord has people for it; nobody does this with a real account.
 */
import type { CheckContext } from '../src/core/check.ts';
import { messageOf } from '../src/core/errors.ts';
import type { Values } from '../src/core/keys.ts';
import { hostsOf } from '../src/phases/6.4-domain/hosts.ts';
import { type Doc, type MongoDb, mongodb } from '../src/vendors/mongodb.ts';
import { redisQueue } from '../src/vendors/redis.ts';
import { stripe } from '../src/vendors/stripe.ts';
import { type Browser, logIn, must, openBrowser, Stop } from './rehearsed-visitor.ts';

export type Forgetting = Omit<CheckContext, 'values'> & {
  values: Partial<Values> & Values<'domain' | 'MONGODB_URI' | 'REDIS_QUEUE_URL' | 'STRIPE_SECRET_KEY'>;
};

/** People of the emulated Discord. The API takes ten such requests of one of them in an hour; then it is the next one's turn. */
const people = ['bob', 'alice', 'stranger'] as const;
const marker = 'k77 deletion';
export const requests = 'privacy_requests';
/** Minutes; everything is on this machine. */
const patience = 0.5;

export interface Forgotten {
  done: readonly string[];
  wrong: string | undefined;
}

/** @returns undefined where nobody may ask any more for now */
export async function rehearseDeletion(context: Forgetting): Promise<Forgotten | undefined> {
  for (const who of people) {
    const seen = await walkedBy(context, who);
    if (seen !== undefined) return seen;
  }
  return undefined;
}

async function walkedBy(context: Forgetting, who: string): Promise<Forgotten | undefined> {
  const walk = new Walk(context, who);
  try {
    await walk.all();
  } catch (error) {
    if (error instanceof TooOften) return undefined;
    if (!(error instanceof Stop)) throw error;
    return { done: walk.done, wrong: error.message };
  } finally {
    await walk.takeBack();
  }
  return { done: walk.done, wrong: undefined };
}

/** The API counts what people ask of their data. */
class TooOften extends Error {}

function accepted(what: string, { status, json }: { status: number; json: Record<string, unknown> }): string {
  if (status === 429) throw new TooOften();
  must(status === 202 && typeof json.id === 'string', `${what} answers ${status} ${String(json.title ?? '')}`);
  return String(json.id);
}

class Walk {
  readonly done: string[] = [];
  readonly #context: Forgetting;
  readonly #who: string;
  readonly #api: string;
  readonly #browser: Browser;
  #token = '';
  #person = '';
  #customer: string | undefined;

  constructor(context: Forgetting, who: string) {
    this.#context = context;
    this.#who = who;
    this.#api = `https://${hostsOf(context.values.domain).api}`;
    this.#browser = openBrowser(context);
  }

  async all(): Promise<void> {
    await this.#logIn();
    await this.#clear();
    await this.#becomeCustomer();
    await this.#export();
    await this.#ask();
    await this.#changeMind();
    const id = await this.#ask();
    await this.#skipTheWait(id);
    await this.#isGone(id);
  }

  /** Proofs of rehearsals, and a customer that a walk which stopped left behind. */
  async takeBack(): Promise<void> {
    if (this.#customer !== undefined)
      await this.#context
        .client(stripe)
        .customers.del(this.#customer)
        .catch(() => undefined);
    if (this.#person !== '') await this.#clear().catch(() => undefined);
  }

  async #logIn(): Promise<void> {
    [, this.#token] = await logIn(this.#browser, this.#api, this.#context.values.domain, this.#who);
    const { json } = await this.#browser('GET', `${this.#api}/api/auth/me`);
    this.#person = String((json as { user?: { id?: string } }).user?.id ?? '');
    must(/^\d{5,25}$/.test(this.#person), 'the API does not say who is logged in');
  }

  async #clear(): Promise<void> {
    const database = this.#context.client(mongodb);
    while ((await database.deleteOne(requests, { user_id: this.#person })) > 0);
  }

  /** As if they had paid once: the account at Stripe has to go, too. */
  async #becomeCustomer(): Promise<void> {
    const database = this.#context.client(mongodb);
    const [account] = await database.find('accounts', { user_id: this.#person }, 1);
    must(account !== undefined, 'a login leaves no account in the database');
    const { id } = await this.#context.client(stripe).customers.create({ name: marker });
    this.#customer = id;
    await replace(database, 'accounts', { ...account, stripe_customer_id: id });
  }

  async #export(): Promise<void> {
    const asked = await this.#browser('POST', `${this.#api}/api/privacy/export`, { json: {}, token: this.#token });
    const id = accepted('POST /api/privacy/export', asked);
    const url = await this.#until('a copy of the data', async () => {
      const seen = await this.#browser('GET', `${this.#api}/api/privacy/requests`);
      const all = (seen.json.requests ?? []) as { id: string; url: string | null }[];
      return all.find((one) => one.id === id)?.url ?? undefined;
    });
    const file = await this.#browser('GET', url);
    if (file.status === 429) throw new TooOften();
    must(file.status === 200, `the copy cannot be fetched: ${file.status}`);
    this.done.push('a copy was asked for and fetched');
  }

  /** @returns the id of the request */
  async #ask(): Promise<string> {
    const asked = await this.#browser('POST', `${this.#api}/api/privacy/delete`, { json: {}, token: this.#token });
    const id = accepted('POST /api/privacy/delete', asked);
    const { json } = asked;
    const days = Math.round((Date.parse(String(json.runsAt)) - Date.parse(String(json.createdAt))) / 86_400_000);
    must(days >= 0 && days <= 30, `the deletion waits ${days} days; people are promised at most 30`);
    const after = await this.#browser('GET', `${this.#api}/api/auth/me`);
    must(after.status === 401 || (after.json.user ?? null) === null, 'whoever asked to be forgotten is still logged in');
    if (!this.done.some((step) => step.startsWith('deletion')))
      this.done.push(`deletion asked for, ${days} days ahead, logged out at once`);
    return id;
  }

  async #changeMind(): Promise<void> {
    await this.#logIn();
    const { status, json } = await this.#browser('POST', `${this.#api}/api/privacy/delete/cancel`, { json: {}, token: this.#token });
    must(status === 200 && json.status === 'cancelled', `POST /api/privacy/delete/cancel answers ${status} ${String(json.title ?? '')}`);
    this.done.push('cancelled, and asked for again');
  }

  /** The request says that its time has come, and the job that waits is due. */
  async #skipTheWait(id: string): Promise<void> {
    const database = this.#context.client(mongodb);
    const [request] = await database.find(requests, { _id: id }, 1);
    must(request !== undefined, `${requests} does not know the request`);
    const now = this.#context.clock.now();
    await replace(database, requests, { ...request, runs_at: new Date(now.getTime() - 1000) });
    await hurry(this.#context, id);
  }

  async #isGone(id: string): Promise<void> {
    const database = this.#context.client(mongodb);
    await this.#until('the worker to forget somebody', async () =>
      (await database.find(requests, { _id: id }, 1))[0]?.status === 'done' ? true : undefined,
    );
    const left = await this.#leftIn();
    must(left.length === 0, `${this.#who} still stands in ${left.join(', ')}`);
    const customer = await this.#context.client(stripe).customers.retrieve(String(this.#customer));
    must('deleted' in customer && customer.deleted === true, 'the customer is still at Stripe');
    this.#customer = undefined;
    this.done.push('gone from every collection but the proof of the request, and from Stripe');
  }

  /** Collections with the id in any field of any document. */
  async #leftIn(): Promise<string[]> {
    const database = this.#context.client(mongodb);
    const names = (await database.collections()).filter((name) => name !== requests);
    const counted = await Promise.all(
      names.map(async (name) => ({
        name,
        count: (await database.find(name, {}, 5000)).filter((doc) => JSON.stringify(doc).includes(this.#person)).length,
      })),
    );
    return counted.filter(({ count }) => count > 0).map(({ name, count }) => `${name} (${count})`);
  }

  #until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
    const context = this.#context;
    return context.wait(what, look, patience).catch((error: unknown) => {
      context.signal.throwIfAborted();
      if (/not after/.test(messageOf(error))) throw new Stop(`waited in vain for ${what}`);
      throw error;
    });
  }
}

async function replace(database: Pick<MongoDb, 'insertOne' | 'deleteOne'>, collection: string, document: Doc): Promise<void> {
  await database.deleteOne(collection, { _id: document._id });
  await database.insertOne(collection, document);
}

/** Where the template's BullMQ keeps jobs that wait: packages/queue/src/connection.ts, and https://docs.bullmq.io/guide/architecture */
const queue = '{k77-bulk}:bulk';

/** Makes the job due and wakes the worker. Without a job the worker's own sweep finds the request within minutes. */
async function hurry(context: Forgetting, request: string): Promise<void> {
  const redis = context.client(redisQueue);
  const waiting = (await redis.send('ZRANGE', `${queue}:delayed`, 0, -1)) as string[];
  for (const id of waiting) {
    const data = await redis.send('HGET', `${queue}:${id}`, 'data');
    if (typeof data !== 'string' || !data.includes(request)) continue;
    await redis.send('ZADD', `${queue}:delayed`, 'XX', 0, id);
    await redis.send('ZADD', `${queue}:marker`, 0, '0');
  }
}

/**
 * A thousand events of Stripe, each sent twice, in no order, to two API processes of which one is killed half-way. What is in the end is compared with what
 * the same events lead to one by one in the order in which they happened.
 */
import { readSiteConfig } from '@k77/config';
import { createIndexes, type Mongo, openMongo } from '@k77/data';
import { openQueues, type Queues } from '@k77/queue';
import type { TestEvent, TestWorld } from '@k77/testkit';
import type { Figure, Measurement } from './figure.ts';
import { enrol, type Ground, oneByOne } from './ordered-run.ts';
import { differences, forget, type Outcome, outcomeOf } from './outcome.ts';
import { type Buyer, purchases } from './purchases.ts';
import { type Running, startService, until } from './service.ts';
import { inWorld } from './world.ts';

const eventCount = 1000;
/** Each has dozens of events; more of them would only wait longer for their roles, of which Discord lets a bot set one a second. */
const buyerCount = 30;
const times = 2;
const atOnce = 16;
/** Longest wait for the last event: the worker takes 25 jobs a second, so that Discord's and Stripe's limits hold. */
const patienceMs = 150_000;

export const webhooks: Measurement = {
  name: 'webhooks',
  seconds: 75,
  run: () =>
    inWorld({}, async (world) => {
      const mongo = await openMongo({ uri: world.mongodb.uri, database: world.mongodb.database, appName: 'bench' });
      const site = readSiteConfig();
      const queues = openQueues({ url: world.queue.url, settings: site.redis });
      try {
        return await measure({ world, mongo, queues, site });
      } finally {
        await queues.close();
        await mongo.close();
      }
    }),
};

interface Tools extends Ground {
  queues: Queues;
}

async function measure(ground: Tools): Promise<readonly Figure[]> {
  const { world, mongo } = ground;
  await createIndexes(mongo.db);
  const { buyers, events } = await purchases(world, eventCount, buyerCount);
  const before = await world.snapshot();
  const ordered = await oneByOne(ground, buyers, events);
  await world.restore(before);
  await forget(mongo);
  const { outcome, seconds, unanswered, doubtful, dead } = await inDisorder(ground, buyers, events);
  const apart = differences(ordered, outcome);
  const done = (outcome.rows.stripe_events ?? []).filter((row) => row.includes('"status":"done"')).length;
  const note = `${eventCount * times} deliveries, ${unanswered} unanswered and sent again, ${doubtful} refused; all done after ${seconds.toFixed(0)} s`;
  return [
    {
      name: `webhooks: of ${eventCount} events handled, one API process killed`,
      value: done,
      unit: '',
      must: 'be',
      limit: eventCount,
      note,
    },
    {
      name: 'webhooks: rows, roles and refunds that differ from the ordered run',
      value: apart.length,
      unit: '',
      must: 'be',
      limit: 0,
      ...(apart.length > 0 ? { note: apart.slice(0, 6).join('; ') } : {}),
    },
    { name: 'webhooks: jobs that failed for good', value: dead, unit: '', must: 'be', limit: 0 },
  ];
}

interface Disorder {
  outcome: Outcome;
  /** From the first delivery to the last effect. */
  seconds: number;
  /** Deliveries that the killed process did not answer. */
  unanswered: number;
  /** Answers other than 200. */
  doubtful: number;
  dead: number;
}

async function inDisorder({ world, mongo, queues }: Tools, buyers: readonly Buyer[], events: readonly TestEvent[]): Promise<Disorder> {
  await enrol(mongo, buyers);
  const running: Running[] = [];
  try {
    running.push(...(await Promise.all([startService('api', world.environment('api')), startService('api', world.environment('api'))])));
    running.push(await startService('worker', world.environment('worker')));
    const begun = performance.now();
    const said = await deliver(world, running.slice(0, 2), shuffled(events.flatMap((event) => Array<TestEvent>(times).fill(event))));
    await settled(mongo, queues, events.length);
    const seconds = (performance.now() - begun) / 1000;
    return { ...said, seconds, outcome: await outcomeOf(world, mongo, buyers), dead: (await queues.dead()).length };
  } finally {
    await Promise.all(running.map((service) => service.stop('SIGKILL')));
  }
}

/** To both in turn; half-way the first is killed, and what it did not answer is sent again to the other, as Stripe would. */
async function deliver(
  world: TestWorld,
  apis: readonly Running[],
  deliveries: readonly TestEvent[],
): Promise<Pick<Disorder, 'unanswered' | 'doubtful'>> {
  let [next, unanswered, doubtful] = [0, 0, 0];
  const survivor = apis[1]?.url ?? '';
  const send = async (index: number): Promise<number> => {
    const body = JSON.stringify(deliveries[index]);
    const first = await post(world, apis[index % 2]?.url ?? '', body);
    if (first !== 0) return first;
    unanswered += 1;
    return post(world, survivor, body);
  };
  const work = async (): Promise<void> => {
    for (let index = next++; index < deliveries.length; index = next++) {
      if (index === Math.floor(deliveries.length / 2)) void apis[0]?.stop('SIGKILL');
      if ((await send(index)) !== 200) doubtful += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { unanswered, doubtful };
}

/** Returns the status, 0 without an answer. */
async function post({ stripe }: TestWorld, api: string, body: string): Promise<number> {
  const headers = { 'content-type': 'application/json', 'stripe-signature': stripe.sign(body), 'x-forwarded-proto': 'https' };
  try {
    const answer = await fetch(`${api}/api/stripe/webhook`, { method: 'POST', headers, body, signal: AbortSignal.timeout(20_000) });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return 0;
  }
}

/** Nothing waits and nothing runs. An event whose process died before it was queued is found by the sweep, which is started here instead of every five minutes. */
async function settled({ db }: Mongo, queues: Queues, wanted: number): Promise<void> {
  await until(
    `${wanted} events handled`,
    async () => {
      const { critical, bulk } = await queues.counts();
      const busy = [critical, bulk].some(({ waiting, active }) => waiting + active > 0) || critical.delayed > 1;
      if (busy) return false;
      if ((await db.collection('stripe_events').countDocuments({ status: 'received' })) === 0) return true;
      await queues.add('outbox-sweep', {});
      return false;
    },
    patienceMs,
  );
}

/** The same order every time: Fisher and Yates with the generator of Park and Miller. */
function shuffled<T>(list: readonly T[]): T[] {
  const out = [...list];
  let state = 7;
  for (let index = out.length - 1; index > 0; index -= 1) {
    state = (state * 48_271) % 2_147_483_647;
    const other = state % (index + 1);
    const [one, two] = [out[index], out[other]];
    if (one !== undefined && two !== undefined) [out[index], out[other]] = [two, one];
  }
  return out;
}

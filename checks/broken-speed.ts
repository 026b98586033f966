/** Worlds that are broken for the checks of latency, queries and load: rows for `broken-speed-tests.ts`. */
import type { Db } from 'mongodb';
import type { VendorId } from '../src/core/vendor.ts';
import type { BrokenRow } from './broken-row.ts';

/** What a person, or fate, can do: `HostedHands` of `src/proof/hosted-world.ts`, as far as it is needed here. */
export interface SpeedHands {
  press(vendor: VendorId, action: string, fields?: Readonly<Record<string, string>>): Promise<unknown>;
  serve(mischief: { slowApi?: number; crowded?: 'fails' | 'turnsAway' }): Promise<void>;
  faults(faults: readonly { vendor: VendorId; match: { path?: string }; do: 'slow'; ms: number }[]): void;
  mongo(work: (db: Db) => Promise<unknown>): Promise<void>;
  heartbeats(latencies: readonly number[]): Promise<void>;
}

export const speedRows: readonly BrokenRow<SpeedHands>[] = [
  {
    check: 'performance.api',
    when: 'the API needs a quarter of a second for every answer',
    breakIt: ({ serve }) => serve({ slowApi: 250 }),
    saw: /^2\d\d(\.\d+)? ms in the middle, \d+(\.\d+)? ms at 95 %, of 20$/,
  },
  {
    check: 'performance.bot',
    when: 'the bot runs on the other side of the world',
    breakIt: ({ heartbeats }) => heartbeats([300, 290, 310]),
    saw: /^300 ms in the middle, 310 ms at 95 %, of 3 shards: shard 0 300 ms, shard 1 290 ms, shard 2 310 ms$/,
  },
  {
    check: 'performance.redis',
    when: 'Redis takes 20 ms for every command',
    breakIt: async ({ faults }) => faults([{ vendor: 'redis', match: {}, do: 'slow', ms: 20 }]),
    saw: /^\d\d+(\.\d+)? ms in the middle, .* of 40$/,
  },
  {
    check: 'performance.queries',
    when: 'the database takes 70 ms for every query',
    breakIt: async ({ faults }) => faults([{ vendor: 'mongodb', match: { path: '^/find$' }, do: 'slow', ms: 70 }]),
    saw: /^\d\d(\.\d+)? ms in the middle, .* of 40; whether a server has Premium: never less than \d\d(\.\d+)? ms; .*; and 16 more$/,
  },
  {
    check: 'queries.planned',
    when: 'somebody dropped two indexes',
    breakIt: ({ mongo }) =>
      mongo(async (db) => {
        await db.collection('guilds').dropIndex('guild_id_1');
        await db.collection('refunds').dropIndex('status_1_updated_at_1');
      }),
    saw: /^settings of a server \(guilds, at every command and page\): it looks at every document, because no index serves it; .*refunds that wait \(refunds, every minute\): it looks at every document/,
  },
  {
    check: 'queries.planned',
    when: 'an index is there, and holds only what has a type that no query names',
    breakIt: ({ mongo }) =>
      mongo(async (db) => {
        const accounts = db.collection('accounts');
        await accounts.dropIndex('stripe_customer_id_1');
        await accounts.createIndex(
          { stripe_customer_id: 1 },
          { unique: true, partialFilterExpression: { stripe_customer_id: { $type: 'string' } } },
        );
      }),
    saw: /^the account of a customer \(accounts, at every event of Stripe\): it looks at every document, because no index serves it$/,
  },
  {
    check: 'queries.planned',
    when: 'an index serves half of what is asked',
    breakIt: ({ mongo }) =>
      mongo(async (db) => {
        await db.collection('stripe_events').dropIndex('status_1_received_at_1');
        await db.collection('stripe_events').createIndex({ status: 1 });
        const old = new Date('2026-01-01');
        const future = new Date('2099-01-01');
        const rows = Array.from({ length: 200 }, (_, nth) => ({
          _id: `evt_${nth}`,
          status: 'received',
          received_at: nth < 2 ? old : future,
        }));
        await db.collection<{ _id: string }>('stripe_events').insertMany(rows);
      }),
    saw: /^events that wait \(stripe_events, every minute\): it looks at 200 documents to find 2$/,
  },
  {
    check: 'load.hundred-users',
    when: 'the API fails when many ask at once, and nothing shows why',
    breakIt: ({ serve }) => serve({ crowded: 'fails' }),
    saw: /^the API failed \d+ of \d+ requests \(503: \d+\).*; what holds it up is none of what can be seen from here \(CPU of the API 4 → 4 %, /,
    boxes: ['post#108', 'post#110'],
  },
  {
    check: 'load.hundred-users',
    when: 'a wall in front of the API turns people away',
    breakIt: ({ serve }) => serve({ crowded: 'turnsAway' }),
    saw: /^the API turned \d+ of \d+ away \(429: \d+\); bottleneck: rate limit \(429 or 403\) \d+(\.\d+)? % \(limit 1\); API: /,
    boxes: ['post#108'],
  },
  {
    check: 'load.hundred-users',
    when: 'the API has no CPU left',
    breakIt: ({ press }) => press('railway', 'measure', { service: 'api', cpuPercent: '97', memoryMb: '150' }),
    saw: /^CPU of the API 97 → 97 %, from 90 on nothing is left; bottleneck: CPU of the API 97 → 97 % \(limit 90\); API: .* answers\/s, 0 of \d+ failed/,
    boxes: ['post#109'],
  },
];

/** Checks of this part that no world can break, and why. */
export const speedCannotFail: Readonly<Record<string, string>> = {
  'load.scaling':
    'what Railway and Vercel do by themselves is no fact of a deployment; a service that is set to scale and cannot is judged in broken-speed-tests.ts',
};

/**
 * Services and testing · the queries that the services run again and again: how the database finds what they ask for, and how long that takes.
 */
import { type AnyCheck, type CheckContext, check } from '../src/core/check.ts';
import { latencyOf } from '../src/probes/statistics.ts';
import { type Doc, mongodb, type Query } from '../src/vendors/mongodb.ts';
import { held } from './held.ts';
import { type HotQuery, hotQueries } from './hot-queries.ts';
import { type PlanSeen, planIn } from './query-plans.ts';
import { judge, unknown } from './verdict.ts';

type Here = Pick<CheckContext, 'client' | 'clock'>;

/** Each query, asked for a document that is there, where one is. */
async function asked(context: Here): Promise<(HotQuery & { now: Query })[]> {
  const client = context.client(mongodb);
  const names = [...new Set(hotQueries.map(({ collection }) => collection))];
  const found = await Promise.all(names.map(async (name) => [name, (await client.find(name, {}, 1))[0] ?? {}] as const));
  const samples = new Map<string, Doc>(found);
  return hotQueries.map((hot) => ({ ...hot, now: hot.query(samples.get(hot.collection) ?? {}, context.clock.now()) }));
}

/** Of what is looked at, this much may be looked at in vain; and a few documents cost nothing. */
const inVain = { share: 1.5, few: 20 };

function wrongIn({ scans, absent, returned, examined }: PlanSeen): string | undefined {
  if (absent) return 'its collection is not there, and so is no index';
  if (scans) return 'it looks at every document, because no index serves it';
  return examined > returned * inVain.share + inVain.few ? `it looks at ${examined} documents to find ${returned}` : undefined;
}

/** The operator's own bot asks what k77 does not know; the API beside it is theirs, too. */
function ownCode({ CODE_SHAPE }: { CODE_SHAPE?: string | undefined }, what: string): ReturnType<typeof unknown> | undefined {
  return CODE_SHAPE === 'python'
    ? unknown(
        `what your own code asks the database for, k77 does not know, and so not ${what}: Atlas → Performance Advisor lists slow queries and the indexes that they lack`,
      )
    : undefined;
}

const planned = check({
  id: 'queries.planned',
  section: 'Services',
  phase: '6.6',
  title: 'Every query that the services run again and again finds its documents by an index',
  guide: ['post#036'],
  weight: 'warning',
  uses: [mongodb],
  needs: ['MONGODB_URI', 'API_SERVICE'],
  tolerates: ['CODE_SHAPE'],
  async probe(context) {
    const own = ownCode(context.values, 'how they are planned');
    if (own) return own;
    const client = context.client(mongodb);
    const seen = await Promise.all(
      (await asked(context)).map(async (hot) => ({ ...hot, plan: planIn(await client.explain(hot.collection, hot.now)) })),
    );
    return judge(context, {
      wrong: seen.map(({ name, collection, asked: often, plan }) => {
        const wrong = wrongIn(plan);
        return wrong && `${name} (${collection}, ${often}): ${wrong}`;
      }),
      saw: `${seen.length} queries, each by an index: ${seen.map(({ name, plan }) => `${name}: ${plan.indexes.join(', ')} (looked at ${plan.examined}, found ${plan.returned})`).join('; ')}`,
      want: `an index for each of ${seen.length} queries, and at most ${inVain.share} documents looked at for each that is found (${inVain.few} more cost nothing)`,
      from: 'MongoDB explain, executionStats, of the queries in packages/data/src/repositories',
      fix: 'k77 deploy --only mongodb.indexes makes those that lack; of one that is there with other options it says what to drop',
    });
  },
});

/** Milliseconds: the guide's. */
const slowest = 50;
const rounds = 2;

const quick = check({
  id: 'performance.queries',
  section: 'Testing',
  phase: '6.6',
  title: 'The database answers each of these queries in less than 50 ms',
  guide: ['6.2/6', 'post#106'],
  settings: held('6.2/6:query-time'),
  weight: 'warning',
  lane: 'quiet',
  uses: [mongodb],
  needs: ['MONGODB_URI', 'API_SERVICE'],
  tolerates: ['CODE_SHAPE'],
  async probe(context) {
    const own = ownCode(context.values, 'how long that takes');
    if (own) return own;
    const client = context.client(mongodb);
    const timed = async (work: () => Promise<unknown>): Promise<number> => {
      const before = context.clock.tick();
      await work();
      return context.clock.tick() - before;
    };
    const queries = await asked(context);
    await client.ping();
    const pings: number[] = [];
    for (let nth = 0; nth < 10; nth++) pings.push(await timed(() => client.ping()));
    const away = latencyOf(pings).medianMs;
    const times = new Map<string, number[]>(queries.map(({ name }) => [name, []]));
    for (let nth = 0; nth < rounds; nth++)
      for (const { name, collection, now } of queries) {
        const took = await timed(() => client.find(collection, now.filter, now.limit ?? 0, now.sort));
        times.get(name)?.push(Math.max(0, Math.round((took - away) * 100) / 100));
      }
    const all = [...times.values()].flat();
    const { medianMs, p95Ms, samples } = latencyOf(all);
    // One that is slow is slow every time; a machine that is busy for a moment is not the database.
    const slow = [...times].filter(([, values]) => Math.min(...values) >= slowest);
    return judge(context, {
      wrong: [
        medianMs >= slowest && `${medianMs} ms in the middle, ${p95Ms} ms at 95 %, of ${samples}`,
        ...slow.slice(0, 4).map(([name, values]) => `${name}: never less than ${Math.min(...values)} ms`),
        slow.length > 4 && `and ${slow.length - 4} more`,
      ],
      saw: `${medianMs} ms in the middle, ${p95Ms} ms at 95 %, of ${samples} (${queries.length} queries, ${rounds} times each); the way there and back, ${away} ms, is taken off`,
      want: `less than ${slowest} ms for each, the way from here to the database not counted`,
      from: 'find with the driver, one after the other, less the median of ten pings',
      fix: 'k77 verify --only queries.planned shows whether an index lacks; Atlas → Performance Advisor and Metrics show what else is slow, k77 cost what more costs',
      samples: [{ name: 'queries', unit: 'ms', values: all, limit: slowest }],
    });
  },
});

export const queries: readonly AnyCheck[] = [planned, quick];

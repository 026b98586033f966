/**
 * Legal & Compliance · people get a copy of their data and have it deleted. Rehearsed to the end; of real people only the service's own record is looked at.
 */
import { type AnyCheck, type CheckContext, check } from '../src/core/check.ts';
import type { Values } from '../src/core/keys.ts';
import { internet } from '../src/vendors/internet.ts';
import { mongodb } from '../src/vendors/mongodb.ts';
import { redisQueue } from '../src/vendors/redis.ts';
import { stripe } from '../src/vendors/stripe.ts';
import { held } from './held.ts';
import { type Forgetting, rehearseDeletion, requests } from './rehearsed-deletion.ts';
import { judge, unknown } from './verdict.ts';

const day = 86_400_000;
const needs = ['domain', 'MONGODB_URI', 'REDIS_QUEUE_URL', 'STRIPE_SECRET_KEY', 'API_SERVICE', 'WORKER_SERVICE'] as const;
type Context = Omit<CheckContext, 'values'> & { values: Values<(typeof needs)[number]> & Partial<Values> };

const deletion = check({
  id: 'legal.deletion',
  section: 'Legal & Compliance',
  phase: '6.8',
  title: 'Whoever asks gets a copy of their data, and is forgotten everywhere',
  guide: ['6.8/2', '6.8#015', 'post#094'],
  settings: held('6.8/2:deletion', '6.8/2:answers'),
  weight: 'blocker',
  uses: [internet, mongodb, redisQueue, stripe],
  needs,
  tolerates: ['API_DEPLOYED', 'WORKER_DEPLOYED', 'DASHBOARD_DEPLOYED'],
  touches: 'test data',
  // Elsewhere it reads what became of requests that people made.
  touchesIn: ['sandbox'],
  makes: 'a rehearsed person with data, who is deleted; only in a rehearsal',
  async probe(context) {
    return context.environment === 'sandbox' ? rehearsed(context as unknown as Forgetting) : recorded(context as unknown as Context);
  },
});

async function rehearsed(context: Forgetting) {
  const { API_DEPLOYED, WORKER_DEPLOYED } = context.values;
  const seen = await context.client(internet).once(`deletion ${API_DEPLOYED} ${WORKER_DEPLOYED}`, () => rehearseDeletion(context));
  if (seen === undefined)
    return unknown('the API takes so many requests about data an hour and no more, and they are used up: run it again in an hour');
  return judge(context, {
    wrong: [seen.wrong],
    saw: seen.done.join('; '),
    want: 'a copy on request; a deletion at most 30 days after it was asked for, which can be cancelled until then; afterwards nothing but the proof of the request',
    from: 'a rehearsed person at the API, every collection of the database, and Stripe',
    fix: 'the logs of API and worker say what stopped it; what is kept about people stands in packages/config/src/data-map.ts: new collections belong there',
  });
}

/** Discord lets no program log in as a person, and nobody is made to disappear for a test. */
async function recorded(context: Context) {
  const database = context.client(mongodb);
  const now = context.clock.now();
  const [overdue, late, answered] = await Promise.all([
    database.count(requests, { status: { $in: ['requested', 'scheduled'] }, due_at: { $lt: now } }),
    database.count(requests, { kind: 'delete', status: 'scheduled', runs_at: { $lt: new Date(now.getTime() - day) } }),
    database.count(requests, { status: { $in: ['ready', 'done'] } }),
  ]);
  if (overdue + late + answered === 0)
    return {
      state: 'impossible' as const,
      why: 'nobody has asked yet, and Discord lets no program log in as a person',
      instead:
        'k77 deploy --sandbox walks it from the login to the last collection; or ask with an account of your own: /privacy in Discord',
    };
  return judge(context, {
    wrong: [
      overdue > 0 && `${overdue} requests were not answered in the time that the law gives`,
      late > 0 && `${late} deletions should have run more than a day ago`,
    ],
    saw: `${answered} requests answered, none late`,
    want: 'every request answered within 30 days, every deletion run when its time had come',
    from: `${requests} in the database`,
    fix: 'look at failed jobs of the worker: npm run jobs:retry; its log says what stopped it',
  });
}

export const legalDeletion: readonly AnyCheck[] = [deletion];

/**
 * Monitoring: purchases, as the worker tells Google of them. Whether Google takes one is asked of the server that only validates; whether one arrives is seen in the
 * real-time report. In production an event is sent that is no purchase: nobody's figures may count what nobody bought.
 */
import { type AnyCheck, type CheckContext, check } from '../src/core/check.ts';
import type { Values } from '../src/core/keys.ts';
import { googleAnalytics } from '../src/vendors/google-analytics.ts';
import { type Hit, probeHit, purchaseHit } from '../src/vendors/google-analytics-events.ts';
import { streamNow, withGoogle } from './analytics-seen.ts';
import { held } from './held.ts';
import { driftIn, inShort } from './hosting-seen.ts';
import { judge, wrongFor } from './verdict.ts';

const needs = ['analyticsTerms', 'GA_PROPERTY', 'GA_STREAM', 'GA_MEASUREMENT_ID'] as const;
interface Looking extends Pick<CheckContext, 'client' | 'clock' | 'environment' | 'wait'> {
  values: Values<(typeof needs)[number]> & Partial<Values<'GA_API_SECRET'>>;
}

const events = check({
  id: 'analytics.events',
  section: 'Monitoring',
  phase: '6.7',
  title: 'A purchase counts each time, as a key event',
  guide: ['6.7/9', '6.7#018', 'post#060'],
  settings: held('6.7/9:click'),
  weight: 'warning',
  task: 'analytics.key-event',
  uses: [googleAnalytics],
  needs: ['analytics'],
  async probe(context) {
    const start = withGoogle(context.values, []);
    if ('verdict' in start) return start.verdict;
    const drift = await driftIn(context, ['analytics.key-event'], (_task, change) =>
      change.from === undefined ? 'purchases are no key event' : inShort(change),
    );
    if ('waits' in drift) return drift.waits;
    return judge(context, {
      wrong: [...new Set(drift.wrong)],
      saw: 'purchase is a key event, counted once per event',
      want: 'purchase, ONCE_PER_EVENT; the other events of the pages need no setting up',
      from: 'Google Analytics GET /v1beta/{property}/keyEvents',
      fix: 'k77 deploy --only analytics.key-event',
    });
  },
});

const purchases = check({
  id: 'analytics.purchases',
  section: 'Monitoring',
  phase: '6.7',
  title: 'What the server tells of a purchase is taken, and arrives in real time',
  guide: ['6.7/9', '6.7#019', '6.7#020', 'post#059', 'post#061'],
  settings: held('6.7/9:purchase', '6.7/9:transaction'),
  weight: 'warning',
  uses: [googleAnalytics],
  needs: ['analytics'],
  tolerates: [...needs, 'GA_API_SECRET'],
  // An event of a visitor who is nobody.
  touches: 'test data',
  makes: 'one event in Google Analytics, of a visitor who is nobody; it counts as no purchase in production, and nobody can take it back',
  async probe(context) {
    const start = withGoogle(context.values, needs);
    if ('verdict' in start) return start.verdict;
    const looking: Looking = { ...context, values: { ...start.known, ...context.values } };
    if (looking.values.analyticsTerms !== 'yes')
      return {
        state: 'impossible',
        why: 'without your acknowledgement Google gives out no secret, and purchases are told by nobody',
        instead: 'k77 deploy 6.7 --set analyticsTerms=yes',
      };
    const problem = await problemOf(looking);
    return judge(context, {
      // What is not taken cannot arrive.
      wrong: [problem, problem === undefined && wrongFor(['6.7#020', 'post#059'], await arrives(looking))],
      saw: `a purchase as the worker sends it is taken, and ${isProduction(context) ? 'an event that counts as none' : 'one that was made up'} arrived in the real-time report`,
      want: 'no message of the validation server, and the event among those of the last half hour',
      from: 'POST /debug/mp/collect and /mp/collect, then runRealtimeReport',
      fix: 'k77 deploy 6.7 gives the worker the id and the secret that are there now',
    });
  },
});

/** What is wrong before anything is sent: Google answers 204 to a wrong secret, too. */
async function problemOf({ client: of, values }: Looking): Promise<string | undefined> {
  const client = of(googleAnalytics);
  const { GA_API_SECRET: secret, GA_MEASUREMENT_ID: id } = values;
  if (secret === undefined) return 'the worker has no secret (GA_API_SECRET)';
  const stream = await streamNow(client, values);
  if (!stream) return 'the web stream is gone from Google Analytics';
  if (stream.measurementId !== id) return `the worker has ${id}, and the stream is ${stream.measurementId}`;
  const known = await client.secrets(values.GA_STREAM);
  if (!known.some(({ value }) => value.reveal() === secret.reveal()))
    return 'the worker’s secret is not among those of the stream: what it tells is dropped';
  const messages = await client.validate(id, secret, purchaseOf('0'));
  return messages.length === 0
    ? undefined
    : messages.map(({ validationCode, description }) => `${validationCode}: ${description}`).join('; ');
}

/** One more than before, within two minutes. */
async function arrives(context: Looking): Promise<string | undefined> {
  const { GA_PROPERTY, GA_MEASUREMENT_ID, GA_API_SECRET: secret } = context.values;
  if (secret === undefined) return undefined;
  const client = context.client(googleAnalytics);
  const session = String(Math.floor(context.clock.now().getTime() / 1000));
  const hit = isProduction(context) ? probeHit(session) : purchaseOf(session);
  const { name } = hit.events[0];
  const count = async (): Promise<number> => (await client.realtime(GA_PROPERTY)).get(name) ?? 0;
  const before = await count();
  await client.collect(GA_MEASUREMENT_ID, secret, hit);
  const arrived = async (): Promise<true | undefined> => ((await count()) > before ? true : undefined);
  const seen = (await arrived()) ?? (await context.wait('the event to stand in the real-time report', arrived, 2).catch(() => false));
  return seen ? undefined : `the event "${name}" was taken, and stands in no real-time report after two minutes`;
}

function purchaseOf(session: string): Hit {
  return purchaseHit({ transaction: `k77-test-${session}`, amount: 0.01, currency: 'usd', session });
}

function isProduction({ environment }: Pick<Looking, 'environment'>): boolean {
  return environment === 'production';
}

export const analyticsPurchases: readonly AnyCheck[] = [events, purchases];

/**
 * What somebody made by hand at Upstash: the cache and the job queue. Upstash shows their passwords, so that nothing has to be asked.
 */
import {
  type Adoption,
  type AnySurvey,
  bestFirst,
  type Candidate,
  proof,
  type SurveyContext,
  soundsLike,
  survey,
} from '../../core/adoption.ts';
import type { Key } from '../../core/keys.ts';
import type { Secret } from '../../core/secret.ts';
import { redisCache, redisQueue } from '../../vendors/redis.ts';
import { upstash } from '../../vendors/upstash.ts';
import type { OpenedDatabase } from '../../vendors/upstash-client.ts';
import { seenPlan, upstashPlan, upstashRegions } from '../../vendors/upstash-plans.ts';
import { databaseName, type Purpose, urlOf } from './database.ts';

const about = {
  cache: { title: 'Cache', name: 'redisCacheName', id: 'REDIS_CACHE_DATABASE', url: 'REDIS_URL', words: /cache/ },
  queue: {
    title: 'Job queue',
    name: 'redisQueueName',
    id: 'REDIS_QUEUE_DATABASE',
    url: 'REDIS_QUEUE_URL',
    words: /queue|jobs?|bull|tasks?|celery/,
  },
} as const;

function databaseSurvey(purpose: Purpose): AnySurvey {
  const { title, name, id, url } = about[purpose];
  return survey({
    id: `redis.${purpose}`,
    task: `redis.${purpose}`,
    guide: ['6.3/1', '6.3/2'],
    title,
    uses: [upstash],
    needs: ['project', 'ENVIRONMENT'],
    tolerates: [name, url, 'REDIS_HOST', 'redisPlan', ...(purpose === 'queue' ? (['REDIS_CACHE_DATABASE'] as const) : [])],
    gives: [
      id,
      url,
      name,
      'redisPlan',
      'redisRegion',
      ...(purpose === 'cache' ? (['REDIS_HOST', 'REDIS_PORT', 'REDIS_PASSWORD'] as const) : []),
    ],
    pick: 'one',
    async candidates(context) {
      const client = context.client(upstash);
      const all = await client.databases();
      const opened = await Promise.all(all.map((one) => client.open(one.id)));
      return bestFirst(opened.map((one) => candidateOf(context, purpose, one, opened)));
    },
  });
}

function candidateOf(
  context: SurveyContext<'project' | 'ENVIRONMENT'>,
  purpose: Purpose,
  one: OpenedDatabase,
  all: readonly OpenedDatabase[],
): Candidate | undefined {
  const { values } = context;
  const { name, id, url, words } = about[purpose];
  const derived = databaseName(purpose, { project: values.project, ENVIRONMENT: values.ENVIRONMENT });
  const unique = all.filter((other) => other.name === one.name).length === 1;
  const sure = [
    unique && values[name] === one.name && 'k77.json names it',
    unique && one.name === derived && `it is called ${derived}`,
    leadsTo(values[url], one.host) && `the deployed ${url} leads to it`,
  ].filter((text) => text !== false);
  const sounds = words.test(one.name.toLowerCase());
  const otherPurpose = about[purpose === 'cache' ? 'queue' : 'cache'].words.test(one.name.toLowerCase());
  const named = soundsLike(one.name, values.project) || /bot|discord/.test(one.name.toLowerCase());
  if (sure.length === 0 && (otherPurpose || (!sounds && !named))) return undefined;
  // What serves as the cache already is no queue: jobs would be evicted.
  if (sure.length === 0 && purpose === 'queue' && one.id === values.REDIS_CACHE_DATABASE) return undefined;
  const plan = seenPlan(one, values.redisPlan ?? 'payg');
  const eviction = purpose === 'cache' && upstashPlan(plan).databases !== 1;
  const region = upstashRegions.find((known) => known === one.region);
  return {
    id: one.id,
    name: one.name,
    about: `${plan} in ${one.region}, ${one.state}, made ${new Date(one.created * 1000).toISOString().slice(0, 10)}`,
    where: `https://console.upstash.com/redis/${one.id}`,
    confidence: sure.length > 0 && unique ? 'certain' : sounds && unique ? 'likely' : 'possible',
    because: [...sure, ...(sure.length === 0 ? [`it is called ${one.name}`] : [])],
    differs: [
      ...(one.name === derived ? [] : [`its name is "${one.name}", k77's would be "${derived}"; it stays`]),
      ...(one.eviction === eviction
        ? []
        : [eviction ? 'it refuses writes when it is full: eviction is off' : 'it evicts: jobs would be lost']),
      ...(one.tls ? [] : ['it speaks without TLS']),
      ...(one.budget === undefined && plan === 'payg' ? ['it has no budget'] : []),
      ...(region && values.databaseRegion && region !== values.databaseRegion
        ? [`it stands in ${region}, the database in ${values.databaseRegion}; Upstash moves none`]
        : []),
      ...(unique ? [] : ['another database has the same name: rename one of them']),
    ],
    answers: { ...(one.name === derived ? {} : { [name]: one.name }), redisPlan: plan, ...(region ? { redisRegion: region } : {}) },
    values: valuesOf(purpose, id, one),
    keeps: ['region'],
  };
}

function leadsTo(url: Secret | undefined, host: string): boolean {
  return url !== undefined && URL.canParse(url.reveal()) && new URL(url.reveal()).hostname === host;
}

/** As the task gives them. */
function valuesOf(purpose: Purpose, id: Key, one: OpenedDatabase): NonNullable<Candidate['values']> {
  const url = urlOf({ ...one, plan: one.type });
  if (purpose === 'queue') return { [id]: one.id, REDIS_QUEUE_URL: url };
  return { [id]: one.id, REDIS_URL: url, REDIS_HOST: one.host, REDIS_PORT: String(one.port), REDIS_PASSWORD: one.password };
}

const cacheProof = proof({
  key: 'REDIS_URL',
  title: 'the cache answers to it',
  uses: [redisCache],
  needs: ['REDIS_URL'],
  prove: async (context) => ({
    state: 'proved',
    saw: `${context.client(redisCache).at} answered ${String(await context.client(redisCache).send('PING'))}`,
  }),
});

const queueProof = proof({
  key: 'REDIS_QUEUE_URL',
  title: 'the job queue answers to it',
  uses: [redisQueue],
  needs: ['REDIS_QUEUE_URL'],
  prove: async (context) => ({
    state: 'proved',
    saw: `${context.client(redisQueue).at} answered ${String(await context.client(redisQueue).send('PING'))}`,
  }),
});

export const redisAdoption: Adoption = { surveys: [databaseSurvey('cache'), databaseSurvey('queue')], proofs: [cacheProof, queueProof] };

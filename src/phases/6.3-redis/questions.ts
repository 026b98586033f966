/**
 * What only the operator knows about Redis.
 */
import { nameThere, type Question } from '../../core/phase.ts';
import { upstashPlans, upstashRegions } from '../../vendors/upstash-plans.ts';
import { limitsOf } from './rate-limits.ts';

const keyPage = 'https://console.upstash.com/account/api';

export const questions: readonly Question[] = [
  {
    key: 'UPSTASH_EMAIL',
    ask: 'E-mail address of your Upstash account',
    why: 'An account made at upstash.com itself: those made through Vercel or Fly have no API.',
    where: 'https://console.upstash.com/account',
    kind: 'text',
    sandbox: 'owner@kingdom77.test',
    check: (answer) => /^[^\s@:]+@[^\s@]+\.[^\s@]+$/.test(answer) || 'an e-mail address',
  },
  {
    key: 'UPSTASH_API_KEY',
    ask: 'Upstash API key',
    why: 'Account → Management API → Create API Key, with Read/Write. It is not the token of a database.',
    where: keyPage,
    kind: 'secret',
    sandbox: 'world:upstash.apiKey',
    check: (answer) => /^[\w.-]{16,200}$/.test(answer) || `copy the whole key from ${keyPage}`,
  },
  {
    key: 'redisPlan',
    settings: [
      {
        id: '6.3/1:plan-choice',
        says: 'Pay as you go by default; there is no "Pro for 120 dollars", and free is 500,000 commands a month',
      },
    ],
    ask: 'Plan of the Redis databases',
    why: 'Two databases: a cache that may forget, a job queue that must not. Free has room for one, which then serves both and never evicts.',
    kind: 'choice',
    choices: upstashPlans.map(({ name, says }) => ({ value: name, name: says })),
    default: () => 'payg',
    sandbox: 'payg',
  },
  {
    key: 'redisRegion',
    ask: 'Region of the Redis databases',
    why: 'The one in which your services will run: every request waits for the distance. It can never be changed later.',
    kind: 'choice',
    choices: upstashRegions.map((region) => ({ value: region, name: region })),
    default: (values) => upstashRegions.find((region) => region === values.databaseRegion) ?? 'us-east-1',
    sandbox: 'us-east-1',
  },
  {
    key: 'redisBudget',
    ask: 'Budget of each Redis database, dollars per month',
    why: 'When it is spent, Upstash slows the database down until the next month; nothing is lost.',
    kind: 'text',
    when: (answers) => answers.redisPlan === 'payg',
    default: () => '20',
    sandbox: '20',
    check: (answer) => (/^\d{1,5}$/.test(answer) && Number(answer) > 0) || 'whole dollars, 1 or more',
  },
  {
    key: 'rateLimits',
    ask: 'Requests per minute: free, basic, premium, admin',
    why: 'What each user may ask of the API. Anonymous visitors count as free.',
    kind: 'text',
    default: () => '60, 120, 300, 1000',
    sandbox: '60, 120, 300, 1000',
    check: (answer) => limitsOf(answer) !== undefined || 'four whole numbers, each at least the one before, like 60, 120, 300, 1000',
  },
  nameThere('redisCacheName', 'Name of the cache that is there'),
  nameThere('redisQueueName', 'Name of the job queue that is there'),
];

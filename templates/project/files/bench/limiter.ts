/**
 * The rate limiter of the API in three processes: exact while Redis counts, and still a limit when Redis is gone or does not answer.
 */
import type { TestWorld } from '@k77/testkit';
import type { Figure, Measurement } from './figure.ts';
import { logIn, throughProxy } from './member.ts';
import { type Running, startService } from './service.ts';
import { inWorld } from './world.ts';

const processes = 3;
const limit = 60;
const requests = 500;
const share = limit / processes;
/** The same for everybody, whatever tier the API finds for them. */
const limits = Object.fromEntries(['FREE', 'BASIC', 'PREMIUM', 'ADMIN'].map((tier) => [`RATE_LIMIT_${tier}`, String(limit)]));

export const limiter: Measurement = {
  name: 'limiter',
  seconds: 20,
  run: () =>
    inWorld({}, async (world) => {
      const env = world.environment('api', { ...limits, REPLICAS: String(processes) });
      const apis = await Promise.all(Array.from({ length: processes }, () => startService('api', env)));
      try {
        return await measure(world, apis);
      } finally {
        await Promise.all(apis.map((api) => api.stop('SIGKILL')));
      }
    }),
};

async function measure(world: TestWorld, apis: readonly Running[]): Promise<readonly Figure[]> {
  const [together, hung, gone] = await Promise.all(['one', 'two', 'three'].map((name) => member(world, apis, name)));
  if (!together || !hung || !gone) throw new Error('nobody logged in');
  const counted = await storm(apis, together);
  await Promise.all([warmUp(apis, hung), warmUp(apis, gone)]);
  const whileHung = await withHungRedis(world, () => storm(apis, hung));
  await warmUp(apis, gone);
  await world.redis.down();
  const without = await storm(apis, gone);
  await world.redis.up();
  return [
    {
      name: `limiter: of ${requests} at once over ${processes} processes pass`,
      value: sum(counted.passed),
      unit: '',
      must: 'be',
      limit,
      note: counted.said,
    },
    { name: 'limiter: the others are told 429', value: counted.refused, unit: '', must: 'be', limit: requests - limit },
    {
      name: 'limiter: pass per process while Redis does not answer, at worst',
      value: Math.max(...whileHung.passed),
      unit: '',
      must: 'be at most',
      limit: share,
      note: whileHung.said,
    },
    {
      name: 'limiter: pass per process without Redis, at worst',
      value: Math.max(...without.passed),
      unit: '',
      must: 'be at most',
      limit: share,
      note: without.said,
    },
    { name: 'limiter: without Redis people are still served', value: sum(without.passed), unit: '', must: 'be at least', limit: 1 },
  ];
}

/** Somebody with a budget of their own, logged in. */
async function member(world: TestWorld, apis: readonly Running[], name: string): Promise<string> {
  const { id } = await world.discord.createUser(name);
  return logIn(world, apis[0]?.url ?? '', id);
}

/** One request to each process, so that each knows the login: what is measured is the limiter. */
async function warmUp(apis: readonly Running[], cookie: string): Promise<void> {
  const answers = await Promise.all(apis.map(({ url }) => ask(url, cookie)));
  const refused = answers.find((status) => status !== 200);
  if (refused !== undefined) throw new Error(`somebody who is logged in was answered ${refused}`);
}

async function ask(api: string, cookie: string): Promise<number> {
  const answer = await fetch(`${api}/api/auth/me`, { headers: { ...throughProxy, cookie } });
  await answer.arrayBuffer();
  return answer.status;
}

/** All requests at once, one after the other process. */
async function storm(apis: readonly Running[], cookie: string): Promise<{ passed: number[]; refused: number; said: string }> {
  const begun = performance.now();
  const answers = await Promise.all(
    Array.from({ length: requests }, async (_, index) => {
      const turn = index % apis.length;
      return { turn, status: await ask(apis[turn]?.url ?? '', cookie) };
    }),
  );
  const passed = apis.map((_, turn) => answers.filter((one) => one.turn === turn && one.status === 200).length);
  const counts = Object.entries(Object.groupBy(answers, ({ status }) => String(status))).map(
    ([status, list = []]) => `${status}: ${list.length}`,
  );
  const refused = answers.filter(({ status }) => status === 429).length;
  return { passed, refused, said: `${counts.join(', ')} in ${((performance.now() - begun) / 1000).toFixed(1)} s` };
}

/** The server of the cache stands still: connections stay open and nothing is answered. */
async function withHungRedis<T>(world: TestWorld, work: () => Promise<T>): Promise<T> {
  const pid = Number(/process_id:(\d+)/.exec(String(await world.redis.ask('INFO', 'server')))?.[1]);
  if (!(pid > 1)) throw new Error('Redis did not say its process');
  process.kill(pid, 'SIGSTOP');
  try {
    return await work();
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

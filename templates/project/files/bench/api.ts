/**
 * The API with a hundred connections, and beside it the guide's own design: FastAPI with a limiter that asks Redis three times a request. Both have one
 * process, the same Redis, the same load, in turns.
 */
import { fileURLToPath } from 'node:url';
import { mongoRepositories, openMongo } from '@k77/data';
import type { TestWorld } from '@k77/testkit';
import { type Figure, type Measurement, median } from './figure.ts';
import { type Load, load, type Seen } from './load.ts';
import { logIn, throughProxy } from './member.ts';
import { freePort, type Running, startProgram, startService } from './service.ts';
import { answers, inWorld } from './world.ts';

const connections = 100;
const rounds = 5;
const seconds = 3;
const warmUpSeconds = 2;
/** Nobody is refused in this measurement; every request is counted all the same. */
const unlimited = '100000000';
const limits = Object.fromEntries(['FREE', 'BASIC', 'PREMIUM', 'ADMIN'].map((tier) => [`RATE_LIMIT_${tier}`, unlimited]));

export const api: Measurement = {
  name: 'api',
  seconds: 35,
  run: () =>
    inWorld({}, async (world) => {
      const ours = await startService('api', world.environment('api', limits));
      const theirs = await startBaseline(world).catch(async (error: unknown) => {
        await ours.stop('SIGKILL');
        throw error;
      });
      try {
        return await measure(world, ours, theirs);
      } finally {
        await Promise.all([ours.stop('SIGKILL'), theirs?.stop('SIGKILL')]);
      }
    }),
};

async function measure(world: TestWorld, ours: Running, theirs: Running | undefined): Promise<readonly Figure[]> {
  const guild = await ownServer(world);
  const cookie = await logIn(world, ours.url, world.discord.users.alice.id);
  const path = `/api/servers/${guild}/settings`;
  const read: Load = { url: `${ours.url}${path}`, connections, seconds, headers: { ...throughProxy, cookie } };
  const baseline: Load | undefined = theirs && { url: `${theirs.url}${path}?user_id=1&tier=free`, connections, seconds, headers: {} };
  await load({ ...read, seconds: warmUpSeconds });
  if (baseline) await load({ ...baseline, seconds: warmUpSeconds });
  const seen: Seen[] = [];
  const seenThere: Seen[] = [];
  for (let round = 0; round < rounds; round += 1) {
    seen.push(await load(read));
    if (baseline) seenThere.push(await load(baseline));
  }
  return [...own(seen), ...(baseline ? compared(seen, seenThere) : [])];
}

function own(seen: readonly Seen[]): Figure[] {
  const p95 = Math.max(...seen.map((round) => round.p95));
  const note = `${Math.round(median(seen.map(({ perSecond }) => perSecond)))} requests/s, p50 ${median(seen.map(({ p50 }) => p50)).toFixed(0)} ms`;
  const refused = seen.reduce((sum, round) => sum + round.refused, 0);
  return [
    {
      name: `API: p95 of an authenticated read, ${connections} connections, worst round`,
      value: p95,
      unit: 'ms',
      must: 'be at most',
      limit: 200,
      note,
    },
    { name: 'API: answers other than 200', value: refused, unit: '', must: 'be', limit: 0 },
  ];
}

function compared(seen: readonly Seen[], there: readonly Seen[]): Figure[] {
  const [ours, theirs] = [seen, there].map((rounds) => median(rounds.map(({ perSecond }) => perSecond)));
  const refused = there.reduce((sum, round) => sum + round.refused, 0);
  if (ours === undefined || theirs === undefined) return [];
  const note = `${Math.round(ours)} against ${Math.round(theirs)} requests/s${refused > 0 ? `; the baseline refused ${refused}` : ''}`;
  return [
    {
      name: "API: throughput against the guide's FastAPI design",
      value: ours / theirs,
      unit: 'times',
      must: 'be at least',
      limit: 5,
      note,
    },
  ];
}

/** A server that Alice owns and the bot is in, as the bot would have written it down. */
async function ownServer(world: TestWorld): Promise<string> {
  const { id, name } = await world.discord.createGuild({ owner: world.discord.users.alice.id });
  const mongo = await openMongo({ uri: world.mongodb.uri, database: world.mongodb.database, appName: 'bench' });
  await mongoRepositories(mongo.db).guilds.joined({ guildId: id, name }, new Date());
  await mongo.close();
  return id;
}

/** Undefined, with a plain line, where FastAPI is not installed. */
async function startBaseline(world: TestWorld): Promise<Running | undefined> {
  const needs = 'import fastapi, uvicorn, redis.asyncio';
  const candidates = ['/usr/bin/python3', 'python3'];
  const able = await Promise.all(candidates.map((python) => answers(python, ['-c', needs])));
  const python = candidates[able.indexOf(true)];
  if (python === undefined) {
    process.stdout.write(
      'skip  API against FastAPI: this machine has no python3 with fastapi, uvicorn and redis (Debian: python3-fastapi uvicorn python3-redis).\n',
    );
    return undefined;
  }
  const port = await freePort();
  return startProgram({
    name: 'the FastAPI baseline',
    program: python,
    words: ['-m', 'uvicorn', 'main:app', '--host', '127.0.0.1', '--port', String(port), '--log-level', 'warning', '--no-access-log'],
    folder: fileURLToPath(new URL('fastapi-baseline', import.meta.url)),
    env: { REDIS_URL: world.redis.url, RATE_LIMIT_FREE: unlimited, DASHBOARD_URL: `https://${world.domain}`, PYTHONDONTWRITEBYTECODE: '1' },
    port,
    health: '/health',
  });
}

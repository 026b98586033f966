/**
 * What stops a deployment ends in one message that names the cause and the remedy, once, however many tasks wait behind it: missing variable, failed build, crash
 * loop, port never opened, domain not verified, repository that the host cannot read, rate limit. In words that the emulated hosts use when it really happens
 * (`runner-failures.test.ts`).
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { messageOf, OperatorError, VendorError } from '../core/errors.ts';
import type { Clock } from '../core/ports.ts';
import type { VendorId } from '../core/vendor.ts';
import { deploy } from '../engine/deploy.ts';
import type { Walk } from '../engine/walk.ts';
import { systemClock } from '../ports/clock.ts';
import type { Seen } from './scene.ts';
import { type Kept, openStage, type Stage, smallProject } from './stage.ts';

let stage: Stage;
/** Everything is deployed and nothing is left to do. */
let right: Kept;

/** Tasks of these ids, or all but the one that writes hundreds of files. */
function doing(walk: Walk, ids: readonly string[]) {
  const catalogue = { ...walk.catalogue, phases: walk.catalogue.phases.map((phase) => ({ ...phase, gate: [] })) };
  const all = catalogue.phases.flatMap(({ tasks }) => tasks.map(({ id }) => id)).filter((id) => id !== 'project.code');
  const options = { phases: catalogue.phases.map(({ number }) => number), yes: true, replace: [], command: 'a scene' };
  return deploy({ ...walk, clock: hasty(walk.clock), catalogue }, { ...options, only: ids.length > 0 ? ids : all });
}

/** Minutes pass at once for whoever waits. */
function hasty(clock: Clock): Clock {
  let skipped = 0;
  return {
    ...clock,
    tick: () => clock.tick() + skipped,
    sleep: (ms, signal) => {
      skipped += ms;
      return systemClock.sleep(1, signal);
    },
  };
}

interface Told {
  what: string;
  fix: string;
  see: string;
}

/** Deploys, and returns the one message in which it ended. */
async function messageOfDeploy(ids: readonly string[], onWrite: () => void = () => {}): Promise<Told> {
  const errors = await stage.play(
    async (walk: Walk, seen: Seen) => {
      const thrown = await doing(walk, ids).then(
        () => [],
        (error: unknown) => [error],
      );
      return [...seen.events.flatMap((event) => (event.kind === 'failed' ? [event.error] : [])), ...thrown];
    },
    { onWriteAnswered: onWrite },
  );
  expect(errors.map(messageOf)).toHaveLength(1);
  const [error] = errors;
  if (error instanceof VendorError) return { what: error.message, fix: error.advice ?? '', see: '' };
  if (!(error instanceof OperatorError)) throw error;
  const { what, fix, see = '' } = error;
  return { what, fix, see };
}

const press = (vendor: VendorId, action: string, fields: Readonly<Record<string, string>>): Promise<unknown> =>
  stage.world.edit(vendor, action, fields);

/** The newest deployment of a service is gone wrong before anybody asks what became of it. */
const failing = (vendor: VendorId, action: string, fields: Readonly<Record<string, string>>) => () => {
  void press(vendor, action, fields);
};

beforeAll(async () => {
  stage = await openStage({ hosts: 'emulated' });
  await smallProject(stage.root);
  const events = await stage.play(async (walk, seen) => {
    await doing(walk, []);
    return seen.events.flatMap((event) => (event.kind === 'failed' ? [`${event.task.id}: ${messageOf(event.error)}`] : []));
  });
  expect(events).toEqual([]);
  right = await stage.keep();
}, 120_000);
afterAll(() => stage.close());

describe('a deployment', () => {
  test.each([
    [
      'a missing variable',
      'bot',
      { of: 'run', message: 'The bot cannot start:\n  DISCORD_TOKEN is missing' },
      /its variables are not right: DISCORD_TOKEN is missing/,
      /--only bot\.variables --only bot\.deployed/,
    ],
    ['a build that fails', 'worker', { message: 'src/main.ts(3,7): error TS2322: no number' }, /was not built.*|TS2322/, /npm run build/],
    [
      'a port that was never opened',
      'api',
      { of: 'run', message: 'port 8080 was never opened; it listens on 8000' },
      /does not listen on the port/,
      /0\.0\.0\.0/,
    ],
    [
      'a repository that the host cannot read',
      'api',
      { message: 'The repository was not found' },
      /cannot read kingdom77\/kingdom77/,
      /GitHub/,
    ],
  ])('%s', async (_what, service, fields, what, fix) => {
    await stage.back(right);
    await press('railway', 'fail', { service });
    const told = await messageOfDeploy([`${service}.deployed`], failing('railway', 'fail', { service, ...fields }));
    expect(told.what).toMatch(what);
    expect(told.fix).toMatch(fix);
    expect(told.see).toMatch(/^https:\/\//);
  });

  test('that crashes again and again', async () => {
    await stage.back(right);
    await press('railway', 'fail', { service: 'bot' });
    const told = await messageOfDeploy(
      ['bot.deployed'],
      failing('railway', 'crash', { service: 'bot', message: 'Error: Used disallowed intents' }),
    );
    expect(told.what).toMatch(/crashed at Railway again and again.*privileged intents/);
    expect(told.fix).toMatch(/Privileged Gateway Intents/);
  });

  test('of the dashboard that is not built', async () => {
    await stage.back(right);
    await press('vercel', 'fail-build', {});
    const told = await messageOfDeploy(['dashboard.deployed'], failing('vercel', 'fail-build', { message: 'Failed to compile.' }));
    expect(told.what).toMatch(/dashboard.*Failed to compile/);
    expect(told.fix).toMatch(/npm run build/);
  });
});

test('a domain that the host does not see is waited for, and then named with what it shows', async () => {
  await stage.back(right);
  const snapshot = structuredClone(await stage.world.snapshot());
  const zones = JSON.stringify(snapshot.vendors.cloudflare).replaceAll('api.kingdom77.test', 'elsewhere.kingdom77.test');
  await stage.world.restore({ ...snapshot, vendors: { ...snapshot.vendors, cloudflare: JSON.parse(zones) } });
  stage.world.flushNames();
  await press('railway', 'remove-domain', { domain: 'api.kingdom77.test' });
  await stage.play((walk) => doing(walk, ['api.domain']));
  const told = await messageOfDeploy(['api.domain-live']);
  expect(told.what).toMatch(/api\.kingdom77\.test: its records are not seen yet/);
  expect(told.fix).toMatch(/k77 verify domain.*k77 deploy 6\.6/);
});

test('a host that lost the repository', async () => {
  await stage.back(right);
  await press('railway', 'close-repository', { repository: 'kingdom77/kingdom77' });
  await press('railway', 'disconnect', { service: 'bot' });
  const told = await messageOfDeploy(['bot.deployed']);
  expect(told.what).toMatch(/access to the repo/);
  expect(`${told.fix} ${told.see}`).toMatch(/github\.com/i);
});

test.each(['railway', 'vercel'] as const)('a rate limit of %s', async (vendor) => {
  await stage.back(right);
  stage.world.faults.set({ faults: [{ vendor, match: {}, do: '429', retryAfter: 1 }] });
  try {
    const told = await messageOfDeploy([vendor === 'railway' ? 'bot.deployed' : 'dashboard.deployed']);
    expect(told.what).toMatch(/rate|too many|limit/i);
    expect(told.fix).toMatch(/wait|again|later/i);
  } finally {
    stage.world.faults.clear();
  }
});

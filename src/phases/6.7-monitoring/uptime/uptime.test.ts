/** What is wanted of UptimeRobot under each plan, and how what is there is known. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalogue } from '../../../catalogue.ts';
import { deploy } from '../../../engine/deploy.ts';
import { openStage, type Stage } from '../../../proof/stage.ts';
import type { UptimeRobotState } from '../../../sandbox/uptimerobot/model.ts';
import { planOf } from './account.ts';
import { uptime } from './index.ts';
import { contactsOf, healthy, type Known, keywordFor, urlOf, wanted } from './watched.ts';

const known = (plan: string): Known => ({
  project: 'Crown',
  domain: 'crown.test',
  ENVIRONMENT: 'production',
  UPTIME_PLAN: plan,
});

describe('what is watched', () => {
  test('a body that says "unhealthy" has not the keyword', () => {
    expect('{"status":"unhealthy","error":"refused"}').not.toContain(healthy);
    expect('{"status":"healthy","version":"4.0"}').toContain(healthy);
  });

  test('the keyword of the dashboard is the part of the name that HTML leaves as it is', () => {
    expect(keywordFor('dashboard', 'Kingdom-77')).toBe('Kingdom-77');
    expect(keywordFor('dashboard', 'Tom & Jerry’s "Castle"')).toBe('Jerry’s');
  });

  test('paid: every minute, the bot by heartbeat, certificates; free: every five minutes, the bot through the API', () => {
    expect(wanted('bot', known('paid'))).toMatchObject({ type: 'HEARTBEAT', everySeconds: 60, silentSeconds: 120 });
    expect(wanted('bot', { ...known('paid'), HEARTBEAT_SECONDS: '300' })).toMatchObject({ everySeconds: 300, silentSeconds: 600 });
    expect(wanted('bot', known('free'))).toMatchObject({ type: 'KEYWORD', url: urlOf('bot', 'crown.test'), everySeconds: 300 });
    expect(wanted('api', known('paid'))).toMatchObject({ certificateDays: [14, 7, 3, 1], everySeconds: 60, carries: [] });
    expect(wanted('api', known('free'))).not.toHaveProperty('certificateDays');
  });

  test('everybody who is known is told', () => {
    expect(contactsOf({ UPTIME_EMAIL: '9', UPTIME_CHANNELS: '{"Discord":7}' })).toEqual([7, 9]);
    expect(contactsOf({ UPTIME_EMAIL: '9' })).toEqual([9]);
  });

  test('a plan is free when its label says so', () => {
    expect(['Free', 'free plan', 'Solo', 'Team', 'Scale'].map(planOf)).toEqual(['free', 'free', 'paid', 'paid', 'paid']);
  });
});

describe('a plan that changes', () => {
  let stage: Stage;
  const phase = catalogue.phases.find(({ number }) => number === '6.7');
  if (!phase) throw new Error('there is no phase 6.7');
  beforeAll(async () => {
    stage = await openStage({
      catalogue: {
        ...catalogue,
        checks: [],
        phases: [
          ...catalogue.phases.filter(({ number }) => number < '6.7').map((one) => ({ ...one, tasks: [], gate: [] })),
          { ...phase, tasks: uptime.tasks, gate: [] },
        ],
      },
    });
  }, 60_000);
  afterAll(() => stage.close());

  const run = () =>
    stage.play(async (walk, seen) => {
      const { phases } = await deploy(walk, { phases: ['6.7'], only: [], yes: true, replace: [], command: 'k77 deploy' });
      const values = walk.workspace.values();
      return {
        notes: JSON.stringify(seen.events),
        outcomes: phases.flatMap(({ tasks }) => tasks.map(({ outcome }) => outcome)),
        heartbeat: values.HEARTBEAT_URL?.reveal(),
        records: values.STATUS_RECORDS,
        page: values.STATUS_PAGE_URL,
      };
    });
  const monitors = async () => ((await stage.world.snapshot()).vendors.uptimerobot as UptimeRobotState).monitors;

  test('free: four and the bot by keyword every five minutes, the page without a name of its own, and it is said why', async () => {
    await stage.world.edit('uptimerobot', 'set-plan', { plan: 'Free' });
    const { notes, heartbeat, records, page } = await run();
    expect((await monitors()).map(({ type, interval, url }) => [type, interval, new URL(url).pathname]).sort()).toEqual([
      ['KEYWORD', 300, '/'],
      ['KEYWORD', 300, '/health'],
      ['KEYWORD', 300, '/health/bot'],
      ['KEYWORD', 300, '/health/database'],
      ['KEYWORD', 300, '/health/redis'],
    ]);
    expect([heartbeat, records]).toEqual([undefined, '[]']);
    // Nothing is deployed: nobody is told yet.
    expect((await monitors()).flatMap(({ assigned }) => assigned)).toEqual([]);
    expect(page).toMatch(/^https:\/\/stats\.uptimerobot\.com\/\w+$/);
    expect(notes).toContain('takes no heartbeats');
    expect(notes).toContain('no names of your own');
  }, 60_000);

  test('then paid: every minute, a heartbeat in place of the question, and no monitor is left behind', async () => {
    await stage.world.edit('uptimerobot', 'set-plan', { plan: 'Solo' });
    const { heartbeat, records, page } = await run();
    const now = await monitors();
    expect(now.map(({ type, interval }) => [type, interval]).sort()).toEqual([
      ['HEARTBEAT', 60],
      ...Array<[string, number]>(4).fill(['KEYWORD', 60]),
    ]);
    expect(heartbeat).toBe(now.find(({ type }) => type === 'HEARTBEAT')?.url);
    expect(JSON.parse(records ?? '')).toEqual([
      { type: 'CNAME', name: 'status.kingdom77.test', content: 'stats.uptimerobot.com', proxied: false },
    ]);
    expect(page).toBe('https://status.kingdom77.test');
    const { pages } = (await stage.world.snapshot()).vendors.uptimerobot as UptimeRobotState;
    expect(pages.map(({ monitorIds }) => [...monitorIds].sort())).toEqual([now.map(({ id }) => id).sort()]);
  }, 60_000);

  test('with nobody to watch nothing is asked and nothing is made', async () => {
    const before = (await monitors()).length;
    await stage.play((walk) => walk.workspace.answer('uptimeMonitor', 'none'));
    const { outcomes } = await run();
    expect(outcomes.filter((one) => one !== 'skipped' && one !== 'waits')).toEqual([]);
    expect(outcomes.filter((one) => one === 'skipped').length).toBeGreaterThan(6);
    expect(await monitors()).toHaveLength(before);
  }, 60_000);
});

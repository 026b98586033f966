/**
 * From a fault to the alarm, on services that really run: the emulated UptimeRobot looks at them as the real one would, many times faster. Six faults, each of which
 * has to reach the mailbox and the channel; and a healthy time in which nothing may.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SandboxClient } from '../sandbox/client.ts';
import type { Arrived, Monitor, Pace } from '../sandbox/uptimerobot/model.ts';

/** A minute of UptimeRobot passes in 150 ms, and a bot that beats every second instead of every minute is missed after 6 s instead of 3 minutes. */
const pace: Pace = { factor: 400, heart: 30 };
/** Looks at each monitor in the healthy run. */
const healthyLooks = 100;
const longestSeconds = 60;

interface Report {
  monitors: Pick<Monitor, 'friendlyName' | 'status' | 'looks' | 'misses' | 'beats'>[];
  outbox: Arrived[];
}

interface Fault {
  what: string;
  /** Of the monitor that has to see it. */
  monitor: string;
  kind: 'down' | 'certificate';
  /** Called again and again until somebody was told: a host starts again what was killed. */
  cause(sandbox: SandboxClient): Promise<unknown>;
  mend(sandbox: SandboxClient): Promise<unknown>;
  /** It is caused once. */
  once?: true;
}

const api = 'api.kingdom77.test';

const faults: readonly Fault[] = [
  { what: 'bot stopped', monitor: 'Bot', kind: 'down', cause: (sandbox) => sandbox.killService('bot'), mend: async () => {} },
  { what: 'API down', monitor: 'API', kind: 'down', cause: (sandbox) => sandbox.killService('api'), mend: async () => {} },
  {
    what: 'database unreachable',
    monitor: 'Database',
    kind: 'down',
    cause: (sandbox) => sandbox.edit('atlas', 'trouble', { name: 'elsewhere', on: 'true' }),
    mend: (sandbox) => sandbox.edit('atlas', 'trouble', { name: 'elsewhere', on: 'false' }),
    once: true,
  },
  {
    what: 'cache unreachable',
    monitor: 'Cache',
    kind: 'down',
    cause: async (sandbox) => sandbox.edit('upstash', 'state', { database: await cacheOf(sandbox), value: 'suspended' }),
    mend: async (sandbox) => sandbox.edit('upstash', 'state', { database: await cacheOf(sandbox), value: 'active' }),
    once: true,
  },
  {
    what: 'dashboard down',
    monitor: 'Dashboard',
    kind: 'down',
    cause: (sandbox) => sandbox.edit('vercel', 'pause', { value: 'on' }),
    mend: (sandbox) => sandbox.edit('vercel', 'pause', { value: 'off' }),
    once: true,
  },
  {
    what: 'certificate about to expire',
    monitor: 'API',
    kind: 'certificate',
    cause: (sandbox) => sandbox.setFaults({ certificates: { [api]: 6 } }),
    mend: (sandbox) => sandbox.clearFaults(),
    once: true,
  },
];

export function alertingTests(opened: () => SandboxClient): void {
  const sandbox = (): SandboxClient => opened();
  const report = async (): Promise<Report> => (await sandbox().edit('uptimerobot', 'report')) as Report;
  const of = ({ monitors }: Report, name: string) => monitors.find(({ friendlyName }) => friendlyName.startsWith(`Kingdom-77 ${name}`));
  const until = async <T>(what: string, look: () => Promise<T | undefined | false>, pauseMs = 100): Promise<T> => {
    const end = performance.now() + longestSeconds * 1000;
    while (performance.now() < end) {
      const found = await look();
      if (found) return found;
      await sleep(pauseMs);
    }
    throw new Error(`not within ${longestSeconds} s: ${what}; ${JSON.stringify((await report()).monitors)}`);
  };
  const allUp = (): Promise<Report> =>
    until('everything is up', async () => {
      const seen = await report();
      return seen.monitors.length === 5 && seen.monitors.every(({ status }) => status === 'UP') && seen;
    });
  const rows: string[][] = [];

  describe(`what is watched, at ${pace.factor} times the pace of UptimeRobot (heartbeats: ${pace.heart} times)`, () => {
    beforeAll(async () => {
      await sandbox().edit('uptimerobot', 'pace', { factor: String(pace.factor), heart: String(pace.heart) });
      await allUp();
    }, 90_000);
    afterAll(async () => {
      await sandbox().edit('uptimerobot', 'pace', { factor: '60', heart: '1' });
      const head = ['fault', 'monitor', 'told after', 'looks', 'told'];
      const widths = head.map((title, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0), title.length));
      for (const row of [head, ...rows])
        process.stdout.write(`  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}\n`);
    });

    test(`in ${healthyLooks} looks at each of five healthy services nobody is told anything`, async () => {
      const before = await allUp();
      const after = await until(
        'looks enough',
        async () => {
          const seen = await report();
          const enough = before.monitors.every(
            ({ friendlyName, looks }) =>
              (seen.monitors.find((one) => one.friendlyName === friendlyName)?.looks ?? 0) >= looks + healthyLooks,
          );
          return enough && seen;
        },
        500,
      );
      const counted = after.monitors.map((one, at) => one.looks - (before.monitors[at]?.looks ?? 0));
      const heard = (of(after, 'Bot')?.beats ?? 0) - (of(before, 'Bot')?.beats ?? 0);
      process.stdout.write(
        `  healthy: ${counted.join(', ')} looks, ${heard} heartbeats, ${after.outbox.length - before.outbox.length} alarms\n`,
      );
      expect(after.outbox.slice(before.outbox.length)).toEqual([]);
      expect(after.monitors.map(({ status }) => status)).toEqual(['UP', 'UP', 'UP', 'UP', 'UP']);
      expect(heard).toBeGreaterThan(5);
    }, 90_000);

    test.each(faults)(
      '$what: the mailbox and the channel are told',
      async ({ what, monitor, kind, cause, mend, once }) => {
        const before = await allUp();
        const began = performance.now();
        await cause(sandbox());
        const told = await until(what, async () => {
          const { outbox } = await report();
          const ours = outbox
            .slice(before.outbox.length)
            .filter((one) => one.kind === kind && one.about.startsWith(`Kingdom-77 ${monitor}`));
          const channels = ['Email', 'Discord'].every((channel) => ours.some((one) => one.channel === channel));
          if (!channels && !once) await cause(sandbox()).catch(() => {});
          return channels && ours;
        });
        const seconds = (performance.now() - began) / 1000;
        const looks = (of(await report(), monitor)?.looks ?? 0) - (of(before, monitor)?.looks ?? 0);
        const channels = [...new Set(told.map(({ channel }) => channel))].join(' and ');
        rows.push([what, monitor, `${seconds.toFixed(1)} s`, String(looks), channels]);
        await mend(sandbox());
        const after = await allUp();
        if (kind === 'down')
          expect(
            after.outbox.slice(before.outbox.length).some((one) => one.kind === 'up' && one.about.startsWith(`Kingdom-77 ${monitor}`)),
          ).toBe(true);
      },
      150_000,
    );
  });
}

async function cacheOf(sandbox: SandboxClient): Promise<string> {
  const { databases } = (await sandbox.snapshot()).vendors.upstash as { databases: { name: string }[] };
  return databases.find(({ name }) => name.endsWith('-cache'))?.name ?? '';
}

/** A browser of its own for what is measured: nothing else open in it, and nothing kept from before. */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../ports/clock.ts';
import { chromiumArguments } from '../../sandbox/chromium.ts';
import { freePort } from '../project.ts';
import type { Web } from './web.ts';

export interface Calm {
  /** Of the browser, for instruments that bring their own pages. */
  port: number;
  /** One visit that is not measured: the server has answered once, as it has long since where it is deployed. */
  warmUp(url: string): Promise<void>;
  /** Resolves when the computer has next to nothing else to do, or after ten seconds. */
  idle(): Promise<void>;
  /** What this computer is worth to Lighthouse, at its best of two. */
  benchmarkIndex(): Promise<number>;
  close(): Promise<void>;
}

/** Stops bot and worker, for good. */
export async function openCalm({ tools, site, edge }: Web): Promise<Calm> {
  await site.rest();
  const profile = await mkdtemp(join(tmpdir(), 'k77-browser-'));
  const port = await freePort();
  const context = await tools.chromium.launchPersistentContext(profile, {
    executablePath: tools.browser,
    chromiumSandbox: false,
    args: [...chromiumArguments(edge, profile).filter((one) => !one.startsWith('--user-data-dir')), `--remote-debugging-port=${port}`],
  });
  return {
    port: Number(port),
    async warmUp(url) {
      const page = await context.newPage();
      await page.goto(url, { waitUntil: 'networkidle' });
      await page.close();
    },
    idle,
    async benchmarkIndex() {
      const page = await context.newPage();
      const found: number[] = [];
      for (let nth = 0; nth < 2; nth++) found.push(await page.evaluate<number>(`(${tools.benchmark})()`));
      await page.close();
      return Math.max(...found);
    },
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

/** Half seconds. */
const longestWait = 20;
/** Share of all cores. */
const idleBelow = 0.15;

async function idle(): Promise<void> {
  for (let left = longestWait; left > 0; left--) {
    const before = times();
    await systemClock.sleep(500);
    const after = times();
    if ((after.busy - before.busy) / (after.all - before.all) < idleBelow) return;
  }
}

/** Since this computer was started, of all cores together. */
function times(): { busy: number; all: number } {
  const cores = cpus().map(({ times: one }) => one);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const all = sum(cores.flatMap((one) => Object.values(one)));
  return { busy: all - sum(cores.map((one) => one.idle)), all };
}

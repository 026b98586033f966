/** A browser of its own for what is measured: nothing else open in it, and nothing kept from before. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../ports/clock.ts';
import { untilIdle } from '../../ports/idle.ts';
import { chromiumArguments } from '../../sandbox/chromium.ts';
import { freePort } from '../project.ts';
import type { Web } from './web.ts';

export interface Calm {
  /** Of the browser, for instruments that bring their own pages. */
  port: number;
  /** One visit that is not measured: the server has answered once, as it has long since where it is deployed. */
  warmUp(url: string): Promise<void>;
  /** Resolves when the computer has next to nothing else to do, or after ten seconds. */
  idle(): Promise<unknown>;
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
    idle: () => untilIdle(systemClock),
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

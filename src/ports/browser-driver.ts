/**
 * Drives a Chromium of this machine: playwright-core, axe-core and Lighthouse, which npm brings beside k77 where it can. They are loaded when somebody measures; where one
 * of them or the browser is missing, it is said which command brings it.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser } from 'playwright-core';
import type { Network } from '../core/ports.ts';
import { browserEnvironment, findChromium, howToGetChromium, mayIsolate, namesForChromium, quietChromium } from './browser.ts';
import { listen } from './listen.ts';
import { packaged } from './packaged.ts';

export type { Browser, BrowserContext, Page, Request } from 'playwright-core';

/** What stands in the way of looking, and the command that mends it. */
export interface Lacking {
  lacks: string;
  fix: string;
}

/** Lighthouse's own function, as far as it is called. */
export type RunLighthouse = (url: string, flags: object) => Promise<{ lhr: LighthouseReport } | undefined>;
export interface LighthouseReport {
  categories: Record<string, { score: number | null; auditRefs: { id: string; weight: number }[] }>;
  audits: Record<string, { score: number | null; numericValue?: number; title: string; details?: unknown }>;
  environment: { benchmarkIndex: number };
  configSettings: { throttling: { cpuSlowdownMultiplier: number } };
  runtimeError?: { message: string };
}

const require = createRequire(import.meta.url);

/**
 * Starts the browser, without a window, with a profile of its own that goes when it is closed.
 * @param port lets instruments that bring their own pages in, by this port of this machine
 */
export async function launchChromium(network: Network, port?: number): Promise<Browser | Lacking> {
  const executablePath = await findChromium();
  if (executablePath === undefined) return { lacks: 'there is no Chromium or Chrome on this machine', fix: howToGetChromium() };
  const driver = await import('playwright-core').catch(() => undefined);
  if (!driver) return missing('playwright-core');
  try {
    return await driver.chromium.launch({
      executablePath,
      headless: true,
      chromiumSandbox: mayIsolate(),
      env: browserEnvironment(),
      args: [...namesForChromium(network), ...quietChromium, ...(port === undefined ? [] : [`--remote-debugging-port=${port}`])],
      // Whoever stops k77 is heard by k77, which closes the browser.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
  } catch (error) {
    return { lacks: `${executablePath} does not start: ${firstLine(error)}`, fix: `${executablePath} --headless --dump-dom about:blank` };
  }
}

/** Source of axe-core, to be run in a page. */
export async function axeSource(): Promise<string | Lacking> {
  try {
    return await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');
  } catch {
    return missing('axe-core');
  }
}

/** Lighthouse, and the source of its own benchmark of a computer: a function, to be run in a page. */
export async function loadLighthouse(): Promise<{ run: RunLighthouse; benchmark: string } | Lacking> {
  try {
    // Its types describe the whole of DevTools; the few that are needed stand above.
    const [{ default: run }, { pageFunctions }] = (await Promise.all([
      import(require.resolve('lighthouse')),
      import(require.resolve('lighthouse/core/lib/page-functions.js')),
    ])) as [{ default: RunLighthouse }, { pageFunctions: { computeBenchmarkIndex(): number } }];
    return { run, benchmark: pageFunctions.computeBenchmarkIndex.toString() };
  } catch {
    return missing('lighthouse');
  }
}

/** A port of 127.0.0.1 that nobody uses at this moment. */
export async function unusedPort(): Promise<number> {
  const { port, close } = await listen(async () => ({ status: 204, body: '' }));
  await close();
  return port;
}

function missing(name: string): Lacking {
  const home = packaged('.');
  const at = home.lastIndexOf('/node_modules/');
  const folder = at < 0 ? home : home.slice(0, at);
  // What was installed for the whole machine stands below `lib`, where no package.json is.
  const command = folder.endsWith('/lib') ? 'npm install -g k77 --include=optional' : `cd ${folder} && npm install --include=optional`;
  return { lacks: `${name} is not installed beside k77`, fix: command };
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n').find((line) => line.trim() !== '') ?? text;
}

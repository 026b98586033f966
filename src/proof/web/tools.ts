/** The browser and the instruments that checks use, for the generated dashboard's own tests. Where they are absent the suite says so and is skipped. */
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium } from '../../ports/browser.ts';
import { axeSource, type Lacking, loadLighthouse, type RunLighthouse } from '../../ports/browser-driver.ts';
import type { Chromium } from './playwright.ts';

export interface Tools {
  chromium: Chromium;
  /** Path of the browser. */
  browser: string;
  /** Source of axe-core, to be run in a page. */
  axe: string;
  lighthouse: RunLighthouse;
  /** Source of Lighthouse's own benchmark of a computer, to be run in a page: a function. */
  benchmark: string;
}

/** @returns why nothing can be measured here, in words */
export async function openTools(): Promise<Tools | string> {
  const browser = await findChromium();
  if (browser === undefined) return 'there is no Chromium on this machine: apt-get install chromium';
  const driver = await import('playwright-core').catch(() => undefined);
  const [axe, loaded] = await Promise.all([axeSource(), loadLighthouse()]);
  if (typeof axe !== 'string') return inWords(axe);
  if ('lacks' in loaded) return inWords(loaded);
  if (!driver) return 'playwright-core is not installed: npm install --include=optional';
  return { chromium: driver.chromium as unknown as Chromium, browser, axe, lighthouse: loaded.run, benchmark: loaded.benchmark };
}

/** The HTTP Observatory lives in `.ci/tools`, with a lock file of its own. @returns its program, or why it is not there */
export function openObservatory(): { program: string } | string {
  const folder = join(import.meta.dirname, '..', '..', '..', '.ci', 'tools');
  // Its own install script downloads the list of preloaded sites, which no server of ours is on.
  const preloaded = join(folder, 'node_modules', '@mdn', 'mdn-http-observatory', 'conf', 'hsts-preload.json');
  if (!existsSync(preloaded)) {
    const words = ['ci', '--prefix', folder, '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
    const { status, stderr } = spawnSync('npm', words, { encoding: 'utf8' });
    if (status !== 0) return `the instruments of .ci/tools could not be installed: ${stderr.slice(0, 300)}`;
    writeFileSync(preloaded, '{}\n');
  }
  return { program: join(folder, 'observatory.mjs') };
}

function inWords({ lacks, fix }: Lacking): string {
  return `${lacks}: ${fix}`;
}

/** The browser and the instruments, from `.ci/tools` with its own lock file: never shipped. Where they are absent the suite says so and is skipped. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { findChromium } from '../../ports/browser.ts';
import type { Chromium } from './playwright.ts';

const folder = join(import.meta.dirname, '..', '..', '..', '.ci', 'tools');
const require = createRequire(join(folder, 'package.json'));

export interface Tools {
  chromium: Chromium;
  /** Path of the browser. */
  browser: string;
  /** Source of axe-core, to be run in a page. */
  axe: string;
  /** Source of Lighthouse's own benchmark of a computer, to be run in a page: a function. */
  benchmark: string;
}

/** A module of `.ci/tools`. */
export function loadTool(name: string): Promise<unknown> {
  return import(require.resolve(name));
}

/** @returns why nothing can be measured here, in words */
export async function openTools(): Promise<Tools | string> {
  const browser = await findChromium();
  if (browser === undefined) return 'there is no Chromium on this machine: apt-get install chromium';
  if (!existsSync(join(folder, 'node_modules', 'playwright-core'))) {
    const { status, stderr } = spawnSync(
      'npm',
      ['ci', '--prefix', folder, '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'],
      {
        encoding: 'utf8',
      },
    );
    if (status !== 0) return `the instruments of .ci/tools could not be installed: ${stderr.slice(0, 300)}`;
  }
  const { chromium } = require('playwright-core') as { chromium: Chromium };
  const { pageFunctions } = (await loadTool('lighthouse/core/lib/page-functions.js')) as {
    pageFunctions: { computeBenchmarkIndex(): number };
  };
  return {
    chromium,
    browser,
    axe: await readFile(require.resolve('axe-core/axe.min.js'), 'utf8'),
    benchmark: pageFunctions.computeBenchmarkIndex.toString(),
  };
}

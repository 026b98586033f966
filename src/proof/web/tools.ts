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
}

/** @returns why nothing can be measured here, in words */
export async function openTools(): Promise<Tools | string> {
  const browser = await findChromium();
  if (browser === undefined) return 'there is no Chromium on this machine: apt-get install chromium';
  if (!existsSync(join(folder, 'node_modules', 'playwright-core'))) {
    const { status, stderr } = spawnSync('npm', ['ci', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund'], {
      encoding: 'utf8',
    });
    if (status !== 0) return `the instruments of .ci/tools could not be installed: ${stderr.slice(0, 300)}`;
  }
  const { chromium } = require('playwright-core') as { chromium: Chromium };
  return { chromium, browser, axe: await readFile(require.resolve('axe-core/axe.min.js'), 'utf8') };
}

export interface Lighthouse {
  /** 0 to 100. */
  scores: Readonly<Record<string, number>>;
  /** Milliseconds; `cls` has no unit. */
  lcp: number;
  tbt: number;
  cls: number;
  /** Audits that cost points. */
  lost: readonly string[];
}

interface Report {
  lhr: {
    categories: Record<string, { score: number | null; auditRefs: { id: string; weight: number }[] }>;
    audits: Record<string, { score: number | null; numericValue?: number; title: string }>;
    runtimeError?: { message: string };
  };
}

/** One run on an emulated phone, in a browser that listens on this port. A trace that the browser failed to record is recorded once more; a score never is. */
export async function lighthouse(url: string, port: number): Promise<Lighthouse> {
  return measure(url, port).catch(() => measure(url, port));
}

async function measure(url: string, port: number): Promise<Lighthouse> {
  const { default: run } = (await import(require.resolve('lighthouse'))) as {
    default: (url: string, flags: object) => Promise<Report | undefined>;
  };
  const report = await run(url, {
    port,
    output: 'json',
    logLevel: 'silent',
    onlyCategories: ['performance', 'accessibility', 'best-practices', 'seo'],
  });
  if (!report || report.lhr.runtimeError) throw new Error(`Lighthouse: ${report?.lhr.runtimeError?.message ?? 'no report'}`);
  const { categories, audits } = report.lhr;
  const number = (id: string): number => audits[id]?.numericValue ?? Number.NaN;
  return {
    scores: Object.fromEntries(Object.entries(categories).map(([id, { score }]) => [id, Math.round((score ?? 0) * 100)])),
    lcp: number('largest-contentful-paint'),
    tbt: number('total-blocking-time'),
    cls: number('cumulative-layout-shift'),
    lost: Object.values(categories)
      .flatMap(({ auditRefs }) => auditRefs.filter(({ id, weight }) => weight > 0 && (audits[id]?.score ?? 1) < 0.9))
      .map(({ id }) => `${id}: ${audits[id]?.title}`),
  };
}

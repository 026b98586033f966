/** Lighthouse, on the phone that it emulates: four categories, and when the page was painted. https://github.com/GoogleChrome/lighthouse/blob/main/docs/readme.md */
import type { Clock } from '../../core/ports.ts';
import type { Browser, RunLighthouse } from '../../ports/browser-driver.ts';
import { untilIdle } from '../../ports/idle.ts';
import { median, multiplierFor } from './calibration.ts';

export const categories = ['performance', 'accessibility', 'best-practices', 'seo'] as const;
export type Category = (typeof categories)[number];

/** One run. */
export interface Scored {
  /** 0 to 100, of the categories that were asked for. */
  scores: Readonly<Partial<Record<Category, number>>>;
  /** Milliseconds: when the largest thing was painted, and for how long scripts kept the page from answering. */
  lcp: number;
  tbt: number;
  /** How much moved, without a unit. */
  cls: number;
  /** Audits that cost points, in Lighthouse's words. */
  lost: readonly string[];
  /** What was painted largest, as HTML. */
  largest: string;
  /** What this computer was worth during the run, and how many times slower the phone was taken to be. */
  benchmarkIndex: number;
  multiplier: number;
}

/** What several runs say together: medians; what is no matter of time is that of the first. */
export interface Measured {
  url: string;
  scores: Readonly<Record<Category, number>>;
  lcp: number;
  tbt: number;
  cls: number;
  lost: readonly string[];
  runs: number;
  /** The computer had other things to do before a run: what is a matter of time says little. */
  busy: boolean;
}

export interface Wanted {
  url: string;
  /** Of a browser that listens for instruments. */
  port: number;
  categories: readonly string[];
  /** How many times slower than this computer the phone is. */
  multiplier: number;
}

/** A trace that the browser failed to record is recorded once more; a score never is. @throws Error when there is no report */
export async function scoreOnce(run: RunLighthouse, wanted: Wanted): Promise<Scored> {
  return score(run, wanted).catch(() => score(run, wanted));
}

/**
 * One run; where it is not enough, two more, and the median of the three: a busy computer spoils one.
 * @param instruments.browser listens at `port`
 */
export async function measure(
  instruments: { browser: Browser; port: number; run: RunLighthouse; benchmark: string; clock: Clock; signal: AbortSignal },
  url: string,
  enough: (run: Scored) => boolean,
): Promise<Measured> {
  const { browser, port, run, benchmark, clock, signal } = instruments;
  const multiplier = multiplierFor(await warmUp(browser, url, benchmark));
  let busy = !(await untilIdle(clock, signal));
  const first = await scoreOnce(run, { url, port, categories, multiplier });
  const runs = [first];
  if (!enough(first))
    for (let left = 2; left > 0; left--) {
      busy = !(await untilIdle(clock, signal)) || busy;
      runs.push(await scoreOnce(run, { url, port, categories: ['performance'], multiplier }));
    }
  return { ...together(url, runs), busy };
}

/** @param runs at least one, the first of them of every category */
export function together(url: string, runs: readonly Scored[]): Omit<Measured, 'busy'> {
  const of = (value: (run: Scored) => number): number => Math.round(median(runs.map(value)) * 1000) / 1000;
  const [first] = runs;
  return {
    url,
    scores: {
      performance: of(({ scores }) => scores.performance ?? 0),
      accessibility: first?.scores.accessibility ?? 0,
      'best-practices': first?.scores['best-practices'] ?? 0,
      seo: first?.scores.seo ?? 0,
    },
    lcp: Math.round(of(({ lcp }) => lcp)),
    tbt: Math.round(of(({ tbt }) => tbt)),
    cls: of(({ cls }) => cls),
    lost: first?.lost ?? [],
    runs: runs.length,
  };
}

/** One visit that is not measured: the server has answered once, as it has long since for others. @returns what this computer is worth, at its best of two */
async function warmUp(browser: Browser, url: string, benchmark: string): Promise<number> {
  const page = await browser.newPage();
  try {
    await page.goto(url, { waitUntil: 'load', timeout: 30_000 });
    await page.goto('about:blank');
    const found = [await page.evaluate<number>(`(${benchmark})()`), await page.evaluate<number>(`(${benchmark})()`)];
    return Math.max(...found);
  } finally {
    await page.close();
  }
}

async function score(run: RunLighthouse, { url, port, categories: onlyCategories, multiplier }: Wanted): Promise<Scored> {
  const throttling = { cpuSlowdownMultiplier: multiplier };
  const report = await run(url, { port, output: 'json', logLevel: 'silent', onlyCategories, throttling });
  if (!report || report.lhr.runtimeError) throw new Error(`Lighthouse: ${report?.lhr.runtimeError?.message ?? 'no report'}`);
  const { categories: found, audits, environment, configSettings } = report.lhr;
  const number = (id: string): number => audits[id]?.numericValue ?? Number.NaN;
  return {
    scores: Object.fromEntries(Object.entries(found).map(([id, { score: of }]) => [id, Math.round((of ?? 0) * 100)])),
    lcp: number('largest-contentful-paint'),
    tbt: number('total-blocking-time'),
    cls: number('cumulative-layout-shift'),
    largest: /"snippet":"(.*?)(?<!\\)"/.exec(JSON.stringify(audits['lcp-breakdown-insight']?.details ?? {}))?.[1] ?? '',
    lost: Object.values(found)
      .flatMap(({ auditRefs }) => auditRefs.filter(({ id, weight }) => weight > 0 && (audits[id]?.score ?? 1) < 0.9))
      .map(({ id }) => `${id}: ${audits[id]?.title}`),
    benchmarkIndex: environment.benchmarkIndex,
    multiplier: configSettings.throttling.cpuSlowdownMultiplier,
  };
}

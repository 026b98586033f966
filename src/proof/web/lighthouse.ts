/** Lighthouse, on an emulated phone. */
import { loadTool } from './tools.ts';

export interface Lighthouse {
  /** 0 to 100, of the categories that were asked for. */
  scores: Readonly<Record<string, number>>;
  /** Milliseconds; `cls` has no unit. */
  lcp: number;
  tbt: number;
  cls: number;
  /** Audits that cost points. */
  lost: readonly string[];
  /** What was painted largest, as HTML. */
  largest: string;
  /** What this computer was worth during the run, and how many times slower the phone was taken to be. */
  benchmarkIndex: number;
  multiplier: number;
}

export interface Wanted {
  url: string;
  /** Of a browser that listens for instruments. */
  port: number;
  categories: readonly string[];
  /** How many times slower than this computer the phone is. */
  multiplier: number;
}

interface Report {
  lhr: {
    categories: Record<string, { score: number | null; auditRefs: { id: string; weight: number }[] }>;
    audits: Record<string, { score: number | null; numericValue?: number; title: string; details?: unknown }>;
    environment: { benchmarkIndex: number };
    configSettings: { throttling: { cpuSlowdownMultiplier: number } };
    runtimeError?: { message: string };
  };
}

/** A trace that the browser failed to record is recorded once more; a score never is. */
export async function lighthouse(wanted: Wanted): Promise<Lighthouse> {
  return measure(wanted).catch(() => measure(wanted));
}

async function measure({ url, port, categories: onlyCategories, multiplier }: Wanted): Promise<Lighthouse> {
  const { default: run } = (await loadTool('lighthouse')) as { default: (url: string, flags: object) => Promise<Report | undefined> };
  const throttling = { cpuSlowdownMultiplier: multiplier };
  const report = await run(url, { port, output: 'json', logLevel: 'silent', onlyCategories, throttling });
  if (!report || report.lhr.runtimeError) throw new Error(`Lighthouse: ${report?.lhr.runtimeError?.message ?? 'no report'}`);
  const { categories, audits, environment, configSettings } = report.lhr;
  const number = (id: string): number => audits[id]?.numericValue ?? Number.NaN;
  return {
    scores: Object.fromEntries(Object.entries(categories).map(([id, { score }]) => [id, Math.round((score ?? 0) * 100)])),
    lcp: number('largest-contentful-paint'),
    tbt: number('total-blocking-time'),
    cls: number('cumulative-layout-shift'),
    largest: /"snippet":"(.*?)(?<!\\)"/.exec(JSON.stringify(audits['lcp-breakdown-insight']?.details ?? {}))?.[1] ?? '',
    lost: Object.values(categories)
      .flatMap(({ auditRefs }) => auditRefs.filter(({ id, weight }) => weight > 0 && (audits[id]?.score ?? 1) < 0.9))
      .map(({ id }) => `${id}: ${audits[id]?.title}`),
    benchmarkIndex: environment.benchmarkIndex,
    multiplier: configSettings.throttling.cpuSlowdownMultiplier,
  };
}

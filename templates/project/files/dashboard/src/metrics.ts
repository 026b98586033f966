/**
 * Counters in the text format of Prometheus. Routes are named by their pattern, so that there are as many series as routes.
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 */
import type { CacheStats } from '@k77/data';

export interface Answered {
  method: string;
  route: string;
  status: number;
  seconds: number;
}

export interface Gauges {
  cache: CacheStats;
  /** Jobs by queue and state; undefined while the queue is away. */
  jobs: Readonly<Record<string, Readonly<Record<string, number>>>> | undefined;
  /** Milliseconds. */
  eventLoopDelay: number;
}

export interface Metrics {
  answered(answer: Answered): void;
  limited(budget: string): void;
  text(gauges: Gauges): string;
}

/** Seconds; the promise is that 95 % of answers take less than 0.2. */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 5, 10];

interface Histogram {
  counts: number[];
  sum: number;
  count: number;
}

export function createMetrics(): Metrics {
  const requests = new Map<string, number>();
  const durations = new Map<string, Histogram>();
  const limited = new Map<string, number>();
  const raise = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);

  return {
    answered({ method, route, status, seconds }) {
      raise(requests, labels({ method, route, status: String(status) }));
      const histogram = durations.get(route) ?? { counts: buckets.map(() => 0), sum: 0, count: 0 };
      durations.set(route, histogram);
      buckets.forEach((bound, index) => {
        if (seconds <= bound) histogram.counts[index] = (histogram.counts[index] ?? 0) + 1;
      });
      histogram.sum += seconds;
      histogram.count += 1;
    },
    limited: (budget) => void raise(limited, labels({ budget })),
    text: (gauges) =>
      [
        family('http_requests_total', 'counter', 'Requests answered', [...requests]),
        family('http_request_duration_seconds', 'histogram', 'How long answers took', [...durations].flatMap(histogramLines)),
        family('rate_limited_total', 'counter', 'Requests refused because a budget was used up', [...limited]),
        ...gaugeFamilies(gauges),
      ].join(''),
  };
}

type Line = [name: string, value: number];

function histogramLines([route, { counts, sum, count }]: [string, Histogram]): Line[] {
  const bounds = buckets.map((bound, index): Line => [`_bucket${labels({ route, le: String(bound) })}`, counts[index] ?? 0]);
  return [
    ...bounds,
    [`_bucket${labels({ route, le: '+Inf' })}`, count],
    [`_sum${labels({ route })}`, sum],
    [`_count${labels({ route })}`, count],
  ];
}

function gaugeFamilies({ cache, jobs = {}, eventLoopDelay }: Gauges): string[] {
  const waiting = Object.entries(jobs).flatMap(([queue, states]) =>
    Object.entries(states).map(([state, count]): Line => [labels({ queue, state }), count]),
  );
  return [
    family('cache_reads_total', 'counter', 'Reads of the cache', [
      [labels({ result: 'hit' }), cache.hits],
      [labels({ result: 'miss' }), cache.misses],
      [labels({ result: 'stale' }), cache.stale],
      [labels({ result: 'failure' }), cache.failures],
    ]),
    family('queue_jobs', 'gauge', 'Jobs by state', waiting),
    family('event_loop_delay_seconds', 'gauge', 'How late the process answers', [['', eventLoopDelay / 1000]]),
    family('process_resident_memory_bytes', 'gauge', 'Memory', [['', process.memoryUsage.rss()]]),
  ];
}

function family(name: string, type: string, help: string, lines: readonly Line[]): string {
  if (lines.length === 0) return '';
  const head = `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
  return head + lines.map(([suffix, value]) => `${name}${suffix} ${Number.isFinite(value) ? value : 0}\n`).join('');
}

function labels(pairs: Readonly<Record<string, string>>): string {
  const inside = Object.entries(pairs).map(([name, value]) => `${name}="${value.replace(/["\\\n]/g, '_')}"`);
  return `{${inside.join(',')}}`;
}

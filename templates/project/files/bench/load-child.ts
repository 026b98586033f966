/**
 * Puts load on one address, in a process of its own so that measuring does not slow down what is measured. Reads what to do from standard input (cookies
 * are no business of the process list) and writes what it saw to standard output, as JSON.
 */
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';
import type { Load, Seen } from './load.ts';

/** The part of autocannon that is used here; it has no types of its own. */
type Autocannon = (options: { url: string; connections: number; duration: number; headers: Readonly<Record<string, string>> }) => Run;
interface Run extends Promise<{ requests: { total: number }; duration: number; non2xx: number; errors: number }> {
  on(event: 'response', heard: (client: unknown, status: number, bytes: number, milliseconds: number) => void): void;
}

const autocannon: Autocannon = createRequire(import.meta.url)('autocannon');
const { url, connections, seconds, headers } = JSON.parse(await text(process.stdin)) as Load;
const times: number[] = [];
const run = autocannon({ url, connections, duration: seconds, headers });
run.on('response', (_client, _status, _bytes, milliseconds) => times.push(milliseconds));
const { requests, duration, non2xx, errors } = await run;
times.sort((a, b) => a - b);
const seen: Seen = {
  perSecond: requests.total / duration,
  p50: times[Math.floor(times.length * 0.5)] ?? Number.NaN,
  p95: times[Math.floor(times.length * 0.95)] ?? Number.NaN,
  refused: non2xx + errors,
};
process.stdout.write(JSON.stringify(seen));

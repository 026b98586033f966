/**
 * `npm run bench`: measures this project on this machine, against the emulators of the testkit and a real Redis. Ratios come from one run.
 * `npm run bench -- api bot` measures those alone. Ends with 1 when a figure is outside its limit three times in a row.
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { api } from './api.ts';
import { bot } from './bot.ts';
import { cluster } from './cluster.ts';
import { type Figure, lineOf, type Measurement, passes, Skipped } from './figure.ts';
import { limiter } from './limiter.ts';
import { webhooks } from './webhooks.ts';
import { realRedis } from './world.ts';

const measurements: readonly Measurement[] = [limiter, api, webhooks, bot, cluster];
const attempts = 3;
const results = fileURLToPath(new URL('results.json', import.meta.url));

interface Result {
  name: string;
  outcome: 'pass' | 'fail' | 'skipped';
  /** Why it was skipped. */
  reason?: string;
  attempts: number;
  seconds: number;
  figures: readonly Figure[];
}

const say = (line: string) => process.stdout.write(`${line}\n`);

async function measure({ name, run }: Measurement): Promise<Result> {
  const begun = performance.now();
  const result = (outcome: Result['outcome'], attempt: number, figures: readonly Figure[], reason?: string): Result => ({
    name,
    outcome,
    attempts: attempt,
    seconds: Math.round((performance.now() - begun) / 100) / 10,
    figures,
    ...(reason === undefined ? {} : { reason }),
  });
  for (let attempt = 1; ; attempt += 1) {
    try {
      const figures = await run();
      const good = figures.every(passes);
      if (good || attempt === attempts) return result(good ? 'pass' : 'fail', attempt, figures);
      for (const figure of figures.filter((one) => !passes(one))) say(`again ${lineOf(figure).slice(6)}`);
    } catch (error) {
      if (error instanceof Skipped) return result('skipped', attempt, [], error.message);
      const reason = error instanceof Error ? error.message : String(error);
      if (attempt === attempts) return result('fail', attempt, [], reason);
      say(`again ${name}: ${reason}`);
    }
  }
}

function show({ name, outcome, figures, reason }: Result): void {
  for (const figure of figures) say(lineOf(figure));
  if (outcome === 'skipped') say(`skip  ${name}: ${reason}`);
  else if (reason !== undefined) say(`FAIL  ${name}: ${reason}`);
}

async function main(wanted: readonly string[]): Promise<number> {
  const unknown = wanted.filter((name) => !measurements.some((one) => one.name === name));
  if (unknown.length > 0) {
    say(`There is no measurement ${unknown.join(', ')}. There are: ${measurements.map(({ name }) => name).join(', ')}.`);
    return 2;
  }
  if (!(await realRedis())) {
    say('skip  The bench needs a real Redis: put redis-server (7 or later) on PATH. Nothing was measured.');
    return 0;
  }
  const chosen = wanted.length === 0 ? measurements : measurements.filter(({ name }) => wanted.includes(name));
  const done: Result[] = [];
  for (const measurement of chosen) {
    const result = await measure(measurement);
    show(result);
    done.push(result);
  }
  await writeFile(results, `${JSON.stringify({ at: new Date().toISOString(), node: process.version, results: done }, null, 2)}\n`);
  const failed = done.filter(({ outcome }) => outcome === 'fail');
  const figures = done.flatMap((one) => one.figures);
  const seconds = Math.round(done.reduce((sum, one) => sum + one.seconds, 0));
  say(`${figures.filter(passes).length} of ${figures.length} figures within their limits, ${seconds} s. Written to bench/results.json.`);
  return failed.length === 0 ? 0 : 1;
}

// A measurement that broke off may have left servers open: they must not keep the bench from ending.
process.exit(await main(process.argv.slice(2)));

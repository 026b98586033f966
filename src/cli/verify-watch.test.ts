import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type AnyCheck, check, type Verdict, type VerdictState } from '../core/check.ts';
import { exits } from '../core/errors.ts';
import { systemClock } from '../ports/clock.ts';
import { systemRandom } from '../ports/random.ts';
import { systemShell } from '../ports/shell.ts';
import { runIds } from '../report/history.ts';
import { openWorkspace } from '../workspace/workspace.ts';
import type { Session } from './compose.ts';
import { captured } from './io-double.ts';
import { type Asked, keep, look } from './verify-round.ts';
import { watch } from './verify-watch.ts';

const root = mkdtempSync(join(tmpdir(), 'k77-watch-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What each check says in each round. */
interface Play {
  states: Record<string, readonly VerdictState[]>;
  mode: 'json' | 'terminal';
  folder: string;
}

function verdictOf(state: VerdictState | undefined): Verdict {
  if (state === 'unknown') return { state, why: 'nobody answers' };
  const evidence = { saw: `it is a ${state}`, want: 'a pass', from: 'here', at: '2026-11-22T00:00:00.000Z' };
  return state === 'fail' ? { state, evidence, fix: 'k77 deploy' } : { state: 'pass', evidence };
}

async function play({ states, mode, folder }: Play) {
  const asked: Record<string, number> = {};
  const rounds = Math.max(...Object.values(states).map(({ length }) => length));
  const checks: AnyCheck[] = Object.entries(states).map(([id, all]) =>
    check({
      ...{ id, section: 'Payments', phase: '6.1', title: `${id} holds`, guide: [], weight: 'blocker', uses: [], needs: [] },
      ...(id === 'browser' ? { lane: 'browser' } : {}),
      ...(id === 'writes' ? { touches: 'test data', makes: 'a document' } : {}),
      async probe() {
        asked[id] = (asked[id] ?? 0) + 1;
        return verdictOf(all[(asked[id] ?? 1) - 1]);
      },
    }),
  );
  const { io, stdout, stderr } = captured({ json: mode === 'json' });
  const workspace = await openWorkspace({
    root: join(root, folder),
    environment: 'sandbox',
    clock: systemClock,
    random: systemRandom,
    shell: systemShell,
  });
  const walk = {
    ...{ catalogue: { phases: [], checks, scenarios: [], vendors: [] }, workspace, doors: { forget: () => {} }, shell: systemShell },
    ...{ clock: systemClock, random: systemRandom, signal: io.signal },
  };
  const session = { environment: 'sandbox', workspace, walk, rehearsal: undefined, pace: 1, close: async () => {} } as unknown as Session;
  const plan: Asked = { options: { sections: [] }, checks, scope: { sections: [], checks: [] }, formats: {}, verbose: false };
  const first = await look(io, session, plan, 'quietly');
  const { run } = await keep(io, session, plan, first);
  let slept = 1;
  const exit = await watch(
    {
      io: { ...io, mode },
      asked: plan,
      minutes: 5,
      session: (work) => work(session),
      async sleep(ms, signal) {
        expect(ms).toBe(300_000);
        if (slept++ === rounds) io.stop();
        signal.throwIfAborted();
      },
    },
    first,
    run,
  );
  const ids = await runIds(workspace);
  await workspace.close();
  return { exit, asked, ids, stdout: stdout(), stderr: stderr() };
}

test('only what changes is told, with a bell for what is newly failing, and the last round gives the exit code', async () => {
  const { exit, stdout, stderr, ids } = await play({
    states: { one: ['pass', 'pass', 'fail', 'pass'], two: ['pass', 'pass', 'pass', 'fail'] },
    mode: 'terminal',
    folder: 'a',
  });
  const told = stdout.split('\n').flatMap((line) => /[✔✖○] .*/.exec(line)?.[0] ?? []);
  expect(told).toEqual(['✖ one holds', '✖ two holds', '✔ one holds']);
  expect(stderr.split('\u0007')).toHaveLength(3);
  expect(exit).toBe(exits.blocked);
  expect(ids, 'a round in which nothing changed is not kept').toEqual(['v-0003', 'v-0002', 'v-0001']);
});

test('what is mended ends it well, and nothing rings', async () => {
  const { exit, stderr } = await play({ states: { one: ['fail', 'pass'] }, mode: 'terminal', folder: 'b' });
  expect([exit, stderr.includes('\u0007')]).toEqual([exits.proven, false]);
});

test('a browser and test data are for the first round only, and keep what they said then', async () => {
  const { asked, exit } = await play({
    states: { one: ['pass', 'pass', 'pass'], browser: ['fail'], writes: ['pass'] },
    mode: 'terminal',
    folder: 'c',
  });
  expect([asked, exit]).toEqual([{ one: 3, browser: 1, writes: 1 }, exits.blocked]);
});

test('for programs every round is one line of JSON', async () => {
  const { stdout } = await play({ states: { one: ['pass', 'pass', 'unknown'] }, mode: 'json', folder: 'd' });
  const rounds = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { summary: Record<string, number>; round: { nth: number; noLongerProved: { id: string }[] } });
  expect(rounds.map(({ round, summary }) => [round.nth, summary.pass, round.noLongerProved.map(({ id }) => id)])).toEqual([
    [2, 1, []],
    [3, 0, ['one']],
  ]);
});

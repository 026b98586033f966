import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { freshWorkspace, seen } from '../cli/report/run-fixture.ts';
import { chainWith } from './chain.ts';
import { differencesBetween } from './differences.ts';
import { keepRun, readRun, runBefore, runIds, runsOf } from './history.ts';
import { hashOfRun, type RunDocument } from './run.ts';

const ids = ['domain.caa', 'domain.records', 'mongodb.variables'];

async function fiveRuns() {
  const workspace = await freshWorkspace();
  const runs: RunDocument[] = [];
  for (const day of [1, 2, 3, 4, 5])
    runs.push(await keepRun(workspace, seen(day, { fails: day === 4 ? ['domain.records'] : [] }, day === 3 ? ids.slice(0, 1) : ids)));
  const path = (id: string): string => join(workspace.root, '.k77/production/reports', `${id}.json`);
  return { workspace, runs, path };
}

describe('the history of runs', () => {
  test('numbers them, names the one before by its hash, and keeps the key to itself', async () => {
    const { workspace, runs } = await fiveRuns();
    expect(await runIds(workspace)).toEqual(['v-0005', 'v-0004', 'v-0003', 'v-0002', 'v-0001']);
    expect(runs.map(({ run }) => run.previous?.id ?? null)).toEqual([null, 'v-0001', 'v-0002', 'v-0003', 'v-0004']);
    expect(runs[4]?.run.previous?.sha256).toBe(runs[3] && hashOfRun(runs[3].run));
    const key = join(workspace.root, '.k77/report-key');
    expect(statSync(key).mode & 0o777).toBe(0o600);
    const secret = readFileSync(key, 'utf8').split('\n')[1] ?? '';
    for (const name of readdirSync(join(workspace.root, '.k77/production/reports')))
      expect(readFileSync(join(workspace.root, '.k77/production/reports', name), 'utf8')).not.toContain(secret);
  });

  test('gives every run a number of its own when several end at once', async () => {
    const workspace = await freshWorkspace();
    const other = await freshWorkspace(workspace.root);
    const runs = await Promise.all([1, 2, 3, 4].map((day) => keepRun(day % 2 === 0 ? workspace : other, seen(day, {}, ids))));
    expect(runs.map(({ run }) => run.id).sort()).toEqual(['v-0001', 'v-0002', 'v-0003', 'v-0004']);
    expect(new Set(runs.map(({ run }) => run.key)).size).toBe(1);
    const newest = await readRun(workspace, 'v-0004');
    expect(await chainWith(workspace, newest.run)).toEqual({ length: 4, place: 4, wrong: [] });
  });

  test('compares a run with the newest that looked at as much', async () => {
    const { runs } = await fiveRuns();
    const newestFirst = [...runs].reverse();
    const [, second, third, fourth, fifth] = runs as [RunDocument, RunDocument, RunDocument, RunDocument, RunDocument];
    expect(runBefore(fourth, newestFirst)?.run.id).toBe(second.run.id);
    expect(runBefore(third, newestFirst)?.run.id).toBe(second.run.id);
    const failing = differencesBetween(second, fourth);
    expect(failing.newlyFailing.map(({ id, from, to }) => [id, from, to])).toEqual([['domain.records', 'pass', 'fail']]);
    expect(differencesBetween(fourth, fifth).mended.map(({ id }) => id)).toEqual(['domain.records']);
    expect(differencesBetween(second, third)).toMatchObject({ newlyFailing: [], notLookedAt: ['mongodb.variables', 'domain.records'] });
  });

  test('leaves out a damaged run, and says which when it is asked for', async () => {
    const { workspace, path } = await fiveRuns();
    writeFileSync(path('v-0002'), '{"run":');
    expect((await runsOf(workspace)).map(({ run }) => run.id)).toEqual(['v-0005', 'v-0004', 'v-0003', 'v-0001']);
    await expect(readRun(workspace, 'v-0002')).rejects.toThrow('v-0002.json is damaged');
    await expect(readRun(workspace, 'v-0099')).rejects.toThrow('there is no run v-0099');
  });
});

describe('the chain', () => {
  const wrongIn = async (change: (about: Awaited<ReturnType<typeof fiveRuns>>) => void) => {
    const about = await fiveRuns();
    change(about);
    return (await chainWith(about.workspace, (about.runs[4] as RunDocument).run)).wrong;
  };
  const edited = (path: string, from: string, to: string): void => {
    const before = readFileSync(path, 'utf8');
    expect(before).toContain(from);
    writeFileSync(path, before.replace(from, to));
  };

  test('is unbroken where nobody touched it', async () => {
    expect(await wrongIn(() => {})).toEqual([]);
  });

  test('tells a finding that was changed afterwards', async () => {
    expect(await wrongIn(({ path }) => edited(path('v-0004'), '"state": "fail"', '"state": "pass"'))).toEqual([
      'v-0004: the findings are not those that were signed: something was changed, added or left out',
    ]);
  });

  test('tells a head that was changed afterwards', async () => {
    const wrong = await wrongIn(({ path }) => edited(path('v-0002'), '"exit": 0', '"exit": 3'));
    expect(wrong).toEqual([
      expect.stringContaining('v-0002: the signature does not belong'),
      expect.stringContaining('v-0003 does not follow v-0002'),
    ]);
  });

  test('tells a run that was taken out, at the start, in the middle, or put in from elsewhere', async () => {
    expect(await wrongIn(({ path }) => rmSync(path('v-0001')))).toEqual(['v-0001, which v-0002 follows, is missing']);
    expect(await wrongIn(({ path }) => rmSync(path('v-0003')))).toEqual(['v-0003, which v-0004 follows, is missing']);
    const stranger = await fiveRuns();
    expect(await wrongIn(({ path }) => writeFileSync(path('v-0003'), readFileSync(stranger.path('v-0003'))))).toEqual([
      expect.stringContaining('v-0003 does not follow v-0002'),
      expect.stringContaining('v-0004 does not follow v-0003'),
    ]);
  });

  test('tells a report whose run is another than the one that lies here', async () => {
    const [{ workspace }, stranger] = [await fiveRuns(), await fiveRuns()];
    expect((await chainWith(workspace, (stranger.runs[2] as RunDocument).run)).wrong).toEqual([
      'v-0003 of this workspace is another run than the one in the report',
    ]);
  });
});

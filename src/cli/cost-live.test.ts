import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { OperatorError } from '../core/errors.ts';
import type { AnyVendor, Usage } from '../core/vendor.ts';
import type { Workspace } from '../core/workspace.ts';
import type { Walk } from '../engine/walk.ts';
import { openFiles } from '../ports/files.ts';
import { keepHistory, type Measured, measure, readHistory, rememberEstimate, rememberedEstimate } from './cost-live.ts';

const place = () => {
  const dir = mkdtempSync(join(tmpdir(), 'k77-live-'));
  return { dir, workspace: { files: openFiles(dir), folder: '.k77/production' } as Workspace };
};
const figures = (at: string, value: number): Measured => ({
  figures: [{ name: 'databaseMb', value, unit: 'MB', call: 'GET /x', at, vendor: 'MongoDB Atlas' }],
  missing: [],
});

describe('the history of measurements', () => {
  test('keeps one of a kind and hour, the latest, in a private file', async () => {
    const { dir, workspace } = place();
    await keepHistory(workspace, await readHistory(workspace), figures('2026-11-01T10:05:00Z', 100));
    await keepHistory(workspace, await readHistory(workspace), figures('2026-11-01T10:55:00Z', 101));
    await keepHistory(workspace, await readHistory(workspace), figures('2026-11-01T11:00:00Z', 102));
    expect(await readHistory(workspace)).toEqual([
      { at: '2026-11-01T10:55:00Z', name: 'databaseMb', value: 101 },
      { at: '2026-11-01T11:00:00Z', name: 'databaseMb', value: 102 },
    ]);
    expect(await workspace.files.mode('.k77/production/usage.json')).toBe(0o600);
    expect(readFileSync(join(dir, '.k77/production/usage.json'), 'utf8')).not.toContain('GET');
  });

  test('a damaged file is a history less and no reason to stop', async () => {
    const { dir, workspace } = place();
    await keepHistory(workspace, [], figures('2026-11-01T10:05:00Z', 100));
    const path = join(dir, '.k77/production/usage.json');
    writeFileSync(path, '[{"at":"yesterday","name":"x","value":1},{"at":"2026-11-01T10:05:00Z","name":"x","value":null}]');
    expect(await readHistory(workspace)).toEqual([]);
    writeFileSync(path, '{"torn');
    expect(await readHistory(workspace)).toEqual([]);
  });

  test('the last estimate is remembered for status', async () => {
    const { workspace } = place();
    expect(await rememberedEstimate(workspace)).toBeUndefined();
    const estimate = { at: '2026-11-01T10:05:00Z', totalCents: 9903, for: '3,000 servers, 50 subscribers' };
    await rememberEstimate(workspace, estimate);
    expect(await rememberedEstimate(workspace)).toEqual(estimate);
  });
});

describe('measuring', () => {
  const vendor = (title: string, usage?: () => Promise<Usage>): AnyVendor =>
    ({
      id: 'stripe',
      title,
      credentials: title === 'Locked' ? ['STRIPE_SECRET_KEY'] : [],
      connect: () => ({}),
      explain: () => undefined,
      ...(usage ? { usage } : {}),
    }) as unknown as AnyVendor;
  const walk = (vendors: readonly AnyVendor[]): Walk =>
    ({
      catalogue: { vendors },
      workspace: { values: () => ({}) },
      doors: { open: () => () => {}, thrown: () => undefined, lastCall: () => undefined },
      clock: { now: () => new Date('2026-11-01T00:00:00Z') },
      signal: new AbortController().signal,
    }) as unknown as Walk;

  test('one vendor that cannot tell does not keep the others from telling', async () => {
    const usage: Usage = {
      at: '2026-11-01T00:00:00Z',
      figures: [{ name: 'errors', value: 7, unit: 'errors', call: 'GET /e' }],
      missing: ['no replays'],
    };
    const broken = async (): Promise<Usage> => {
      throw new OperatorError({ what: 'it is closed', fix: 'open it' });
    };
    const found = await measure(
      walk([vendor('Open', async () => usage), vendor('Broken', broken), vendor('Locked', async () => usage), vendor('Mute')]),
    );
    expect(found.figures).toEqual([
      { name: 'errors', value: 7, unit: 'errors', call: 'GET /e', at: '2026-11-01T00:00:00Z', vendor: 'Open' },
    ]);
    expect(found.missing).toEqual([
      'Open: no replays',
      'Broken was not measured: it is closed',
      'Locked was not measured: STRIPE_SECRET_KEY is not known',
    ]);
  });
});

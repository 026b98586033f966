import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { guideBoxes, guideScenarios, guideSteps, itemsOf } from './guide-contents.ts';

const inventory = new URL('../../../shared/guide/inventory.json', import.meta.url);
const guide = existsSync(inventory)
  ? (JSON.parse(readFileSync(inventory, 'utf8')) as {
      steps: { id: string }[];
      boxes: { id: string; kind: 'item' | 'group'; section: string; under: string | null; text: string }[];
      scenarios: { number: number }[];
    })
  : undefined;
const missing = `the guide's inventory is not at ${inventory.pathname}`;

describe('the contents of the guide', () => {
  test('number 78 steps, 355 boxes and 9 runbooks', () => {
    expect([guideSteps.length, guideBoxes.length, guideScenarios.length]).toEqual([78, 355, 9]);
    expect(new Set([...guideSteps, ...guideBoxes].map((thing) => thing.id)).size).toBe(433);
  });

  test('a box that stands for several names them, and they name it', () => {
    expect(itemsOf('post#001')).toEqual(['post#002', 'post#003', 'post#004', 'post#005', 'post#006']);
    expect(itemsOf('6.1#005')).toEqual(['6.1#005']);
    for (const box of guideBoxes) for (const item of box.items ?? []) expect(guideBoxes.find(({ id }) => id === item)?.group).toBe(box.id);
  });
});

describe.skipIf(guide === undefined)(guide ? "against the guide's own inventory" : `skipped: ${missing}`, () => {
  test('has the same steps in the same order', () => {
    expect(guideSteps.map((step) => step.id)).toEqual(guide?.steps.map((step) => step.id));
  });

  test('has the same boxes in the same order, and the same groups', () => {
    expect(guideBoxes.map((box) => ({ id: box.id, kind: box.items ? 'group' : 'item' }))).toEqual(
      guide?.boxes.map(({ id, kind }) => ({ id, kind })),
    );
  });

  test('puts every box of the checklist into its section and group', () => {
    const post = guide?.boxes.filter((box) => box.id.startsWith('post')) ?? [];
    const heads = new Map(post.filter((box) => box.kind === 'group').map((box) => [box.text, box.id]));
    expect(guideBoxes.filter((box) => box.part === 'post').map(({ id, section, group }) => ({ id, section, group }))).toEqual(
      post.map((box) => ({ id: box.id, section: box.section, group: box.under ? heads.get(box.under) : undefined })),
    );
  });

  test('counts the same runbooks', () => {
    expect(guideScenarios.length).toBe(guide?.scenarios.length);
  });
});

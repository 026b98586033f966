import { expect, test } from 'vitest';
import type { Catalogue } from '../core/catalogue.ts';
import { coverage } from './guide.ts';

const empty: Catalogue = { phases: [], checks: [], scenarios: [], vendors: [] };

function withCheck(guide: readonly string[], settings: readonly { id: string; says: string }[] = []): Catalogue {
  return { ...empty, checks: [{ id: 'a.check', guide, settings }] as unknown as Catalogue['checks'] };
}

test('an empty catalogue covers nothing, and every step and box is still named', () => {
  const { steps, boxes } = coverage(empty);
  expect([steps.length, boxes.length]).toEqual([78, 355]);
  expect([...steps, ...boxes].filter((one) => one.coveredBy.length > 0)).toEqual([]);
});

test('a step and a box name what cites them, and a box for several is covered through its items', () => {
  const { steps, boxes } = coverage(withCheck(['6.1/3', 'post#003']));
  expect(steps.filter((one) => one.coveredBy.length > 0).map((one) => one.id)).toEqual(['6.1/3']);
  expect(boxes.filter((one) => one.coveredBy.length > 0).map((one) => one.id)).toEqual(['post#001', 'post#003']);
});

test('settings of the guide appear under their step, covered or not, and so do settings that only the code declares', () => {
  const { steps } = coverage(
    withCheck(
      ['6.1/3'],
      [
        { id: '6.1/3:url', says: 'other words' },
        { id: '6.1/3:extra', says: 'ours' },
      ],
    ),
  );
  const settings = steps.find((one) => one.id === '6.1/3')?.settings ?? [];
  expect(settings.find((one) => one.id === '6.1/3:url')).toMatchObject({
    says: 'https://api.<domain>/api/stripe/webhook',
    coveredBy: ['a.check'],
  });
  expect(settings.find((one) => one.id === '6.1/3:events')).toMatchObject({ coveredBy: [] });
  expect(settings.find((one) => one.id === '6.1/3:extra')).toMatchObject({ says: 'ours', coveredBy: ['a.check'] });
});

test('what lies outside the catalogue counts, once', () => {
  const git = { id: 'doctor:git', guide: ['pre#009'] as const };
  expect(coverage(empty, [git, git]).boxes.find((one) => one.id === 'pre#009')?.coveredBy).toEqual(['doctor:git']);
});

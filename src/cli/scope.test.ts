import { describe, expect, test } from 'vitest';
import { catalogue } from '../catalogue.ts';
import { exits, OperatorError } from '../core/errors.ts';
import { scopeOf, sectionNamed } from './scope.ts';

function refusal(work: () => unknown): OperatorError {
  try {
    work();
  } catch (error) {
    if (error instanceof OperatorError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('names on the command line', () => {
  test('a phase is its number, its name or both', () => {
    for (const name of ['6.1', 'stripe', 'Stripe', '6.1-stripe'])
      expect(scopeOf(catalogue, { phases: [name], only: [] }).phases).toEqual(['6.1']);
  });

  test('nothing typed means every phase, a task alone means its phase', () => {
    expect(scopeOf(catalogue, { phases: [], only: [] }).phases).toEqual(catalogue.phases.map((phase) => phase.number));
    expect(scopeOf(catalogue, { phases: [], only: ['stripe.webhook'] })).toEqual({ phases: ['6.1'], only: ['stripe.webhook'] });
  });

  test('a section is found by its first word or its phase', () => {
    expect(sectionNamed(catalogue, 'payments')).toBe('Payments');
    expect(sectionNamed(catalogue, 'SECURITY')).toBe('Security');
    expect(sectionNamed(catalogue, '6.1')).toBe('6.1');
  });

  test('a misspelt phase, task or section is refused with what was meant', () => {
    const phase = refusal(() => scopeOf(catalogue, { phases: ['strype'], only: [] }));
    expect([phase.exit, phase.what, phase.fix]).toEqual([exits.usage, 'there is no phase "strype"', 'did you mean stripe?']);
    expect(refusal(() => scopeOf(catalogue, { phases: [], only: ['stripe.webhok'] })).fix).toBe('did you mean stripe.webhook?');
    expect(refusal(() => sectionNamed(catalogue, 'paymets')).fix).toBe('did you mean payments?');
  });

  test('where nothing is near, all that is known is listed', () => {
    expect(refusal(() => scopeOf(catalogue, { phases: ['9.9'], only: [] })).fix).toContain('6.1 (stripe)');
  });
});

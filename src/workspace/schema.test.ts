import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import type { Phase } from '../core/phase.ts';
import { answerKeys } from './answers.ts';
import { answersSchema } from './schema.ts';

const phase: Phase = {
  number: '6.1',
  id: 'stripe',
  title: 'Stripe',
  minutes: 2,
  guideEstimate: '1 hour',
  tasks: [],
  gate: [],
  questions: [
    { key: 'currency', ask: 'Which currency?', kind: 'choice', choices: [{ value: 'usd', name: 'US dollar' }], default: () => 'usd' },
    { key: 'taxCollection', ask: 'Compute tax?', kind: 'yes-no', why: 'It costs 0.5 %.' },
    { key: 'STRIPE_SECRET_KEY', ask: 'The key', kind: 'secret' },
  ],
};

describe('the schema of k77.json', () => {
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(answersSchema([phase]));

  test('accepts what k77 accepts', () => {
    for (const answers of [
      {},
      { project: 'A', monthlyPrice: 9.99, currency: 'usd', taxCollection: true },
      { taxCollection: 'no', $schema: 'x' },
      { accounts: { stripe: { account: 'acct_1', mode: 'test', name: 'A' } } },
    ])
      expect(validate(answers), JSON.stringify(validate.errors)).toBe(true);
  });

  test('refuses misspelled names, wrong kinds, and secrets', () => {
    for (const answers of [
      { domian: 'x' },
      { project: ['A'] },
      { currency: 'eur' },
      { taxCollection: 'maybe' },
      { STRIPE_SECRET_KEY: 'sk' },
      { accounts: { strip: { account: 'a', mode: 'test' } } },
      { accounts: { stripe: { account: 'a', mode: 'prod' } } },
    ])
      expect(validate(answers), JSON.stringify(answers)).toBe(false);
  });

  test('completes every answer, with the question as its title', () => {
    const { properties } = answersSchema([phase]) as {
      properties: Record<string, { title?: string; description: string; default?: string }>;
    };
    expect(Object.keys(properties)).toEqual(['$schema', ...answerKeys, 'accounts']);
    expect(properties.currency).toMatchObject({ title: 'Which currency?', default: 'usd' });
    expect(properties.taxCollection?.description).toContain('It costs 0.5 %.');
  });
});

/** A zone is signed unless the host that was chosen takes no name of a signed one; then it is told before anything is. */
import { expect, test } from 'vitest';
import type { Values } from '../../core/keys.ts';
import { openQuestions } from '../../engine/ask.ts';
import { questions as hostQuestions } from '../6.5-bot/questions.ts';
import { domainPhase } from './index.ts';
import { signingQuestions } from './signing-questions.ts';

const asked = (values: Partial<Values>) =>
  openQuestions([domainPhase], values).flatMap((one) => (one.key === 'dnssec' ? [[one.default?.(values), one.sandbox]] : []));

test('one question is asked: yes is offered, or no where the host wants it', () => {
  expect(asked({})).toEqual([['yes', 'yes']]);
  expect(asked({ apiHost: 'railway' })).toEqual([['yes', 'yes']]);
  expect(asked({ botHost: 'digitalocean', apiHost: 'render' })).toEqual([['yes', 'yes']]);
  expect(asked({ apiHost: 'digitalocean' })).toEqual([['no', 'no']]);
  expect(asked({ apiHost: 'digitalocean', dnssec: 'no' })).toEqual([]);
});

test.each(signingQuestions)('yes does not go with such a host: $ask', ({ check }) => {
  const judged = (answer: string, values: Partial<Values>) => check?.(answer, 'production', values);
  expect([judged('yes', {}), judged('yes', { apiHost: 'railway' }), judged('no', { apiHost: 'digitalocean' })]).toEqual([true, true, true]);
  expect(judged('yes', { apiHost: 'digitalocean' })).toMatch(/answer no, or choose another host: DigitalOcean/);
});

test('nor such a host with yes, where that was answered before', () => {
  const judged = (answer: string, values: Partial<Values>) =>
    hostQuestions.find(({ key }) => key === 'apiHost')?.check?.(answer, 'production', values);
  expect([judged('digitalocean', { dnssec: 'no' }), judged('railway', { dnssec: 'yes' }), judged('digitalocean', {})]).toEqual([
    true,
    true,
    true,
  ]);
  expect(judged('digitalocean', { dnssec: 'yes' })).toMatch(/take the DS record away at the registrar, wait two days/);
});

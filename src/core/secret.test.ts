import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { Redactor, Secret } from './secret.ts';

const text = 'whsec_"q"+/=%äÄ1234567890';

test('a secret shows a placeholder however it is printed', () => {
  const secret = new Secret('STRIPE_WEBHOOK_SECRET', text);
  for (const shown of [
    `${secret}`,
    JSON.stringify({ secret }),
    inspect({ secret }),
    String([secret]),
    inspect(secret, { showHidden: true }),
  ]) {
    expect(shown).not.toContain('1234567890');
    expect(shown).toContain('STRIPE_WEBHOOK_SECRET');
  }
  expect(secret.reveal()).toBe(text);
});

test('the redactor finds a secret also when it is encoded', () => {
  const redactor = new Redactor();
  redactor.learn(new Secret('KEY', text));
  const sink = [text, encodeURIComponent(text), JSON.stringify({ text }), Buffer.from(text).toString('base64')].join(' and ');
  expect(redactor.redact(sink)).toBe('‹KEY› and ‹KEY› and {"text":"‹KEY›"} and ‹KEY›');
});

test('short values are left alone, or every word would vanish', () => {
  const redactor = new Redactor();
  redactor.learn(new Secret('KEY', 'a'));
  expect(redactor.redact('a banana')).toBe('a banana');
});

import { describe, expect, test } from 'vitest';
import type { Values } from '../../core/keys.ts';
import type { Question } from '../../core/phase.ts';
import { contactIn, countryName, disputeBodyIn, inEea, linesIn, wordsIn } from './answers.ts';
import { listingText, shortText } from './listing-text.ts';
import { questions } from './questions.ts';

describe('what the operator types', () => {
  test('lists take commas and spaces, and none is an empty one', () => {
    expect(wordsIn('eu, uk us')).toEqual(['eu', 'uk', 'us']);
    expect([wordsIn('none'), wordsIn(''), wordsIn(undefined)]).toEqual([[], [], []]);
  });

  test('an address is lines with ; between', () => {
    expect(linesIn(' Street 1;10115 Berlin ;; ')).toEqual(['Street 1', '10115 Berlin']);
  });

  test('a contact is a name, and what follows is an address and a mailbox', () => {
    expect(contactIn('Dora Officer; Street 1; Berlin; dora@example.org')).toEqual({
      name: 'Dora Officer',
      address: 'Street 1, Berlin',
      email: 'dora@example.org',
    });
    expect(contactIn('Dora Officer')).toEqual({ name: 'Dora Officer' });
    expect(contactIn('')).toBeUndefined();
  });

  test('a body for disputes has a page, or there is none', () => {
    expect(disputeBodyIn('none')).toBe('none');
    expect(disputeBodyIn('Board of Arbitration, https://example.org/board')).toEqual({
      name: 'Board of Arbitration',
      url: 'https://example.org/board',
    });
    expect(disputeBodyIn('Board of Arbitration')).toBeUndefined();
  });

  test('countries are two letters that mean one', () => {
    expect([countryName('DE'), countryName('ZQ'), countryName('Germany')]).toEqual(['Germany', undefined, undefined]);
    expect([inEea('DE'), inEea('NO'), inEea('GB'), inEea(undefined)]).toEqual([true, true, false, false]);
  });
});

describe('only what the case asks for is asked', () => {
  const asked = (answers: Partial<Values>): string[] => questions.filter(({ when }) => when?.(answers) ?? true).map(({ key }) => key);

  test('somebody in Germany who sells everywhere needs a representative in the UK alone', () => {
    const keys = asked({ businessCountry: 'DE', soldIn: 'eu uk us elsewhere' });
    expect(keys).toContain('ukRepresentative');
    expect(keys).toContain('businessVatId');
    expect(keys).not.toContain('euRepresentative');
  });

  test('somebody in the US who sells there alone is asked nothing about Europe', () => {
    const keys = asked({ businessCountry: 'US', soldIn: 'us' });
    for (const key of ['ukRepresentative', 'euRepresentative', 'dataOfficer', 'disputeBody', 'businessVatId'])
      expect(keys).not.toContain(key);
  });

  test('answers of a rehearsal do, and wrong ones are told how they should look', () => {
    const of = (key: string): Question => questions.find((question) => question.key === key) as Question;
    for (const { key, check, sandbox } of questions)
      if (sandbox !== undefined) expect(check?.(sandbox, 'sandbox', {}) ?? true, key).toBe(true);
    expect(of('businessCountry').check?.('Germany', 'sandbox', {})).toMatch(/DE/);
    expect(of('soldIn').check?.('mars', 'sandbox', {})).toMatch(/eu, uk, us, elsewhere/);
    expect(of('minimumAge').check?.('12', 'sandbox', {})).toMatch(/13 to 18/);
    expect(of('legalPages').check?.('imprint', 'sandbox', {})).toMatch(/acceptable-use/);
    expect(of('businessCountry').default?.({ taxCountry: 'US-CA' })).toBe('US');
  });
});

describe('texts for directories', () => {
  const listing = {
    project: 'Crown',
    domain: 'crown.example',
    clientId: '123',
    monthly: '9.99',
    currency: 'usd',
    giveaways: true,
    commands: [{ name: 'giveaway', about: 'Give something away' }],
    directories: ['top.gg'],
  };

  test('name commands, price, invite and the legal pages, and only the directories that were chosen', () => {
    const text = listingText(listing);
    for (const part of [
      '`/giveaway`: Give something away',
      '9.99 USD',
      'client_id=123',
      'https://crown.example/legal/privacy',
      'https://top.gg/bot/new',
    ])
      expect(text).toContain(part);
    expect(text).not.toContain('discordbotlist');
  });

  test('promise no giveaways where there are none, and stay short whatever the bot is called', () => {
    expect(listingText({ ...listing, giveaways: false, commands: [] })).not.toMatch(/[Gg]iveaway/);
    expect(shortText({ project: 'x'.repeat(80), giveaways: true }).length).toBeLessThanOrEqual(120);
  });
});

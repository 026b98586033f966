import { expect, test } from 'vitest';
import { readWords } from './clauses.ts';

const page = `<!doctype html><html><head><title>no words</title></head><body><main>
<p>Version <!-- -->1.0<!-- -->, in force from <time dateTime="2026-11-23">23 November 2026</time></p>
<section><h2 id="who">Who</h2><div id="privacy.controller"><p>Crown &amp; Castle</p><div><ul><li>Street 1</li><li>Berlin</li></ul></div></div>
<div id="privacy.messages" data-claim="no-message-content other"><p>The bot reads nothing.</p></div></section>
<div id="footer">Foot</div><script>self.__next_f.push("[Your Company]")</script></main></body></html>`;

test('words are what people read: no head, no scripts, and two elements never run into one', () => {
  const { text, dates } = readWords(page);
  expect(text).toBe('Version 1.0, in force from 23 November 2026 Who Crown & Castle Street 1 Berlin The bot reads nothing. Foot');
  expect(dates).toEqual(['2026-11-23']);
});

test('clauses have their claims and their own words, with elements inside them, and nothing else is one', () => {
  expect(readWords(page).clauses).toEqual([
    { id: 'privacy.controller', claims: [], text: 'Crown & Castle Street 1 Berlin' },
    { id: 'privacy.messages', claims: ['no-message-content', 'other'], text: 'The bot reads nothing.' },
  ]);
});

test('a page by hand has words and no clauses', () => {
  expect(readWords('<h1>Terms</h1><p>We sell.</p>')).toEqual({ text: 'Terms We sell.', clauses: [], dates: [] });
});

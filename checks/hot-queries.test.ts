/** The hot queries are those of the template: what they name is what its repositories name, and every one has an index of phase 6.2 to begin with. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { wantedIndexes } from '../src/phases/6.2-mongodb/index-list.ts';
import { hotQueries } from './hot-queries.ts';

const folder = join(import.meta.dirname, '../templates/project/files/packages/data/src/repositories');
const repositories = readdirSync(folder)
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => readFileSync(join(folder, name), 'utf8'));

describe.each(hotQueries)('$name', ({ collection, query }) => {
  const { filter, sort = {} } = query({}, new Date(0));

  test('the repository of its collection asks for these fields, and sorts by them', () => {
    const text = repositories.find((one) => one.includes(`collection('${collection}')`)) ?? '';
    const missing = [...Object.keys(filter), ...Object.keys(sort)].filter((field) => !new RegExp(`\\b${field}: `).test(text));
    expect(missing).toEqual([]);
  });

  test('an index begins with a field that it names', () => {
    const leading = ['_id', ...wantedIndexes.filter((index) => index.collection === collection).map(({ key }) => Object.keys(key)[0])];
    expect(Object.keys(filter).some((field) => leading.includes(field))).toBe(true);
  });

  test('it asks for the value of the document that is there, the first of a list', () => {
    const fields = Object.entries(filter).filter(([, value]) => value === 'k77-nothing');
    const one = Object.fromEntries(fields.map(([field]) => [field, ['found', 'other']]));
    const again = query(one, new Date(0)).filter;
    for (const [field] of fields) expect(again[field]).toBe('found');
  });
});

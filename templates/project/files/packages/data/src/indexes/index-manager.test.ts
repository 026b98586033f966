import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dataMap, impersonal, stripeEvents } from '@k77/config';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStores, type Stores } from '../stores.fixture.ts';
import { compareIndexes, createIndexes } from './index-manager.ts';
import { guideIndexCount, indexName, wantedIndexes } from './wanted-indexes.ts';

let stores: Stores;
beforeAll(async () => {
  stores = await openStores();
});
afterAll(() => stores.close());

const all = wantedIndexes.map((index) => `${index.collection}.${indexName(index)}`);

describe('the list', () => {
  test("has the guide's 21 and more than 25 in all, each once", () => {
    expect(guideIndexCount).toBe(21);
    expect(new Set(all).size).toBe(all.length);
    expect(all.length).toBeGreaterThan(25);
  });

  test('every collection is in the data map, or known to be about nobody', () => {
    const known = new Set([...dataMap.map(({ collection }) => collection), ...Object.keys(impersonal)]);
    for (const { collection } of wantedIndexes) expect(known, collection).toContain(collection);
    const personal = wantedIndexes.filter(({ key }) => 'user_id' in key).map(({ collection }) => collection);
    for (const collection of personal) expect(dataMap.map((entry) => entry.collection)).toContain(collection);
  });
});

/** Only where this project stands inside k77's own repository. */
const k77 = fileURLToPath(new URL('../../../../../../../', import.meta.url));
const inside = existsSync(`${k77}src/phases/6.2-mongodb/index-list.ts`);
describe.runIf(inside)("beside k77's own lists", () => {
  test('the indexes are those that phase 6.2 creates', async () => {
    const theirs = (await import(/* @vite-ignore */ `${k77}src/phases/6.2-mongodb/index-list.ts`)) as { wantedIndexes: unknown };
    expect(wantedIndexes).toEqual(theirs.wantedIndexes);
  });

  test('the events are those that phase 6.1 subscribes to', async () => {
    const theirs = (await import(/* @vite-ignore */ `${k77}src/vendors/stripe-events.ts`)) as { stripeEvents: unknown };
    expect(stripeEvents).toEqual(theirs.stripeEvents);
  });
});

describe('in a database', () => {
  test('creates all, does nothing the second time, and tells what is different, extra or blocked', async () => {
    const { db } = stores.mongo;
    expect((await compareIndexes(db)).missing).toEqual(all);
    await db.collection('tickets').insertMany([{ ticket_id: 'T1' }, { ticket_id: 'T1' }]);
    await db.collection('users').createIndex({ seen: 1 });
    await db.collection('guilds').createIndex({ guild_id: 1 });
    const first = await createIndexes(db);
    expect(first.blocked).toEqual([{ index: 'tickets.ticket_id_1', duplicates: 1 }]);
    expect(first.missing).toEqual(['tickets.ticket_id_1']);
    expect(first.changed).toEqual(['guilds.guild_id_1']);
    expect(first.extra).toEqual(['users.seen_1']);

    await db.collection('tickets').deleteMany({});
    await db.collection('guilds').dropIndex('guild_id_1');
    expect(await createIndexes(db)).toEqual({ present: all, missing: [], changed: [], extra: ['users.seen_1'], blocked: [] });
    expect((await createIndexes(db)).present).toEqual(all);
  });
});

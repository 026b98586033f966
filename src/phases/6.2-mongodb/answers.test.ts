import { describe, expect, test } from 'vitest';
import type { Question } from '../../core/phase.ts';
import { readMongoUri } from '../../vendors/mongodb.ts';
import { accessVerdict, entriesOf } from './access.ts';
import { guideIndexCount, indexName, wantedIndexes } from './index-list.ts';
import { specOf, stateOf } from './indexes.ts';
import { questions } from './questions.ts';
import { atlasRegion, namesFor } from './tiers.ts';
import { uriFor } from './user.ts';

const question = (key: Question['key']): Question => questions.find((one) => one.key === key) as Question;
const verdict = (key: Question['key'], answer: string): true | string | undefined => question(key).check?.(answer, 'production', {});

describe('answers', () => {
  test.each(['M2', 'm5'])('%s is refused with the reason and what takes its place', (size) => {
    expect(verdict('databaseTier', size)).toMatch(/2026-01-22.*answer flex/);
    expect(verdict('databaseTier', size)).toMatch(/Flex: \$8 to \$30 a month/);
  });

  test('a size that never was is refused with the offers', () => {
    expect(verdict('databaseTier', 'huge')).toMatch(/^one of free, flex, m10/);
    expect(['free', 'flex', 'm10'].map((size) => verdict('databaseTier', size))).toEqual([true, true, true]);
  });

  test('the access list takes addresses and networks, and everybody only when that is written', () => {
    expect(accessVerdict('203.0.113.7, 10.0.0.0/8')).toBe(true);
    expect(accessVerdict('0.0.0.0/0')).toBe(true);
    for (const wrong of ['', 'everybody', '1.2.3', '300.1.1.1', '10.0.0.0/40', 'kingdom77.com'])
      expect(accessVerdict(wrong), wrong).not.toBe(true);
    expect(entriesOf('203.0.113.7 10.0.0.0/8,203.0.113.7/32')).toEqual(['10.0.0.0/8', '203.0.113.7/32']);
    expect(question('databaseAccess').default).toBeUndefined();
  });

  test('an API key is asked for only where there is no service account, and the other way round', () => {
    const asked = (answers: object): string[] =>
      questions.filter(({ key, when }) => key.startsWith('ATLAS_') && (when?.(answers) ?? true)).map(({ key }) => key);
    expect(asked({})).toEqual(['ATLAS_PUBLIC_KEY', 'ATLAS_CLIENT_ID', 'ATLAS_CLIENT_SECRET']);
    expect(asked({ ATLAS_PUBLIC_KEY: 'abcdefgh' })).toEqual(['ATLAS_PUBLIC_KEY', 'ATLAS_PRIVATE_KEY']);
  });
});

describe('names', () => {
  test('are the guide’s in production, and others elsewhere', () => {
    expect(namesFor({ project: 'Kingdom-77', ENVIRONMENT: 'production' })).toEqual({
      project: 'kingdom77-production',
      cluster: 'kingdom77-production',
      user: 'kingdom77_prod',
      database: 'kingdom77_prod',
    });
    expect(namesFor({ project: '王国', ENVIRONMENT: 'staging' }).cluster).toBe('bot-staging');
    expect(atlasRegion('eu-central-1')).toBe('EU_CENTRAL_1');
  });

  test('a connection string survives every character of a password', () => {
    const password = 'aB3$xR9!mK2@pL7#:/?[]%';
    const uri = uriFor({ username: 'kingdom77_prod', password, host: 'c.abcde.mongodb.net', database: 'kingdom77_prod' });
    expect(uri).toContain('aB3%24xR9!mK2%40pL7%23');
    expect(readMongoUri(uri)).toEqual({ username: 'kingdom77_prod', password, host: 'c.abcde.mongodb.net', database: 'kingdom77_prod' });
    expect(new URL(uri).hostname).toBe('c.abcde.mongodb.net');
  });
});

describe('indexes', () => {
  test('are the guide’s 21 and more, none twice', () => {
    expect(guideIndexCount).toBe(21);
    expect(wantedIndexes.length).toBeGreaterThan(25);
    const names = wantedIndexes.map((index) => `${index.collection}.${indexName(index)}`);
    expect(new Set(names).size).toBe(names.length);
  });

  test('count as there whatever their name, and not with other options or another order', () => {
    const want = { collection: 'x', key: { a: 1, b: -1 }, unique: true } as const;
    expect(stateOf(want, [{ ...specOf(want), name: 'mine' }])).toBe('there');
    expect(stateOf(want, [])).toBeUndefined();
    expect(stateOf(want, [{ name: 'a_1_b_-1', key: { a: 1, b: -1 } }])).toBe('a_1_b_-1: plain');
    expect(stateOf(want, [{ name: 'b_-1_a_1', key: { b: -1, a: 1 }, unique: true }])).toBeUndefined();
    expect(stateOf({ collection: 'x', key: { at: 1 }, expires: 60 }, [{ name: 'at_1', key: { at: 1 }, expireAfterSeconds: 3600 }])).toBe(
      'at_1: expires after 3600 s',
    );
  });
});

/** Answers about hosts and repository: what will do, and what is said of the rest. */
import { expect, test } from 'vitest';
import type { Key, Values } from '../../core/keys.ts';
import { nearOf } from './host-questions.ts';
import { placeWanted } from './names.ts';
import { isRepository, questions } from './questions.ts';

const ask = (key: Key, answer: string, values: Partial<Values> = {}): true | string | undefined =>
  questions.find((question) => question.key === key)?.check?.(answer, 'production', values);

test.each(['ann/kingdom77', 'Ann-77/bot.shop', 'a/b_c-d'])('%s is a repository', (answer) => expect(isRepository(answer)).toBe(true));
test.each(['kingdom77', 'ann/', '/shop', 'ann/shop/more', '-ann/shop', 'ann--x/shop', 'ann/shop.git'])('%s is none', (answer) =>
  expect(isRepository(answer)).toBeTypeOf('string'),
);
test('an address is taken apart', () => {
  for (const answer of ['https://github.com/ann/shop', 'git@github.com:ann/shop.git', 'https://github.com/ann/shop.git/'])
    expect(isRepository(answer)).toBe('only owner/name: ann/shop');
});

test('branches are named as git allows', () => {
  expect(ask('branch', 'release/2')).toBe(true);
  for (const answer of ['a..b', 'a b', '-x', 'x.lock', 'x/']) expect(ask('branch', answer), answer).toBeTypeOf('string');
});

test('a limit that stops everything is above the mail that warns', () => {
  expect(ask('usageLimit', '60', { usageAlert: '50' })).toBe(true);
  expect(ask('usageLimit', '20', { usageAlert: '50' })).toContain('50');
  expect(ask('usageLimit', 'much', { usageAlert: '20' })).toContain('whole dollars');
});

test('ids of Discord are numbers of 17 to 20 digits', () => {
  expect(ask('SUPPORT_GUILD_ID', '123456789012345678')).toBe(true);
  expect(ask('SUPPORT_GUILD_ID', 'my server')).toContain('Developer Mode');
  expect(ask('OWNER_IDS', '123456789012345678, 223456789012345678')).toBe(true);
  expect(ask('OWNER_IDS', '123456789012345678,ann')).toBeTypeOf('string');
});

test('services run next to the database', () => {
  expect(['us-east-1', 'us-west-2', 'eu-central-1', 'ap-southeast-1', undefined].map(nearOf)).toEqual([
    'us-east',
    'us-west',
    'europe',
    'asia',
    'us-east',
  ]);
});

test('a token is asked only of those who chose its host', () => {
  const token = questions.find(({ key }) => key === 'RAILWAY_TOKEN');
  expect(token?.when?.({ botHost: 'railway' })).toBe(true);
  expect(token?.when?.({ botHost: 'render', workerHost: 'render', apiHost: 'render' })).toBe(false);
});

test('the project is called after the bot', () => {
  expect(placeWanted({ project: 'Kingdom-77', ENVIRONMENT: 'rehearsal' }, 'railway')).toEqual({
    project: 'kingdom77',
    environment: 'production',
  });
  expect(placeWanted({ project: '日本', ENVIRONMENT: 'staging' }, 'railway')).toEqual({ project: 'bot', environment: 'staging' });
});

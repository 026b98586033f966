import { describe, expect, test } from 'vitest';
import { landing } from './landing.ts';

const guildId = '300000000000000001';

describe('who arrives at the callback of the dashboard', () => {
  const api = 'https://api.own.test';
  test.each([
    [{}, '/servers'],
    [{ next: '/billing?from=mail' }, '/billing?from=mail'],
    [{ next: '//evil.test' }, '/servers'],
    [{ code: 'a b', state: 's&t' }, `${api}/api/auth/callback?code=a+b&state=s%26t`],
    [{ code: 'c', guild_id: guildId }, `/servers/${guildId}`],
    [{ guild_id: '../account' }, '/servers'],
    [{ error: 'access_denied', state: 's' }, '/?login=cancelled'],
    [{ error: 'server_error' }, '/?login=failed'],
    [{ code: ['a', 'b'], state: 's' }, '/servers'],
  ])('%j goes to %s', (query, to) => {
    expect(landing(query, api)).toBe(to);
  });
});

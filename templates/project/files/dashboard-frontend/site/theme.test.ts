import { expect, test } from 'vitest';
import { POST } from '../app/theme/route.ts';
import { themeCookieText, themeOf } from './theme.ts';

test('only known themes are believed', () => {
  expect([undefined, '', 'dark', 'light', 'system', 'neon"><script>'].map(themeOf)).toEqual([
    'system',
    'system',
    'dark',
    'light',
    'system',
    'system',
  ]);
});

test('a choice is kept for a year, and the device’s own setting leaves no cookie', () => {
  expect(themeCookieText('dark', true)).toBe('theme=dark; Path=/; Max-Age=31536000; SameSite=Lax; Secure');
  expect(themeCookieText('system', true)).toContain('Max-Age=0');
});

const chosen = (body: Record<string, string>) =>
  POST(new Request('https://crown.example/theme', { method: 'POST', body: new URLSearchParams(body) }));

test('without JavaScript the server remembers the choice and leads back', async () => {
  const answer = await chosen({ theme: 'dark', path: '/pricing' });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/pricing']);
  expect(answer.headers.get('set-cookie')).toMatch(/^theme=dark;/);
});

test.each(['https://evil.example/', '//evil.example', '/\\evil.example'])('it never leads to a stranger: %s', async (path) => {
  expect((await chosen({ theme: 'dark', path })).headers.get('location')).toBe('/');
});

/** Somebody who is logged in at the API, by the way that browsers go: Discord's page, the callback, cookies. */
import type { TestWorld } from '@k77/testkit';

/** The proxy in front of the API says so; without it the API answers nothing but its health. */
export const throughProxy = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '198.51.100.7' };

/** Returns the `cookie` header. @throws Error when the login does not end with cookies */
export async function logIn(world: TestWorld, api: string, user: string): Promise<string> {
  const begun = await fetch(`${api}/api/auth/login`, { redirect: 'manual', headers: throughProxy });
  const location = begun.headers.get('location');
  if (location === null) throw new Error(`the login began with ${begun.status}: ${await begun.text()}`);
  const back = new URL(await world.discord.authorize(location, user));
  const done = await fetch(`${api}${back.pathname}${back.search}`, {
    redirect: 'manual',
    headers: { ...throughProxy, cookie: cookiesOf(begun) },
  });
  const cookies = cookiesOf(done);
  if (cookies === '') throw new Error(`the login ended with ${done.status}: ${await done.text()}`);
  return cookies;
}

function cookiesOf(answer: Response): string {
  const pairs = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
  return pairs.filter((pair) => !pair.endsWith('=')).join('; ');
}

/**
 * Cookies: the worst thing about any of them decides. Session cookies and tokens against forged requests are told by their names; a cookie that browsers refuse is none.
 */
import { type CookieFacts, readCookie } from '../../http/cookie-facts.ts';
import type { Observed, Page } from '../observe.ts';
import { type Finding, modifierOf, type TestResult } from '../results.ts';
import { scoreHsts } from './hsts.ts';

const isSession = (name: string): boolean => /login|sess/i.test(name);
const isToken = (name: string): boolean => /csrf/i.test(name);
/** Lifetimes do not count here. */
const anyTime = new Date(0);

export function scoreCookies(observed: Observed & { page: Page }): Finding {
  const cookies = keptOf(observed.page);
  if (cookies.length === 0) return { result: 'cookies-not-found', saw: 'none' };
  const hsts = modifierOf(scoreHsts(observed).result) >= 0;
  const saw = cookies.map(described).join(' · ');
  const [worst] = cookies.flatMap((cookie) => faultsOf(cookie, hsts)).sort((a, b) => modifierOf(a) - modifierOf(b));
  if (worst) return { result: worst, saw };
  const strict = cookies.every((cookie) => cookie.sameSite !== undefined);
  return { result: strict ? 'cookies-secure-with-httponly-sessions-and-samesite' : 'cookies-secure-with-httponly-sessions', saw };
}

/** A cookie that is set again replaces the one before. */
function keptOf(page: Page): CookieFacts[] {
  const kept = new Map<string, CookieFacts>();
  for (const { header, from } of page.cookies) {
    const cookie = readCookie(header, from, anyTime);
    if (cookie.name !== '' && cookie.refused.length === 0)
      kept.set(`${cookie.name} ${cookie.domain ?? from.hostname} ${cookie.path}`, cookie);
  }
  return [...kept.values()];
}

function faultsOf({ name, secure, httpOnly, sameSite }: CookieFacts, hsts: boolean): TestResult[] {
  const open: TestResult = isSession(name) ? 'cookies-session-without-secure-flag' : 'cookies-without-secure-flag';
  return [
    ...(secure ? [] : [hsts ? (`${open}-but-protected-by-hsts` as const) : open]),
    ...(isSession(name) && !httpOnly ? (['cookies-session-without-httponly-flag'] as const) : []),
    ...(isToken(name) && sameSite === undefined ? (['cookies-anticsrf-without-samesite-flag'] as const) : []),
    ...(sameSite === 'other' ? (['cookies-samesite-flag-invalid'] as const) : []),
  ];
}

function described({ name, secure, httpOnly, sameSite }: CookieFacts): string {
  return [name, secure ? 'Secure' : 'not Secure', httpOnly ? 'HttpOnly' : 'not HttpOnly', `SameSite ${sameSite ?? 'absent'}`].join(' ');
}

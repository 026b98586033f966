/**
 * The cookies that an address sets on the way to its last answer, with their attributes. Values are never kept.
 */
import { headerValues } from '../../ports/web.ts';
import { type CookieFacts, readCookie } from './cookie-facts.ts';
import { followRedirects, type RedirectOptions } from './redirects.ts';

export interface SetCookie extends CookieFacts {
  /** The address that set it. */
  setBy: string;
}

export interface Cookies {
  url: string;
  /** Where the walk ended. */
  final: string;
  /** False when the last hop did not answer: what was seen is not all. */
  answered: boolean;
  cookies: readonly SetCookie[];
}

export async function probeCookies(url: string | URL, options: RedirectOptions): Promise<Cookies> {
  const { redirects, answers } = await followRedirects(url, options);
  const now = options.clock.now();
  return {
    url: new URL(url).href,
    final: redirects.final,
    answered: redirects.end === 'answered',
    cookies: answers.flatMap((answer) =>
      headerValues(answer.headers, 'set-cookie').map((header) => ({ ...readCookie(header, new URL(answer.url), now), setBy: answer.url })),
    ),
  };
}

/** Where a login begins: at the API, which leads to Discord and back to `next`. */

/** @param next a path of this site, with search and hash @param again Discord asks anew, for what needs a login of the last minutes */
export function loginLink(apiUrl: string, next: string, again = false): string {
  return `${apiUrl}/api/auth/login?next=${encodeURIComponent(next)}${again ? '&again=true' : ''}`;
}

/** Our own page before it. */
export function loginPage(next: string): string {
  return `/login?next=${encodeURIComponent(next)}`;
}

/** A path of this site and nothing else, so that nobody is led to a stranger's page. */
export function ownPath(wanted: string | null | undefined, usual: string): string {
  if (!wanted?.startsWith('/') || /^[/\\]{2}/.test(wanted) || wanted.length > 512) return usual;
  const here = 'https://here.invalid';
  if (!URL.canParse(wanted, here)) return usual;
  const { origin, pathname, search, hash } = new URL(wanted, here);
  return origin === here && !pathname.startsWith('//') ? `${pathname}${search}${hash}` : usual;
}

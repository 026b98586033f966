/** Where to go after a login: a path of the dashboard and nothing else, so that nobody is led to a stranger's page. */
export const usualPath = '/dashboard';
const longest = 512;

export function safePath(wanted: string | undefined, dashboardUrl: string): string {
  if (wanted === undefined || wanted.length > longest || !wanted.startsWith('/') || !URL.canParse(wanted, dashboardUrl)) return usualPath;
  const { origin, pathname, search, hash } = new URL(wanted, dashboardUrl);
  // `//host` and `/\host` lead elsewhere although they begin with a slash; so may a path that is read a second time.
  if (origin !== new URL(dashboardUrl).origin || /^[/\\]{2}/.test(wanted) || pathname.startsWith('//')) return usualPath;
  return `${pathname}${search}${hash}`;
}

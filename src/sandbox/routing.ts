/** What emulated APIs of routes by method and path have in common. */

/**
 * Routes whose path fits, whatever their method, each with what its path names.
 * @param prefix what stands before the path of each route
 */
export function fittingRoutes<Route extends { path: string }>(
  routes: readonly Route[],
  path: string,
  prefix = '',
): { route: Route; at: Record<string, string> }[] {
  return routes.flatMap((route) => {
    const at = partsOf(`${prefix}${route.path}`, path);
    return at ? [{ route, at }] : [];
  });
}

/** What the pattern (`/apps/:app`) names, decoded; undefined where the path does not fit. */
function partsOf(wanted: string, given: string): Record<string, string> | undefined {
  const [pattern, path] = [wanted.split('/'), given.replace(/\/$/, '').split('/')];
  if (pattern.length !== path.length) return undefined;
  const at: Record<string, string> = {};
  for (const [index, step] of pattern.entries()) {
    const part = decodeURIComponent(path[index] ?? '');
    if (step.startsWith(':')) at[step.slice(1)] = part;
    else if (step !== part) return undefined;
  }
  return at;
}

/** The object or list that a body is, `{}` where there is none; undefined where it is neither. */
export function jsonIn(body: string): object | undefined {
  if (body.trim() === '') return {};
  try {
    const value = JSON.parse(body) as unknown;
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

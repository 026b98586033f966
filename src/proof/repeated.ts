/** What vendors were asked more than once, from the exchanges of a walk. */
import type { Exchange } from '../core/doors.ts';

/** `2 × stripe GET /v1/prices?limit=100`: reads that were sent to a vendor again, most often first. */
export function repeated(exchanges: readonly Exchange[]): string[] {
  const counts = new Map<string, number>();
  for (const exchange of exchanges) {
    if (!reads(exchange)) continue;
    const name = nameOf(exchange);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count > 1)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${count} × ${name}`);
}

function reads({ method, requestBody }: Exchange): boolean {
  return method === 'GET' || (method === 'POST' && /^\s*\{\s*"query"\s*:\s*"\s*query\b/.test(requestBody));
}

function nameOf({ vendor, method, path, query, requestBody }: Exchange): string {
  return `${vendor} ${method} ${path}${query === '' ? '' : `?${query.replace(/^\?/, '')}`}${method === 'GET' ? '' : ` ${requestBody}`}`;
}

/** Parts of a query that turn pages, or say how long one is. */
const paging =
  /^(page|per_page|limit|cursor|starting_after|ending_before|after|offset|pageNum|itemsPerPage|pageSize|pageToken|since|until)$/;

/** `stripe GET /v1/events: delivery_success=false · delivery_success=true`: lists that were asked for in several ways, pages apart. */
export function askedTwice(exchanges: readonly Exchange[]): string[] {
  const ways = new Map<string, Set<string>>();
  for (const { vendor, method, path, query } of exchanges) {
    if (method !== 'GET') continue;
    const kept = [...new URLSearchParams(query)].filter(([name]) => !paging.test(name)).map(([name, value]) => `${name}=${value}`);
    const name = `${vendor} ${method} ${path}`;
    ways.set(name, (ways.get(name) ?? new Set()).add(kept.sort().join('&')));
  }
  return [...ways].filter(([, queries]) => queries.size > 1).map(([name, queries]) => `${name}: ${[...queries].join(' · ')}`);
}

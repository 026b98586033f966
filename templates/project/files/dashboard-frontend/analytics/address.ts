/** Addresses as they may be told: ids of servers, payments and whatever else stands in a query stay here; where somebody came from is counted by `utm_` words. */
export function tellableAddress(address: string): string {
  const { origin, pathname, searchParams } = new URL(address);
  const path = pathname.replaceAll(/\/(?:\d{5,}|c[sn]_[\w-]+|[\da-f-]{32,})(?=\/|$)/gi, '/id');
  const kept = new URLSearchParams([...searchParams].filter(([name]) => /^utm_[a-z]+$/.test(name)));
  return `${origin}${path}${kept.size > 0 ? `?${kept}` : ''}`;
}

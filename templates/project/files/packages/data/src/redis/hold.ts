/** Runs work while a lease is held, renewing it at a third of its time. */
import type { Lease, Locks } from '../ports/locks.ts';

export async function holdWith<T>(
  take: Locks['lease'],
  name: string,
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<{ held: true; result: T } | { held: false }> {
  const lease = await take(name, ms);
  if (lease === undefined) return { held: false };
  const lost = new AbortController();
  const timer = setInterval(() => void keep(lease, ms, lost), ms / 3);
  try {
    return { held: true, result: await work(lost.signal) };
  } finally {
    clearInterval(timer);
    await lease.release().catch(() => undefined);
  }
}

async function keep(lease: Lease, ms: number, lost: AbortController): Promise<void> {
  const kept = await lease.renew(ms).catch(() => false);
  if (!kept) lost.abort(new Error('the lease was lost'));
}

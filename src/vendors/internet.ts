/**
 * The public internet, as anybody sees it: name servers, web servers and registries, asked without an account. Tasks and checks that measure name it in `uses`;
 * what they get is the way to it, which in a rehearsal leads to loopback. Probes do the measuring.
 */
import type { Network } from '../core/ports.ts';
import type { Vendor } from '../core/vendor.ts';

export interface Internet {
  network: Network;
  /** One measurement per gate or verify: checks that look at the same host share what was seen. */
  once<T>(what: string, measure: () => Promise<T>): Promise<T>;
  /** Something to measure with, such as a browser: opened when the first asks for it, closed when the walk ends. */
  keep<T>(what: string, open: () => Promise<T>, close: (kept: T) => Promise<unknown>): Promise<T>;
}

export const internet: Vendor<Internet> = {
  id: 'internet',
  title: 'The public internet',
  base: 'https://rdap.org',
  credentials: [],
  token: { page: 'https://lookup.icann.org', permissions: [] },
  connect: (door) => ({
    network: door.network,
    once: (what, measure) => door.share(`seen ${what}`, measure),
    keep: (what, open, close) => door.share(`kept ${what}`, open, close),
  }),
  whoami: async () => ({ account: 'nobody', mode: 'none' }),
  explain: () => undefined,
  advice: {},
  secretFields: [],
  limits: { perSecond: 50, concurrent: 20 },
};

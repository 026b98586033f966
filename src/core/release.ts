/**
 * A release: what ran, across all vendors, after a deploy that was proven. Recorded by `phases/6.6-dashboard/release.ts`, listed by `k77 releases`, and what
 * a rollback goes back to. No secrets: sets of variables are keyed fingerprints.
 */
import type { DemandedRecord, HostId } from './host.ts';
import type { Service } from './keys.ts';

export interface Release {
  /** `r-0007` */
  id: string;
  /** ISO 8601. */
  at: string;
  /** Git commit that every service was built from, or the one of each where they differ. */
  commit: string;
  services: Readonly<Record<Service, ReleasedService>>;
  /** Ids of the Stripe prices that checkout uses. */
  prices: { monthly: string; yearly: string };
  /** Records of the domain that lead to the hosts. */
  dns: readonly DemandedRecord[];
  /** Marks the shape of the data: a release with another mark cannot simply be gone back to. */
  schema: string;
}

export interface ReleasedService {
  host: HostId;
  /** The host's id of the deployment. */
  deployment: string;
  commit: string;
  /** Keyed fingerprint of names and values. */
  variables: string;
}

/** What a `…_DEPLOYED` value says, JSON. */
export interface Deployed {
  id: string;
  commit: string;
  variables: string;
}

export const releasesFolder = 'releases';

/** The number after the newest. @param ids such as `r-0007` */
export function nextReleaseId(ids: readonly string[]): string {
  const newest = Math.max(0, ...ids.map((id) => Number(/^r-(\d+)$/.exec(id)?.[1] ?? 0)));
  return `r-${String(newest + 1).padStart(4, '0')}`;
}

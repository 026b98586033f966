/**
 * What visitors may allow or refuse. Without an optional service there is nothing to ask, and no banner. Server side; browsers get it as props.
 */
import { publicEnv } from '../site/env.ts';
import { site } from '../site/site.ts';
import { revisionOf } from './revision.ts';

export interface Purpose {
  id: 'analytics';
  title: string;
  about: string;
  services: readonly { name: string; about: string; cookies: readonly string[] }[];
}

interface Settings {
  gaId: string;
  vercelAnalytics: boolean;
  speedInsights: boolean;
}

export function purposesFor({ gaId, vercelAnalytics, speedInsights }: Settings): readonly Purpose[] {
  const services = [
    ...(gaId
      ? [{ name: 'Google Analytics', about: 'Counts visits under a pseudonym; Google receives them.', cookies: ['_ga', '_ga_*'] }]
      : []),
    ...(vercelAnalytics
      ? [{ name: 'Vercel Web Analytics', about: 'Counts visits without cookies; Vercel receives them.', cookies: [] }]
      : []),
    ...(speedInsights ? [{ name: 'Vercel Speed Insights', about: 'Measures how fast pages are; Vercel receives it.', cookies: [] }] : []),
  ];
  if (services.length === 0) return [];
  return [{ id: 'analytics', title: 'Measuring', about: 'Shows us which pages are used and where people get stuck.', services }];
}

export const purposes: readonly Purpose[] = purposesFor({ gaId: publicEnv.gaId, ...site.measuring });

/** Follows the list above: when it changes, everybody is asked again. */
export const consentRevision = revisionOf(purposes);

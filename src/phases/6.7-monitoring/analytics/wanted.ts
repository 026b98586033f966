/** What the answers say about measuring, for every task of this part. */
import type { Values } from '../../../core/keys.ts';

export const noGoogle = 'you answered that Google counts no visits';

export type Measured = 'visits' | 'speed';

/** What Vercel is to measure; nothing where the dashboard is elsewhere. */
export function wantedOfVercel({ dashboardHost, vercelAnalytics }: Partial<Values>): readonly Measured[] {
  if (dashboardHost !== 'vercel') return [];
  if (vercelAnalytics === 'both') return ['visits', 'speed'];
  return vercelAnalytics === 'visits' || vercelAnalytics === 'speed' ? [vercelAnalytics] : [];
}

/** What of these words Vercel measures: `google visits` → visits. */
export function measuredIn(text = ''): readonly Measured[] {
  return text.split(' ').filter((one): one is Measured => one === 'visits' || one === 'speed');
}

/** `https://kingdom77.com`, `http://www.kingdom77.com/` → kingdom77.com */
export function siteIn(address: string): string {
  const host = URL.canParse(address) ? new URL(address).hostname : address;
  return host.replace(/^www\./, '').toLowerCase();
}

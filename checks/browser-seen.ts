/**
 * What a browser sees of the dashboard, once for each deployment: a walk through its pages, and the question about cookies. One browser is opened for all checks and closed
 * with the walk.
 */
import type { CheckContext, Verdict } from '../src/core/check.ts';
import type { Values } from '../src/core/keys.ts';
import { type Browsing, isLacking, type Lacking, openBrowsing } from '../src/probes/browser/browsing.ts';
import type { ConsentSeen } from '../src/probes/browser/consent.ts';
import type { PageSeen } from '../src/probes/browser/tour.ts';
import { internet } from '../src/vendors/internet.ts';
import type { reviewed } from './attestable.ts';
import { served } from './dashboard-served.ts';
import { strangersLetIn } from './rate-window.ts';
import { unknown } from './verdict.ts';

type Looking = Pick<CheckContext, 'client' | 'clock' | 'signal' | 'files'> & { values: Partial<Values> & Values<'domain'> };

export function browsing({ client, clock, signal }: Pick<Looking, 'client' | 'clock' | 'signal'>): Promise<Browsing | Lacking> {
  const { network, keep } = client(internet);
  return keep(
    'browser',
    () => openBrowsing({ network, clock, signal }),
    async (open) => {
      if (!isLacking(open)) await open.close();
    },
  );
}

/** Every page that answers with one, as a stranger finds it. */
export function toured(context: Looking): Promise<readonly PageSeen[] | Lacking> {
  const { domain, DASHBOARD_DEPLOYED } = context.values;
  return context.client(internet).once(`tour ${domain} ${DASHBOARD_DEPLOYED}`, async () => {
    const [open, { pages }] = await Promise.all([browsing(context), served(context, domain)]);
    if (isLacking(open)) return open;
    const paths = pages.filter(({ status, html }) => status === 200 && html !== '').map(({ path }) => path);
    await strangersLetIn(context);
    const tour = await open.tour(`https://${domain}`, paths);
    return isLacking(tour) ? tour : tour.pages;
  });
}

/** @param expected whether somebody is to be asked */
export function consentSeen(context: Looking, expected: boolean): Promise<ConsentSeen | Lacking> {
  const { domain, DASHBOARD_DEPLOYED } = context.values;
  return context.client(internet).once(`consent ${domain} ${DASHBOARD_DEPLOYED}`, async () => {
    const [open, { pages }] = await Promise.all([browsing(context), served(context, domain)]);
    if (isLacking(open)) return open;
    const there = (path: string): boolean => pages.some((page) => page.path === path && page.status === 200);
    const other = ['/pricing', '/faq', '/legal/terms'].find(there) ?? '/';
    return open.consent({ origin: `https://${domain}`, other }, expected);
  });
}

/** Nobody could look: what is missing, the command that brings it, and who may look instead. */
export function notSeen({ lacks, fix }: Lacking, id: keyof typeof reviewed, lookFor: string): Verdict {
  return unknown(`${lacks} → ${fix}; or look yourself: ${lookFor}, then k77 attest ${id}`);
}

/** The first few, and how many more. */
export function some(wrong: readonly string[], most = 4): string[] {
  return wrong.length > most ? [...wrong.slice(0, most), `and ${wrong.length - most} more`] : [...wrong];
}

/** Pages that could not be opened are wrong whatever was looked for. */
export function unopened(pages: readonly PageSeen[]): string[] {
  return pages.flatMap(({ path, failure }) => (failure === undefined ? [] : [`${path} does not open: ${failure}`]));
}

/**
 * Stand-ins for the legal pages: clause by clause what `docs/legal.json` of the workspace says that they claim, with what its `site.config.json` and the answers
 * change; the words are few. The real ones are the template's, whose own tests hold them to their claims.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Mischief } from './mischief.ts';

/** Where the workspace is, and what k77 knows. */
export interface Ground {
  root: string;
  known: Readonly<Record<string, string>>;
}

interface Site {
  domain: string;
  business?: Record<string, unknown> & { operator?: string; address?: string[]; country?: string; register?: string; vatId?: string };
  legal?: { pages?: Record<string, boolean> };
  processors?: { hosting?: string[]; dashboard?: string; sentry?: boolean };
  measuring?: { vercelAnalytics?: boolean; speedInsights?: boolean };
  policies?: { version?: string; effective?: string };
}
interface Clause {
  id: string;
  claims: string[];
  with?: string[];
  without?: string[];
}
interface LegalRecord {
  documents: { id: string; clauses: Clause[] }[];
}

const optional: Readonly<Record<string, string>> = { 'acceptable-use': 'acceptableUse', dmca: 'dmca', community: 'community', api: 'api' };
const main = ['terms', 'privacy', 'refund', 'cookies'];

/** The links at the foot of every page. */
export async function footer(ground: Ground, { legal }: Mischief): Promise<string> {
  const site = await siteIn(ground);
  const pages = [...main, ...Object.keys(optional).filter((id) => isOn(site, id)), 'withdraw'];
  const links = pages.filter((id) => id !== legal?.unlinked).map((id) => `<a href="/legal/${id}">${id}</a>`);
  const settings =
    legal?.unlinked === 'settings' ? '' : '<a href="/legal/cookies#settings" data-cc="show-preferencesModal">Cookie settings</a>';
  return `<footer>${links.join(' ')} ${settings}</footer>`;
}

/** What stands on a legal page; undefined: there is no such page. */
export async function legalPage(path: string, ground: Ground, { legal }: Mischief): Promise<string | undefined> {
  const id = /^\/legal\/([\w-]+)$/.exec(path)?.[1] ?? '';
  const site = await siteIn(ground);
  if (id === legal?.missing) return undefined;
  if (id === 'withdraw') return '<form method="post" action="/legal/withdraw"></form>';
  if (!main.includes(id) && !isOn(site, id)) return undefined;
  const { version = '1.0', effective = '2026-01-01' } = site.policies ?? {};
  const body = (await clausesOf(id, site, ground))
    .filter((clause) => clause.id !== legal?.dropped)
    .map((clause) => rendered(clause, site, legal));
  return `<p>Version ${version}, in force from <time datetime="${effective}">${effective}</time></p>${body.join('')}<p>${legal?.text ?? ''}</p>`;
}

async function clausesOf(id: string, site: Site, ground: Ground): Promise<readonly Clause[]> {
  const documents = (await jsonIn<LegalRecord>(ground.root, 'docs/legal.json'))?.documents ?? [];
  const built = ['NEXT_PUBLIC_GA_ID', 'NEXT_PUBLIC_SENTRY_DSN'].filter((name) => ground.known[name]);
  const holds = ({ with: needed, without }: Clause): boolean =>
    (needed === undefined || needed.some((name) => built.includes(name))) && !without?.some((name) => built.includes(name));
  const clauses = documents.find((document) => document.id === id)?.clauses ?? [{ id: `${id}.rules`, claims: ['notice:30'] }];
  const merged = new Map<string, Clause>();
  for (const clause of clauses.filter(holds))
    merged.set(clause.id, { id: clause.id, claims: [...(merged.get(clause.id)?.claims ?? []), ...clause.claims] });
  const { processors = {}, measuring = {} } = site;
  const companies = merged.get('privacy.processors');
  if (companies) companies.claims = companiesOf(companies.claims, processors);
  const vercel = [
    ...(measuring.vercelAnalytics ? ['uses:vercel-analytics'] : []),
    ...(measuring.speedInsights ? ['uses:vercel-speed-insights'] : []),
  ];
  if (vercel.length > 0 && ['privacy', 'cookies'].includes(id))
    merged.set(`${id}.vercel-analytics`, { id: `${id}.vercel-analytics`, claims: vercel });
  return [...merged.values()];
}

function companiesOf(
  claims: readonly string[],
  { hosting = [], dashboard = 'vercel', sentry = false }: NonNullable<Site['processors']>,
): string[] {
  const hosts = ['railway', 'render', 'fly', 'heroku', 'digitalocean', 'vercel', 'netlify'];
  const others = claims.filter((claim) => !hosts.includes(claim.slice('uses:'.length)));
  return [...new Set([...others, ...hosting.map((host) => `uses:${host}`), `uses:${dashboard}`, ...(sentry ? ['uses:sentry'] : [])])];
}

/** Words that other clauses need than their own name. */
const says: Readonly<Record<string, string>> = {
  'privacy.california': 'In California: to know, to delete, to correct. Nobody is treated worse for using these rights.',
  'refund.contact': 'Write to billing@',
};

function rendered({ id, claims }: Clause, { domain, business = {} }: Site, legal: Mischief['legal']): string {
  const names = id === 'terms.operator' || id === 'privacy.controller';
  const country = business.country === undefined ? '' : new Intl.DisplayNames(['en'], { type: 'region' }).of(business.country);
  const operator = legal?.nameless ? [] : [business.operator, ...(business.address ?? []), country, business.register, business.vatId];
  const text = names
    ? [...operator, `contact@${domain}`].map((line) => escaped(line ?? '')).join('<br>')
    : `${says[id] ?? id.replaceAll(/[.-]/g, ' ')}${id === 'refund.contact' ? domain : ''}`;
  const made = [...claims, ...(legal?.claims?.[id] ?? [])].filter((claim) => claim !== legal?.unclaimed);
  return `<div id="${id}"${made.length > 0 ? ` data-claim="${made.join(' ')}"` : ''}><p>${text}</p></div>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function isOn({ legal }: Site, id: string): boolean {
  return legal?.pages?.[optional[id] ?? ''] === true;
}

async function siteIn({ root }: Ground): Promise<Site> {
  return (await jsonIn<Site>(root, 'site.config.json')) ?? { domain: 'kingdom77.test' };
}

/** Undefined: it has not been written yet. */
async function jsonIn<T>(root: string, path: string): Promise<T | undefined> {
  const text = await readFile(join(root, path), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as T);
}

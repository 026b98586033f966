/**
 * Marketing & Launch · the website as a visitor finds it: what it says of itself, features, prices, buttons. Whether it is beautiful a person says.
 */
import { type AnyCheck, check } from '../src/core/check.ts';
import { ask, headerValue } from '../src/probes/http/ask.ts';
import { readWords } from '../src/probes/http/clauses.ts';
import { readHead } from '../src/probes/http/head.ts';
import type { ServedPage } from '../src/probes/http/served.ts';
import { internet } from '../src/vendors/internet.ts';
import { stripe } from '../src/vendors/stripe.ts';
import { attestable } from './attestable.ts';
import { served } from './dashboard-served.ts';
import { few, placeholders } from './documents.ts';
import { webOptions } from './domain-seen.ts';
import { judge, unknown } from './verdict.ts';

/** What tools write as a title until somebody does. */
const unnamed = /^(create next app|next\.js|vite|react app|document|untitled|home)?$/i;

const landing = check({
  id: 'launch.landing',
  section: 'Marketing & Launch',
  phase: '6.8',
  title: 'The landing page is finished, and looks it',
  guide: ['post#142'],
  weight: 'warning',
  uses: [internet],
  needs: ['project', 'domain', 'DASHBOARD_SERVICE'],
  tolerates: ['DASHBOARD_DEPLOYED'],
  attestable: attestable('launch.landing'),
  async probe(context) {
    const { project, domain } = context.values;
    const page = (await served(context, domain)).pages.find(({ path }) => path === '/');
    const { title, description, picture } = readHead(page?.html ?? '', page?.url ?? `https://${domain}/`);
    const [blank] = placeholders.exec(readWords(page?.html ?? '').text) ?? [];
    const seen = picture === undefined ? undefined : await ask(picture, webOptions(context), { maxBytes: 4 * 1024 * 1024 });
    const shown = seen?.state === 'answered' && seen.status === 200 && /^image\//.test(headerValue(seen.headers, 'content-type') ?? '');
    const wrong = [
      page?.status !== 200 && `https://${domain} ${page?.status ? `answers ${page.status}` : (page?.failure ?? 'does not answer')}`,
      unnamed.test(title) && `its title is ${title === '' ? 'empty' : `"${title}"`}`,
      !unnamed.test(title) && !title.includes(project) && `its title "${title}" does not name ${project}`,
      description === '' && 'it has no description for search engines',
      picture === undefined && 'a link to it has no picture (og:image)',
      picture !== undefined && !shown && `${picture} is no picture`,
      blank && `it still says ${blank}`,
    ];
    if (!wrong.some(Boolean))
      return unknown(
        `"${title}", a description, a picture for links, no blank; whether it is good a person says: open https://${domain} on a desk and on a phone, then k77 attest launch.landing`,
      );
    return judge(context, {
      wrong,
      saw: '',
      want: `a title with ${project}, a description, a picture that is served, no blank`,
      from: `GET https://${domain}/`,
      fix: 'dashboard-frontend/app/layout.tsx and app/(site)/page.tsx hold them; then k77 deploy 6.5 6.6',
    });
  },
});

/** Things that a page tells of before it counts as a list of features. */
const fewestFeatures = 3;

const features = check({
  id: 'launch.features',
  section: 'Marketing & Launch',
  phase: '6.8',
  title: 'A page shows what the bot does, and others lead there',
  guide: ['post#143'],
  weight: 'warning',
  uses: [internet],
  needs: ['domain', 'DASHBOARD_SERVICE'],
  tolerates: ['DASHBOARD_DEPLOYED'],
  async probe(context) {
    const { domain } = context.values;
    const { pages } = await served(context, domain);
    const page =
      pages.find(({ path }) => path === '/features') ?? pages.find(({ path, html }) => path === '/' && /id="features"/.test(html));
    const headings = [...(page?.html ?? '').matchAll(/<h[23]\b/g)].length;
    const [blank] = placeholders.exec(readWords(page?.html ?? '').text) ?? [];
    const leads = pages.some(({ path, html }) => path === '/' && /href="[^"]*(\/features|#features)"/.test(html));
    return judge(context, {
      wrong: [
        !page && `https://${domain} has no page /features and no part with that name`,
        page && page.status !== 200 && `https://${domain}${page.path} answers ${page.status ?? page.failure}`,
        page?.status === 200 && headings < fewestFeatures && `${page.path} has ${headings === 1 ? '1 heading' : `${headings} headings`}`,
        blank && `${page?.path} still says ${blank}`,
        page && !leads && 'the landing page does not lead there',
      ],
      saw: `${headings} headings at https://${domain}${page?.path}, linked from the landing page`,
      want: `at least ${fewestFeatures} things with a heading each, linked from the landing page`,
      from: `GET https://${domain}/features`,
      fix: 'dashboard-frontend/app/(site)/features/page.tsx; then k77 deploy 6.5 6.6',
    });
  },
});

const prices = check({
  id: 'launch.prices',
  section: 'Marketing & Launch',
  phase: '6.8',
  title: 'The pricing page shows what Stripe charges, in its currency',
  guide: ['post#144'],
  weight: 'warning',
  uses: [stripe, internet],
  needs: ['domain', 'DASHBOARD_SERVICE', 'STRIPE_SECRET_KEY', 'STRIPE_PRICE_PREMIUM_MONTHLY', 'STRIPE_PRICE_PREMIUM_YEARLY'],
  tolerates: ['DASHBOARD_DEPLOYED'],
  async probe(context) {
    const { domain, STRIPE_PRICE_PREMIUM_MONTHLY: monthly, STRIPE_PRICE_PREMIUM_YEARLY: yearly } = context.values;
    const client = context.client(stripe);
    const [{ pages }, ...charged] = await Promise.all([
      served(context, domain),
      client.prices.retrieve(monthly),
      client.prices.retrieve(yearly),
    ]);
    const page = pages.find(({ path }) => path === '/pricing') ?? pages.find(({ path }) => path === '/premium');
    const words = page?.status === 200 ? readWords(page.html).text.replaceAll(/\s/g, ' ') : undefined;
    const shown = charged.map((price) => spelled(price.unit_amount ?? 0, price.currency));
    const untold = words === undefined ? [] : shown.filter((ways) => !ways.some((way) => words.includes(way)));
    return judge(context, {
      wrong: [
        !page && `https://${domain} has no page /pricing`,
        page && words === undefined && `https://${domain}${page.path} answers ${page.status ?? page.failure}`,
        ...untold.map(([amount]) => `${page?.path} does not say ${amount}, which Stripe charges`),
        words !== undefined && !/cancel/i.test(words) && `${page?.path} does not say how it ends`,
      ],
      saw: `${shown.map(([amount]) => amount).join(' and ')} at https://${domain}${page?.path}, as Stripe charges, and how it ends`,
      want: 'both prices as Stripe has them, and how a subscription ends',
      from: `Stripe GET /v1/prices/{id} and GET https://${domain}/pricing`,
      fix: 'k77 deploy 6.1 makes prices and site.config.json agree; k77 deploy 6.5 6.6 builds the page from it',
    });
  },
});

/** "$9.99", "US$9.99", "USD 9.99", "9,99 $": as pages write an amount, the usual first. @param minor in the smallest unit, as Stripe counts */
function spelled(minor: number, currency: string): string[] {
  const style = { style: 'currency', currency: currency.toUpperCase() } as const;
  const { maximumFractionDigits: digits = 2 } = new Intl.NumberFormat('en-US', style).resolvedOptions();
  // Stripe takes amounts of these in hundredths, although they have no such coin any more.
  const decimals = ['isk', 'ugx', 'huf', 'twd'].includes(currency.toLowerCase()) ? 2 : digits;
  const displays = ['narrowSymbol', 'symbol', 'code'] as const;
  const ways = ['en-US', 'de-DE', 'fr-FR'].flatMap((language) =>
    displays.map((currencyDisplay) => new Intl.NumberFormat(language, { ...style, currencyDisplay }).format(minor / 10 ** decimals)),
  );
  return [...new Set(ways.map((way) => way.replaceAll(/\s/g, ' ')))];
}

const calls = check({
  id: 'launch.calls',
  section: 'Marketing & Launch',
  phase: '6.8',
  title: 'The buttons lead where they say: add the bot, log in, buy',
  guide: ['post#145'],
  weight: 'warning',
  uses: [internet],
  needs: ['domain', 'DASHBOARD_SERVICE', 'DISCORD_CLIENT_ID'],
  tolerates: ['DASHBOARD_DEPLOYED'],
  async probe(context) {
    const { domain, DISCORD_CLIENT_ID: id } = context.values;
    const { pages } = await served(context, domain);
    const at = (path: string): ServedPage | undefined => pages.find((page) => page.path === path);
    const invite = at('/')
      ?.contents.links.map((link) => new URL(link))
      .find(isInvite);
    const scopes = invite?.searchParams.get('scope')?.split(/[\s+]/);
    const named = invite?.searchParams.get('client_id') ?? /\/(\d{17,20})/.exec(invite?.pathname ?? '')?.[1];
    const own = [...new Set(['/', '/pricing'].flatMap((path) => linksOn(at(path), domain)))];
    const dead = own.filter((path) => (at(path)?.status ?? 200) >= 400 || at(path)?.failure !== undefined);
    return judge(context, {
      wrong: [
        !invite && 'no button of the landing page adds the bot to a server',
        invite && named !== id && `the invitation is of the application ${named ?? 'of nobody'}, not of ${id}`,
        scopes !== undefined && !scopes.includes('bot') && 'the invitation does not ask for the bot (scope bot)',
        !own.some((path) => /^\/(login|servers|dashboard)$/.test(path)) && 'neither landing page nor prices lead to a login',
        !linksOn(at('/pricing'), domain).some((path) => /^\/(servers|login|checkout|premium|dashboard)/.test(path)) &&
          'the prices lead to no place where they can be paid',
        dead.length > 0 && `they lead to ${few(dead)}, which ${dead.length === 1 ? 'is' : 'are'} not there`,
      ],
      saw: `the invitation is of ${id}${scopes ? ` with ${scopes.join(' and ')}` : ''}; ${own.length} links of landing page and prices, none is dead`,
      want: `an invitation of ${id}, ways to log in and to buy, no dead link`,
      from: `the links on https://${domain}/ and /pricing`,
      fix: 'dashboard-frontend/site/links.ts holds every address, links.invite of site.config.json wins over it; then k77 deploy 6.5 6.6',
    });
  },
});

/** Discord's page for adding a bot. */
function isInvite({ hostname, pathname }: URL): boolean {
  return (
    /(^|\.)discord\.com$/.test(hostname) &&
    /\/oauth2\/authorize$|^\/application-directory\/\d+|^\/discovery\/applications\/\d+/.test(pathname)
  );
}

function linksOn(page: ServedPage | undefined, domain: string): string[] {
  const found = (page?.contents.links ?? []).map((link) => new URL(link));
  return found.filter(({ hostname }) => hostname === domain).map(({ pathname }) => pathname);
}

export const website: readonly AnyCheck[] = [landing, features, prices, calls];

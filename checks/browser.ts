/**
 * Testing, Security · the dashboard in a real browser: its console, its layout on phones, Lighthouse, axe, and what it asks for without encryption.
 */
import { type AnyCheck, check } from '../src/core/check.ts';
import { isLacking } from '../src/probes/browser/browsing.ts';
import type { ServedPage } from '../src/probes/http/served.ts';
import { internet } from '../src/vendors/internet.ts';
import { attestable } from './attestable.ts';
import { browserConsent } from './browser-consent.ts';
import { browserLighthouse } from './browser-lighthouse.ts';
import { browserScreenshots } from './browser-screenshots.ts';
import { notSeen, some, toured, unopened } from './browser-seen.ts';
import { served } from './dashboard-served.ts';
import { judge } from './verdict.ts';

const needs = ['domain', 'DASHBOARD_SERVICE'] as const;

const console_ = check({
  id: 'dashboard.console',
  section: 'Testing',
  phase: '6.6',
  title: 'The browser’s console shows no error on any page',
  guide: ['6.6#027', 'post#045'],
  weight: 'warning',
  uses: [internet],
  needs,
  tolerates: ['DASHBOARD_DEPLOYED'],
  lane: 'browser',
  attestable: attestable('dashboard.console'),
  async probe(context) {
    const { domain } = context.values;
    const { files, pages: seen } = await served(context, domain);
    const about = {
      want: 'scripts and styles that arrive and are allowed, and a console without an error',
      from: `the pages of https://${domain} and what they load, in Chromium`,
      fix: 'deploy the dashboard again: k77 deploy 6.6; what the page complains of tells its file and line',
    };
    // What is not served needs no browser to be missed.
    const broken = [
      ...files.flatMap(({ kind, url, page, status, failure, type }) => {
        if (kind === 'image') return [];
        if (status !== 200) return [`${url} on ${page}: ${failure ?? status}`];
        const good = kind === 'script' ? /javascript/.test(type) : type === 'text/css';
        return good ? [] : [`${url} on ${page} is ${type || 'nothing'}, no ${kind}`];
      }),
      ...seen.flatMap((page) => (refused(page) > 0 ? [`the policy of ${page.path} refuses ${refused(page)} of its own scripts`] : [])),
    ];
    if (broken.length > 0) return judge(context, { ...about, wrong: some(broken), saw: '' });
    const tour = await toured(context);
    if (isLacking(tour)) return notSeen(tour, 'dashboard.console', `open every page of https://${domain} with the console`);
    const closed = tour.filter((page) => page.closed.length > 0).length;
    const wrong = [...unopened(tour), ...tour.flatMap(({ path, errors }) => errors.map((error) => `${path}: ${error}`))];
    return judge(context, {
      ...about,
      wrong: some(wrong),
      saw: `${tour.length} pages opened, ${files.length} scripts, styles and pictures loaded, no error in the console${closed > 0 ? ` (${closed} pages ask who is there and hear 401 without a login, as they should)` : ''}`,
    });
  },
});

/** Scripts that a policy with a nonce does not know: browsers leave them out, and say so in the console. */
function refused({ html, policy }: ServedPage): number {
  const [nonce] = /'nonce-[^']+'/.exec(policy) ?? [];
  if (nonce === undefined) return 0;
  const wanted = nonce.slice("'nonce-".length, -1);
  const scripts = [...html.matchAll(/<script\b([^>]*)>/g)].map(([, attributes = '']) => attributes);
  const runs = scripts.filter((attributes) => !/type="(application\/(ld\+)?json|speculationrules)"/.test(attributes));
  return runs.filter((attributes) => !attributes.includes(`nonce="${wanted}"`)).length;
}

const mobile = check({
  id: 'dashboard.mobile',
  section: 'Testing',
  phase: '6.6',
  title: 'Every page fits a phone, can be used with a finger, and its menu opens',
  guide: ['6.6#026', 'post#043'],
  weight: 'warning',
  uses: [internet],
  needs,
  tolerates: ['DASHBOARD_DEPLOYED'],
  lane: 'browser',
  attestable: attestable('dashboard.mobile'),
  async probe(context) {
    const { domain } = context.values;
    const { pages: seen } = await served(context, domain);
    const wide = seen.filter(({ html }) => html !== '' && !/<meta[^>]+name="viewport"[^>]+width=device-width/.test(html));
    const about = {
      want: 'nothing wider than screens of 375 and 320 px, targets of 24 × 24 px or with room around them, a menu that opens at a touch',
      from: `the pages of https://${domain} in Chromium, as a phone of 375 × 812 and of 320 px`,
    };
    if (wide.length > 0)
      return judge(context, {
        ...about,
        wrong: some(wide.map(({ path }) => `phones show ${path} as wide as a desk`)),
        saw: '',
        fix: 'Next.js writes <meta name="viewport"> unless app/layout.tsx says otherwise (its export "viewport"); then k77 deploy 6.6',
      });
    const tour = await toured(context);
    if (isLacking(tour)) return notSeen(tour, 'dashboard.mobile', `open https://${domain} on a phone`);
    return judge(context, {
      ...about,
      wrong: some([
        ...unopened(tour),
        ...tour.flatMap(({ path, widths }) =>
          widths.flatMap(({ screen, over, widest }) =>
            over > 0 ? [`${path} is ${over} px too wide for ${screen} px${widest === '' ? '' : ` (${widest})`}`] : [],
          ),
        ),
        ...tour.flatMap(({ path, small }) => small.map(({ count, first }) => `${path}: ${count} too small for a finger, ${first} first`)),
        ...tour.flatMap(({ path, menu }) =>
          menu === 'none' || menu === 'opens'
            ? []
            : [`${path}: links of the menu are hidden, and ${menu === 'no button' ? 'nothing opens it' : 'its button does not open it'}`],
        ),
      ]),
      saw: `${tour.length} pages, nothing wider than 375 and 320 px, every target large enough; the menu opens on ${tour.filter(({ menu }) => menu === 'opens').length}`,
      fix: 'the style sheet of the part that is named (overflow-wrap, flex-wrap, min-height: 24px); then k77 deploy 6.6',
    });
  },
});

const accessible = check({
  id: 'dashboard.accessible',
  section: 'Testing',
  phase: '6.6',
  title: 'Nobody is kept out of a page: no serious violation of WCAG 2, A and AA',
  guide: ['post#142'],
  weight: 'warning',
  uses: [internet],
  needs,
  tolerates: ['DASHBOARD_DEPLOYED'],
  lane: 'browser',
  attestable: attestable('dashboard.accessible'),
  async probe(context) {
    const { domain } = context.values;
    const tour = await toured(context);
    if (isLacking(tour)) return notSeen(tour, 'dashboard.accessible', 'run the axe extension of a browser on every page');
    const found = tour.flatMap(({ path, violations }) => violations.map((violation) => ({ path, ...violation })));
    const grave = found.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    const lesser = found.length - grave.length;
    return judge(context, {
      wrong: some([
        ...unopened(tour),
        ...grave.map(({ path, rule, impact, help, count, first }) => `${path}: ${rule} (${impact}, ${count} ×): ${help}, at ${first}`),
      ]),
      saw: `${tour.length} pages, no serious and no critical violation${lesser > 0 ? `, ${lesser} lesser ones` : ''}`,
      want: 'no violation of WCAG 2.0 and 2.1, A and AA, that axe calls serious or critical',
      from: `axe-core in Chromium, on the pages of https://${domain}`,
      fix: 'https://dequeuniversity.com/rules/axe tells for each rule how it is kept; then k77 deploy 6.6',
    });
  },
});

const encrypted = check({
  id: 'dashboard.encrypted',
  section: 'Security',
  phase: '6.6',
  title: 'No page asks for anything without encryption',
  guide: ['post#075'],
  weight: 'warning',
  uses: [internet],
  needs,
  tolerates: ['DASHBOARD_DEPLOYED'],
  lane: 'browser',
  attestable: attestable('dashboard.encrypted'),
  async probe(context) {
    const { domain } = context.values;
    const { pages } = await served(context, domain);
    // What stands in the HTML needs no browser to be seen.
    const written = pages.flatMap(({ path, contents }) =>
      contents.resources.filter(({ url }) => url.startsWith('http:')).map(({ url }) => `${path} asks for ${url.replace(/[?#].*$/, '')}`),
    );
    const tour = written.length > 0 ? [] : await toured(context);
    if (isLacking(tour)) return notSeen(tour, 'dashboard.encrypted', 'the lock beside the address of every page, and its console');
    return judge(context, {
      wrong: some([
        ...written,
        ...unopened(tour),
        ...tour.flatMap(({ path, insecure }) => insecure.map((url) => `${path} asks for ${url}`)),
      ]),
      saw: `${tour.length} pages, and every script, style, picture and request of theirs by HTTPS`,
      want: 'https:// in every address that a page loads, calls or sends a form to',
      from: `the pages of https://${domain}, and every request that they made in Chromium`,
      fix: 'write https:// in the place that is named, or leave the scheme out; then k77 deploy 6.6',
    });
  },
});

export const browser: readonly AnyCheck[] = [
  console_,
  mobile,
  ...browserLighthouse,
  accessible,
  encrypted,
  ...browserConsent,
  ...browserScreenshots,
];

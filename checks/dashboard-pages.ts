/**
 * Services and testing · the dashboard as browsers are served it: pages, scripts, pictures, speed, and the way to the API.
 */
import { type AnyCheck, check } from '../src/core/check.ts';
import { hostsOf } from '../src/phases/6.4-domain/hosts.ts';
import { readPolicies } from '../src/probes/headers/policy.ts';
import { ask, headerValue } from '../src/probes/http/ask.ts';
import type { ServedPage } from '../src/probes/http/served.ts';
import { probeTiming } from '../src/probes/http/timing.ts';
import { internet } from '../src/vendors/internet.ts';
import { served } from './dashboard-served.ts';
import { webOptions } from './domain-seen.ts';
import { held } from './held.ts';
import { judge, unknown } from './verdict.ts';

const broken = /id="__next_error__"|Application error: a (client|server)-side exception/;

const pages = check({
  id: 'dashboard.pages',
  section: 'Services',
  phase: '6.6',
  title: 'Every page of the dashboard answers, and none of them with an error',
  guide: ['6.6/9', '6.6#020', '6.6#025', 'post#040'],
  settings: held('6.6/8:headers'),
  weight: 'blocker',
  uses: [internet],
  needs: ['domain', 'DASHBOARD_SERVICE'],
  tolerates: ['DASHBOARD_DEPLOYED'],
  async probe(context) {
    const { domain } = context.values;
    const [seen, stray] = await Promise.all([
      served(context, domain),
      ask(`https://${domain}/k77/there-is-no-such-page`, webOptions(context)),
    ]);
    return judge(context, {
      wrong: [
        ...some(
          seen.pages.flatMap((page) => {
            if (page.status === undefined) return [`${page.path}: ${page.failure}`];
            if (page.status !== 200) return [`${page.path} answers ${page.status}`];
            if (page.html === '') return [`${page.path} is no page`];
            return broken.test(page.html) ? [`${page.path} shows an error`] : [];
          }),
        ),
        stray.state === 'answered' && stray.status !== 404 && `an address that does not exist answers ${stray.status}, not 404`,
      ],
      saw: `${seen.pages.length} pages, each 200: ${seen.pages.map(({ path }) => path).join(' ')}`,
      want: '200 and a page without an error from every address that the folder of the dashboard names; 404 from others',
      from: `GET https://${domain}/ and ${seen.pages.length - 1} more`,
      fix: 'the log of the deployment at the host of the dashboard says why; when it is mended: k77 deploy 6.6',
    });
  },
});

/** Milliseconds: the guide's. */
const slowest = 2000;

const fast = check({
  id: 'dashboard.fast',
  section: 'Testing',
  phase: '6.6',
  title: 'The dashboard answers in less than two seconds',
  guide: ['6.6/15', 'post#104'],
  weight: 'warning',
  uses: [internet],
  needs: ['domain', 'DASHBOARD_SERVICE'],
  tolerates: ['DASHBOARD_DEPLOYED'],
  async probe(context) {
    const url = `https://${context.values.domain}/`;
    const { total, firstByte, failures, statuses } = await probeTiming(url, { ...webOptions(context), samples: 3 });
    const [failure] = Object.keys(failures);
    return judge(context, {
      wrong: [
        failure && `it does not answer: ${failure}`,
        !failure && total.medianMs >= slowest && `${Math.round(total.medianMs)} ms in the middle, ${Math.round(total.worstMs)} ms at worst`,
      ],
      saw: `${Math.round(total.medianMs)} ms in the middle of ${total.samples} (first byte after ${Math.round(firstByte.medianMs)} ms), status ${Object.keys(statuses).join(', ')}`,
      want: `less than ${slowest} ms, from here`,
      from: `GET ${url}, each time on a new connection`,
      fix: 'k77 probe http <url> shows which phase is slow; whether host and database stand in one region: k77 verify infrastructure',
    });
  },
});

const images = check({
  id: 'dashboard.images',
  section: 'Services',
  phase: '6.6',
  title: 'Pictures arrive, and those of Discord may be shown',
  guide: ['6.6/12', '6.6#028'],
  settings: held('6.6/8:images', '6.6/12:images'),
  weight: 'warning',
  uses: [internet],
  needs: ['domain', 'DASHBOARD_SERVICE'],
  tolerates: ['DASHBOARD_DEPLOYED'],
  async probe(context) {
    const { files, pages: seen } = await served(context, context.values.domain);
    const discord = 'https://cdn.discordapp.com';
    const avatar = await ask(`${discord}/embed/avatars/0.png`, webOptions(context));
    const shown = files.filter(({ kind }) => kind === 'image');
    const refusing = seen.filter(({ policy, status }) => status === 200 && !allows(policy, 'img-src', discord));
    return judge(context, {
      wrong: [
        ...some(
          shown.flatMap(({ url, page, status, failure, type }) => [
            ...(status === 200 ? [] : [`${url} on ${page}: ${failure ?? status}`]),
            ...(status === 200 && !type.startsWith('image/') ? [`${url} on ${page} is ${type || 'nothing'}, no picture`] : []),
          ]),
        ),
        refusing.length > 0 && `the content security policy of ${refusing[0]?.path} keeps pictures of ${discord} out`,
        avatar.state === 'failed' && `${discord} does not answer: ${avatar.failure}`,
      ],
      saw: `${shown.length} pictures on ${seen.length} pages; icons of servers and people may come from ${discord}`,
      want: `every picture 200 and a picture; ${discord} allowed (i.imgur.com is asked for by nothing in the generated pages)`,
      from: 'the pages, their pictures and their content security policies',
      fix: 'put the missing picture below dashboard-frontend/public, or allow its host in dashboard-frontend/site/security.ts; then k77 deploy 6.6',
    });
  },
});

const apiReached = check({
  id: 'dashboard.api-reached',
  section: 'Services',
  phase: '6.6',
  title: 'The pages know the API’s address, and may call it',
  guide: ['6.6#021', 'post#101'],
  weight: 'blocker',
  uses: [internet],
  needs: ['domain', 'DASHBOARD_SERVICE', 'API_SERVICE'],
  tolerates: ['DASHBOARD_DEPLOYED'],
  async probe(context) {
    const { domain } = context.values;
    const api = `https://${hostsOf(domain).api}`;
    const origin = `https://${domain}`;
    const [{ files, pages: seen }, answer] = await Promise.all([
      served(context, domain),
      ask(`${api}/health`, { ...webOptions(context) }, { headers: { origin } }),
    ]);
    const knowing = [...files.map(({ text }) => text), ...seen.map(({ html }) => html)].some((text) => text.includes(api));
    const kept = seen.filter(({ policy, status }) => status === 200 && !allows(policy, 'connect-src', api));
    const header = (name: string): string | undefined => (answer.state === 'answered' ? headerValue(answer.headers, name) : undefined);
    return judge(context, {
      wrong: [
        !knowing && `no page and no script names ${api}`,
        kept.length > 0 && `the content security policy of ${kept[0]?.path} keeps ${api} out`,
        answer.state === 'failed' && `${api} does not answer: ${answer.failure}`,
        answer.state === 'answered' && answer.status >= 500 && `${api}/health answers ${answer.status}`,
        answer.state === 'answered' &&
          (header('access-control-allow-origin') !== origin || header('access-control-allow-credentials') !== 'true') &&
          `${api} does not let pages of ${origin} read its answers`,
      ],
      saw: `${api} stands in what browsers load, every policy allows it, and it answers ${origin} with cookies`,
      want: `NEXT_PUBLIC_API_URL built in as ${api}, allowed by every page’s policy, and an API that answers ${origin}`,
      from: `the pages and scripts of ${origin}, and GET ${api}/health with their origin`,
      fix: 'k77 deploy --only dashboard.variables --only dashboard.deployed builds the present address in; CORS: k77 verify services',
    });
  },
});

const why = 'only somebody who sees it in a browser can tell';
const lookFor = (what: string, id: string): string => `${what}; then k77 attest ${id}`;

const console_ = check({
  id: 'dashboard.console',
  section: 'Testing',
  phase: '6.6',
  title: 'The browser’s console shows no error',
  guide: ['6.6#027', 'post#045'],
  weight: 'warning',
  uses: [internet],
  needs: ['domain', 'DASHBOARD_SERVICE'],
  tolerates: ['DASHBOARD_DEPLOYED'],
  attestable: { days: 90, why },
  async probe(context) {
    const { domain } = context.values;
    const { files, pages: seen } = await served(context, domain);
    const wrong = [
      ...files.flatMap(({ kind, url, page, status, failure, type }) => {
        if (kind === 'image') return [];
        if (status !== 200) return [`${url} on ${page}: ${failure ?? status}`];
        const good = kind === 'script' ? /javascript/.test(type) : type === 'text/css';
        return good ? [] : [`${url} on ${page} is ${type || 'nothing'}, no ${kind}`];
      }),
      ...seen.flatMap((page) => (refused(page) > 0 ? [`the policy of ${page.path} refuses ${refused(page)} of its own scripts`] : [])),
    ];
    if (wrong.length === 0)
      return unknown(
        lookFor(
          `all ${files.length} scripts and styles arrive, and every policy lets its own scripts run; what they do then a browser shows: open https://${domain} with its console`,
          'dashboard.console',
        ),
      );
    return judge(context, {
      wrong: some(wrong),
      saw: '',
      want: 'scripts and styles that arrive and are allowed, and a console without an error',
      from: `the pages of https://${domain} and what they load`,
      fix: 'deploy the dashboard again: k77 deploy 6.6',
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
  title: 'The dashboard is made for phones, too',
  guide: ['6.6#026', 'post#043'],
  weight: 'warning',
  uses: [internet],
  needs: ['domain', 'DASHBOARD_SERVICE'],
  tolerates: ['DASHBOARD_DEPLOYED'],
  attestable: { days: 180, why },
  async probe(context) {
    const { domain } = context.values;
    const { pages: seen } = await served(context, domain);
    const wide = seen.filter(({ html }) => html !== '' && !/<meta[^>]+name="viewport"[^>]+width=device-width/.test(html));
    if (wide.length === 0)
      return unknown(
        lookFor(
          `every page takes the width of the screen; how it looks there a person sees: open https://${domain} on a phone`,
          'dashboard.mobile',
        ),
      );
    return judge(context, {
      wrong: some(wide.map(({ path }) => `phones show ${path} as wide as a desk`)),
      saw: '',
      want: '<meta name="viewport" content="width=device-width"> on every page',
      from: `the pages of https://${domain}`,
      fix: 'Next.js writes it unless app/layout.tsx says otherwise (its export "viewport"); then k77 deploy 6.6',
    });
  },
});

/** Scripts that measure visitors, whoever serves them. */
const measuring =
  /\/_vercel\/(insights|speed-insights)\/|va\.vercel-scripts\.com|googletagmanager\.com|google-analytics\.com|plausible\.io|hotjar|clarity\.ms/;

const analytics = check({
  id: 'dashboard.analytics',
  section: 'Legal & Compliance',
  phase: '6.6',
  title: 'Visitors are measured only when they have allowed it',
  guide: ['6.6/12', '6.6/15', '6.6#017'],
  settings: held('6.6/12:analytics', '6.6/15:analytics', '6.6/15:speed-insights'),
  weight: 'warning',
  uses: [internet],
  needs: ['domain', 'DASHBOARD_SERVICE'],
  tolerates: ['DASHBOARD_DEPLOYED'],
  async probe(context) {
    const { domain } = context.values;
    const { pages: seen, files } = await served(context, domain);
    const asked = seen.flatMap(({ path, contents }) =>
      contents.resources.filter(({ url }) => measuring.test(url)).map(({ url }) => `${path} loads ${url} before anybody was asked`),
    );
    const strangers = [
      ...new Set(files.flatMap(({ url, kind }) => (kind === 'script' && new URL(url).hostname !== domain ? [new URL(url).hostname] : []))),
    ];
    // Looking a name up, or opening a connection ahead of time, tells the visitor's address as well.
    const ahead = seen.flatMap(({ path, html }) =>
      [...html.matchAll(/<link\b[^>]*\brel="(?:preconnect|dns-prefetch|preload|prefetch)"[^>]*>/gi)]
        .filter(([link]) => measuring.test(link))
        .map(([link]) => `${path} announces ${/href="([^"]*)"/.exec(link)?.[1] ?? 'it'} before anybody was asked`),
    );
    return judge(context, {
      wrong: some([...asked, ...ahead, ...strangers.map((host) => `pages load scripts of ${host}`)]),
      saw: `${seen.length} pages load nothing that measures, and no script of anybody else, for a visitor who was not asked yet`,
      want: 'no measuring and no foreign script before a visitor has allowed it',
      from: `the pages of https://${domain}, as a first visitor gets them`,
      fix: 'switch Analytics and Speed Insights off at the host, or load them through the consent of dashboard-frontend/consent; then k77 deploy 6.6',
    });
  },
});

const vitals = check({
  id: 'dashboard.vitals',
  section: 'Testing',
  phase: '6.6',
  title: 'Pages paint within 2.5 s, answer within 200 ms and do not jump',
  guide: ['6.6/15', '6.6#019', 'post#044'],
  settings: held('6.6/15:lcp', '6.6/15:fid', '6.6/15:cls'),
  weight: 'warning',
  uses: [],
  needs: ['domain', 'DASHBOARD_SERVICE'],
  tolerates: ['DASHBOARD_DEPLOYED'],
  attestable: { days: 90, why: 'LCP, INP and CLS happen in browsers; from here only answers can be timed' },
  async probe({ values: { domain } }) {
    return unknown(
      `measure it where browsers are: https://pagespeed.web.dev/analysis?url=https%3A%2F%2F${domain}%2F (LCP below 2.5 s, INP below 200 ms, which took the place of FID in 2024, CLS below 0.1); then k77 attest dashboard.vitals`,
    );
  },
});

/** The first few, and how many more. */
function some(wrong: readonly string[]): string[] {
  return wrong.length > 4 ? [...wrong.slice(0, 4), `and ${wrong.length - 4} more`] : [...wrong];
}

/** Without a policy everything is allowed. @param source an origin */
function allows(policy: string, directive: string, source: string): boolean {
  const policies = readPolicies([policy]) ?? [];
  return policies.every((one) => {
    const sources = one.get(directive) ?? one.get('default-src');
    return sources === undefined || sources.some((allowed) => ['*', 'https:', source, `${source}/`].includes(allowed));
  });
}

export const dashboardPages: readonly AnyCheck[] = [pages, fast, images, apiReached, console_, mobile, analytics, vitals];

/**
 * Services and testing · the dashboard as browsers are served it: pages, scripts, pictures, speed, and the way to the API.
 */
import { type AnyCheck, check } from '../src/core/check.ts';
import { hostsOf } from '../src/phases/6.4-domain/hosts.ts';
import { readPolicies } from '../src/probes/headers/policy.ts';
import { ask, headerValue } from '../src/probes/http/ask.ts';
import type { ServedPage } from '../src/probes/http/served.ts';
import { latencyOf } from '../src/probes/statistics.ts';
import { internet } from '../src/vendors/internet.ts';
import { served } from './dashboard-served.ts';
import { webOptions } from './domain-seen.ts';
import { held } from './held.ts';
import { latencyWords, timedAnswers } from './timed-answers.ts';
import { judge, wrongFor } from './verdict.ts';

const broken = /id="__next_error__"|Application error: a (client|server)-side exception/;

const pages = check({
  id: 'dashboard.pages',
  section: 'Services',
  phase: '6.6',
  title: 'Every page of the dashboard answers, and none of them with an error',
  guide: ['6.6/9', '6.6#020', '6.6#025', 'post#040', 'rollback#002'],
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
    const bad = some(seen.pages.flatMap((page) => troubleWith(page) ?? []));
    // Of a dashboard whose first page fails nothing can be said to load.
    const start = seen.pages.some((page) => page.path === '/' && troubleWith(page) !== undefined);
    return judge(context, {
      wrong: [
        ...(start ? bad : bad.map((problem) => wrongFor(['6.6#025', 'post#040', 'rollback#002'], problem))),
        wrongFor(
          ['6.6#025'],
          stray.state === 'answered' && stray.status !== 404 && `an address that does not exist answers ${stray.status}, not 404`,
        ),
      ],
      saw: `${seen.pages.length} pages, each 200: ${seen.pages.map(({ path }) => path).join(' ')}`,
      want: '200 and a page without an error from every address that the folder of the dashboard names; 404 from others',
      from: `GET https://${domain}/ and ${seen.pages.length - 1} more`,
      fix: 'the log of the deployment at the host of the dashboard says why; when it is mended: k77 deploy 6.6',
    });
  },
});

function troubleWith({ path, status, failure, html }: ServedPage): string | undefined {
  if (status === undefined) return `${path}: ${failure}`;
  if (status !== 200) return `${path} answers ${status}`;
  if (html === '') return `${path} is no page`;
  return broken.test(html) ? `${path} shows an error` : undefined;
}

/** Milliseconds: the guide's. */
const slowest = 2000;
const fastSamples = 5;

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
    const { whole, wrong, away } = await timedAnswers(context, [url], fastSamples);
    return judge(context, {
      wrong: [...wrong, whole.length > 0 && latencyOf(whole).medianMs >= slowest && latencyWords(whole)],
      saw: `${latencyWords(whole)}, each time on a new connection; the way there and back takes ${away} ms of it, several times`,
      want: `less than ${slowest} ms in the middle, from here`,
      from: `GET ${url}, one after the other`,
      fix: 'k77 probe http <url> shows which phase is slow; whether host and database stand in one region: k77 verify infrastructure',
      samples: [{ name: 'dashboard', unit: 'ms', values: whole, limit: slowest }],
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

export const dashboardPages: readonly AnyCheck[] = [pages, fast, images, apiReached, analytics];

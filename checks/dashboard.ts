/**
 * Services · the dashboard at its host: variables, settings, what runs, its names, its previews, its plan; and the release that all of it is part of.
 */
import { type AnyCheck, check } from '../src/core/check.ts';
import { hostVendors } from '../src/hosts/hosts.ts';
import { hostsOf } from '../src/phases/6.4-domain/hosts.ts';
import { at, keysAt } from '../src/phases/6.5-bot/hosted-service.ts';
import { nameKeys } from '../src/phases/6.5-bot/names.ts';
import { namesFor } from '../src/phases/6.6-dashboard/domains.ts';
import { inWords } from '../src/phases/6.6-dashboard/domains-live.ts';
import { ask } from '../src/probes/http/ask.ts';
import { probeRedirects } from '../src/probes/http/redirects.ts';
import { cloudflare } from '../src/vendors/cloudflare.ts';
import { git } from '../src/vendors/git.ts';
import { internet } from '../src/vendors/internet.ts';
import { newestRuns, variablesOf } from './dashboard-hosted.ts';
import { served } from './dashboard-served.ts';
import { webOptions } from './domain-seen.ts';
import { held } from './held.ts';
import { driftIn, inShort, serviceOf, variableInShort, where } from './hosting-seen.ts';
import { judge, unknown, wrongFor } from './verdict.ts';

const vendors = hostVendors('dashboard');

const variablesSet = check({
  id: 'dashboard.variables-set',
  section: 'Services',
  phase: '6.6',
  title: 'The dashboard has its variables, and no secret is among them',
  guide: ['6.6/7', '6.6#012', 'post#074'],
  weight: 'blocker',
  uses: vendors,
  needs: keysAt('dashboard'),
  probe: (context) =>
    variablesOf(context, 'dashboard', {
      want: 'what the pages need to know, as it is kept; nothing that takes money or opens an account',
      fix: 'k77 deploy 6.6 sets what differs and builds anew; delete a secret at the host, and replace it at its vendor',
      differing: ['6.6#012'],
      refuse: (names) =>
        names
          .filter((name) => /(SECRET|PASSWORD|PRIVATE|(?<!PUBLIC_\w*)TOKEN|MONGODB|REDIS)/.test(name))
          .map((name) => wrongFor(['post#074'], `it has ${name}`)),
    }),
});

const settings = check({
  id: 'dashboard.settings',
  section: 'Services',
  phase: '6.6',
  title: 'The dashboard is built as the Next.js project that it is, and served packed and cached',
  guide: ['6.6/6', '6.6/8', '6.6/12', '6.6#016'],
  settings: held('6.6/8:standalone', '6.6/12:splitting', '6.6/12:compression', '6.6/12:caching'),
  weight: 'blocker',
  task: 'dashboard.service',
  uses: [...vendors, internet],
  needs: [...keysAt('dashboard'), 'domain'],
  tolerates: ['DASHBOARD_DEPLOYED', nameKeys.dashboard],
  async probe(context) {
    const drift = await driftIn(context, ['dashboard.service'], (_task, change) => inShort(change));
    if ('waits' in drift) return drift.waits;
    const [found, { files }] = await Promise.all([serviceOf(context, 'dashboard'), served(context, context.values.domain)]);
    const scripts = files.filter(({ kind, status, url }) => kind === 'script' && status === 200 && url.includes('/_next/static/'));
    const unpacked = scripts.filter(({ coding, text }) => coding === '' && text.length > 2048);
    const forgotten = scripts.filter(({ cache }) => !/max-age=31536000/.test(cache));
    const { root, framework, buildCommand } = found?.settings ?? {};
    return judge(context, {
      wrong: [
        ...drift.wrong,
        found === undefined && `${where('dashboard', context.values)} is gone`,
        unpacked.length > 0 && `${unpacked.length} scripts come unpacked, ${nameOf(unpacked[0]?.url)} among them`,
        forgotten.length > 0 && `browsers may not keep ${forgotten.length} scripts for a year, ${nameOf(forgotten[0]?.url)} among them`,
      ],
      saw: `${[framework, root && `below ${root}`, buildCommand, ...(found?.notes ?? [])].filter(Boolean).join(', ')}; ${scripts.length} scripts, packed, kept for a year`,
      want: 'Next.js below dashboard-frontend, its own output (standalone is for containers, not for Vercel); scripts split, packed and kept for a year',
      from: `the project at ${at('dashboard', context.values).host.title}, and the scripts that its pages load`,
      fix: 'k77 deploy --only dashboard.service, then k77 deploy 6.6',
    });
  },
});

function nameOf(url: string | undefined): string {
  return url?.slice(url.lastIndexOf('/') + 1) ?? '';
}

const runs = check({
  id: 'dashboard.runs',
  section: 'Services',
  phase: '6.6',
  title: 'The newest commit of the branch is what runs as the dashboard',
  guide: ['6.6/9', '6.6#010', '6.6#011'],
  weight: 'blocker',
  uses: [...vendors, git],
  needs: [...keysAt('dashboard'), 'repository', 'branch'],
  tolerates: ['autoDeploy', 'workflow'],
  probe: (context) => newestRuns(context, 'dashboard', { pushed: ['6.6#010'], running: ['6.6#011'] }),
});

const named = check({
  id: 'dashboard.named',
  section: 'Services',
  phase: '6.6',
  title: 'The domain is the dashboard’s, www leads to it, and everybody comes by HTTPS',
  guide: ['6.6/10', '6.6/11', '6.6#013', '6.6#014', '6.6#015'],
  settings: held('6.6/8:https'),
  weight: 'blocker',
  uses: [...vendors, internet],
  needs: [...keysAt('dashboard'), 'domain'],
  async probe(context) {
    const { domain } = context.values;
    const { host, place, id } = at('dashboard', context.values);
    const { www } = hostsOf(domain);
    const options = webOptions(context);
    const names = namesFor('dashboard', domain);
    const [found, fromWww, plain] = await Promise.all([
      Promise.all(names.map(({ name }) => host.api.domain?.(context, place, id, name))),
      probeRedirects(`https://${www}/pricing`, { ...options, limit: 0 }),
      probeRedirects(`http://${domain}/`, { ...options, limit: 0 }),
    ]);
    const [leads, climbs] = [fromWww.hops[0], plain.hops[0]];
    return judge(context, {
      wrong: [
        ...names.flatMap(({ name, redirectTo }, nth) => {
          const one = found[nth];
          if (!one) return [wrongFor(['6.6#013', '6.6#014'], `${host.title} does not know ${name}`)];
          const elsewhere = (one.redirectTo ?? null) !== redirectTo;
          return [
            // Until its records are seen there is no certificate either.
            wrongFor(['6.6#013', '6.6#014'], !one.verified && inWords(one)),
            wrongFor(['6.6#014'], one.verified && one.certificate !== 'valid' && inWords(one)),
            wrongFor(
              ['6.6#013'],
              elsewhere && `${name} ${one.redirectTo ? `leads to ${one.redirectTo}` : 'serves pages itself'} at ${host.title}`,
            ),
          ];
        }),
        wrongFor(
          ['6.6#013'],
          leads?.to !== `https://${domain}/pricing` && `${www}/pricing leads to ${leads?.to ?? leads?.failure ?? 'nowhere'}`,
        ),
        wrongFor(['6.6#013'], leads?.to && ![301, 308].includes(leads.status ?? 0) && `${www} answers ${leads.status}: only for now`),
        wrongFor(['6.6#015'], !climbs?.to?.startsWith('https://') && `http://${domain} ${climbs?.failure ?? `answers ${climbs?.status}`}`),
      ],
      saw: `${domain} at ${host.title}; ${www} leads to it (${leads?.status}); HTTP to HTTPS (${climbs?.status})`,
      want: `both names verified, with certificates; ${www} → ${domain} for good, HTTP → HTTPS`,
      from: `${host.title}, domains of the project; GET https://${www}/pricing and http://${domain}/`,
      fix: 'k77 deploy --only dashboard.domains --only domain.dashboard-records --only dashboard.domain-live',
    });
  },
});

const previews = check({
  id: 'dashboard.previews',
  section: 'Security',
  phase: '6.6',
  title: 'Previews are closed to strangers, and hold no live key',
  guide: ['6.6/7', '6.6/13', '6.6/14', '6.6#018'],
  weight: 'blocker',
  task: 'dashboard.previews',
  uses: [...vendors, internet],
  needs: keysAt('dashboard'),
  async probe(context) {
    const { host, place, id } = at('dashboard', context.values);
    if (!host.api.previews)
      return { state: 'impossible', why: `${host.title} makes no previews`, instead: 'try changes with k77 deploy --env staging' };
    const drift = await driftIn(context, ['dashboard.previews'], (_task, change) =>
      change.path === 'strangers' ? 'strangers may see them' : `previews: ${variableInShort(change)}`,
    );
    if ('waits' in drift) return drift.waits;
    const [variables, all] = await Promise.all([host.api.variables(context, place, id), host.api.deployments(context, place, id)]);
    const live = variables.filter(({ target, value }) => target === 'preview' && /(pk|sk|rk)_live_|whsec_/.test(value?.reveal() ?? ''));
    const [newest] = all.filter(({ preview, status, url }) => preview && status === 'live' && url !== undefined);
    const address = newest?.url === undefined ? undefined : new URL(newest.url.includes('://') ? newest.url : `https://${newest.url}`);
    const seen = address ? await ask(address, webOptions(context)) : undefined;
    const open = seen?.state === 'answered' && seen.status < 300;
    return judge(context, {
      wrong: [
        ...drift.wrong,
        ...live.map(({ name }) => `previews have the live ${name}`),
        open && `${address?.host} shows itself to a stranger`,
      ],
      saw:
        seen?.state === 'answered'
          ? `${address?.host} answers a stranger ${seen.status}; test keys`
          : 'protected, test keys; no preview is there now',
      want: 'only members of the team see them; keys of test mode',
      from: `${host.title}, protection and variables of previews${address ? `; GET ${address.href}` : ''}`,
      fix: 'k77 deploy --only dashboard.previews',
    });
  },
});

const commercial = check({
  id: 'dashboard.commercial',
  section: 'Legal & Compliance',
  phase: '6.6',
  title: 'The plan of the dashboard’s host allows a business',
  guide: ['6.6/5', '6.6#010'],
  weight: 'warning',
  uses: vendors,
  needs: keysAt('dashboard'),
  async probe(context) {
    const { host } = at('dashboard', context.values);
    const { account, name, plan } = await context.identity(host.vendor);
    if (plan === undefined) return unknown(`${host.title} does not tell the plan of ${name ?? account}: look at ${host.pages.billing}`);
    return judge(context, {
      wrong: [/^hobby\b/i.test(plan) && `${name ?? account} is on ${plan}`],
      saw: `${name ?? account} is on ${plan}`,
      want: 'a plan under which money may be taken',
      from: `${host.title}, account`,
      fix: `upgrade it: ${host.pages.billing}`,
    });
  },
});

const released = check({
  id: 'release.recorded',
  section: 'Services',
  phase: '6.6',
  title: 'What runs now is recorded as a release that can be gone back to',
  guide: [],
  weight: 'warning',
  task: 'release.record',
  uses: [cloudflare],
  needs: ['API_DEPLOYED', 'DASHBOARD_DEPLOYED', 'ENVIRONMENT'],
  tolerates: ['RELEASE'],
  async probe(context) {
    const drift = await driftIn(context, ['release.record'], (_task, change) => inShort(change));
    if ('waits' in drift) return drift.waits;
    return judge(context, {
      wrong: drift.wrong,
      saw: `${context.values.RELEASE ?? 'a release'}: commit, deployments, variables, prices, records and indexes as they are`,
      want: 'a record of commit, deployments, variables, prices, DNS records and indexes of now',
      from: 'the newest file of k77 releases, against hosts and Cloudflare',
      fix: 'k77 deploy --only release.record',
    });
  },
});

export const dashboard: readonly AnyCheck[] = [variablesSet, settings, runs, named, previews, commercial, released];

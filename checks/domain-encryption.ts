/**
 * Infrastructure · Domain and certificates: what Cloudflare was told about encryption, and the variables that follow the domain.
 */
import { type AnyCheck, check } from '../src/core/check.ts';
import type { BoxId } from '../src/core/guide.ts';
import type { Key } from '../src/core/keys.ts';
import { stages } from '../src/phases/6.4-domain/hsts.ts';
import { variablesOf } from '../src/phases/6.4-domain/variables.ts';
import { cloudflare } from '../src/vendors/cloudflare.ts';
import { internet } from '../src/vendors/internet.ts';
import { httpsOf, namesOf, perHost, tlsOf } from './domain-seen.ts';
import { held } from './held.ts';
import { judge, later, unknown, wrongFor } from './verdict.ts';

const lacks: Readonly<Record<string, string>> = {
  enabled: 'Universal SSL is off',
  issued: 'no certificate is active yet (usually 15 minutes, at most a day)',
};

/** Two settings send visitors to HTTPS; all others are about the certificate and what is encrypted with it. */
function boxesOf(setting: string): readonly BoxId[] {
  const leads = ['always_use_https', 'automatic_https_rewrites'].includes(setting);
  return leads ? ['6.4#014', 'post#022'] : ['6.4#013'];
}

const encrypted = check({
  id: 'domain.encryption',
  section: 'Infrastructure',
  phase: '6.4',
  title: 'Cloudflare encrypts up to the origin, sends everybody to HTTPS, and has a certificate',
  guide: ['6.4/4', '6.4/6', '6.4#013', '6.4#014', 'post#022'],
  settings: held('6.4/4:mode', '6.4/4:always-https', '6.4/4:rewrites', '6.4/4:universal', '6.4/4:tls13', '6.4/4:minutes', '6.4/6:edge'),
  weight: 'blocker',
  task: ['domain.encryption', 'domain.certificate'],
  uses: [cloudflare],
  needs: ['CLOUDFLARE_ZONE', 'ZONE_ACTIVE'],
  async probe(context) {
    const [settings, certificate] = await Promise.all([context.drift('domain.encryption'), context.drift('domain.certificate')]);
    const waiting = [settings, certificate].find((drift) => 'waits' in drift);
    if (waiting && 'waits' in waiting) return unknown(waiting.waits);
    const all = [settings, certificate].flatMap((drift) => ('waits' in drift ? [] : drift));
    return judge(context, {
      wrong: all.map(({ path, from, to }) => wrongFor(boxesOf(path), lacks[path] ?? `${path} is ${String(from)}, not ${String(to)}`)),
      saw: 'Full (strict), Always Use HTTPS, rewrites, TLS 1.2 and 1.3, certificate active',
      want: 'Full (strict), Always Use HTTPS and rewrites on, TLS 1.2 at least, TLS 1.3 on, an active certificate',
      from: 'Cloudflare GET /zones/{zone}/settings and /ssl/verification',
      fix: 'k77 deploy --only domain.encryption --only domain.certificate',
    });
  },
});

const hstsStaged = check({
  id: 'domain.hsts',
  section: 'Infrastructure',
  phase: '6.4',
  title: 'Browsers are told to use HTTPS only, for as long as you chose, and nobody is on the preload list',
  guide: ['6.4/6', '6.4/9'],
  weight: 'warning',
  task: 'domain.hsts',
  uses: [cloudflare, internet],
  needs: ['domain', 'hstsStage', 'CLOUDFLARE_ZONE'],
  tolerates: ['API_HOST', 'DASHBOARD_HOSTS'],
  async probe(context) {
    const { domain, hstsStage, API_HOST, DASHBOARD_HOSTS } = context.values;
    const hosts = namesOf(domain).filter((host) => host === API_HOST || DASHBOARD_HOSTS?.split(', ').includes(host));
    const [drift, ...seen] = await Promise.all([context.drift('domain.hsts'), ...hosts.map((host) => tlsOf(context, host))]);
    const seconds = stages[hstsStage] ?? 0;
    const said = hosts.map((_host, index) => seen[index]?.http?.hsts);
    return judge(context, {
      wrong: [
        ...('waits' in drift ? [] : drift.map(({ path, from, to }) => `${path} is ${String(from)}, not ${String(to)}`)),
        ...perHost(hosts, (_host, index) => [
          said[index]?.preload && 'asks to be put on the preload list, which takes months to leave',
          said[index]?.header !== undefined && !said[index]?.valid && `"${said[index]?.header}" is no valid header`,
        ]),
      ],
      saw: `${hstsStage}: max-age=${seconds}${hosts.length > 0 ? `; ${hosts.map((host, index) => `${host} ${said[index]?.header ?? 'says nothing'}`).join(', ')}` : ''}`,
      want: `max-age=${seconds}, without preload; then hstsStage=${hstsStage === 'minutes' ? 'week' : 'years'}`,
      from: 'Cloudflare GET /zones/{zone}/settings/security_header, site.config.json and the hosts themselves',
      fix: 'k77 deploy --only domain.hsts; a host that asks for preload is told not to in its own settings',
    });
  },
});

const names = [
  'DASHBOARD_URL',
  'API_URL',
  'CORS_ORIGINS',
  'DISCORD_REDIRECT_URI',
  'NEXT_PUBLIC_API_URL',
  'NEXT_PUBLIC_DASHBOARD_URL',
  'NEXT_PUBLIC_DISCORD_CLIENT_ID',
  'NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY',
  'NEXT_PUBLIC_ENVIRONMENT',
] as const satisfies readonly Key[];

function saying(key: Key): readonly BoxId[] {
  return key === 'CORS_ORIGINS' ? ['6.4#018', 'post#073'] : ['6.4#017'];
}

const variablesRight = check({
  id: 'domain.variables',
  section: 'Security',
  phase: '6.4',
  title: 'The services know the domain: addresses, login, and the origins that may call the API',
  guide: ['6.4/5', '6.4/8', '6.4#017', '6.4#018', 'post#073'],
  settings: held('6.4/5:urls', '6.4/5:redirect-uri', '6.4/5:credentials', '6.4/5:public', '6.4/8:origins', '6.4/8:localhost', '6.4/3:urls'),
  weight: 'blocker',
  task: 'domain.variables',
  uses: [],
  needs: ['domain', 'DISCORD_CLIENT_ID', 'STRIPE_PUBLISHABLE_KEY', 'ENVIRONMENT'],
  tolerates: names,
  async probe(context) {
    const wanted = variablesOf(context.values);
    const files = await context.envFiles();
    const present = (keys: readonly Key[]): Key[] => keys.filter((key) => names.some((name) => name === key));
    return judge(context, {
      wrong: [
        ...names
          .filter((name) => context.values[name] !== wanted[name])
          .map((name) => wrongFor(saying(name), `${name} is ${context.values[name] ?? 'not there'}, not ${wanted[name]}`)),
        ...files.flatMap((file) => [
          ...present(file.missing).map((key) => wrongFor(saying(key), `${file.path} lacks ${key}`)),
          ...present(file.different).map((key) => wrongFor(saying(key), `${file.path} has another ${key}`)),
        ]),
      ],
      saw: `DASHBOARD_URL=${wanted.DASHBOARD_URL}, API_URL=${wanted.API_URL}, CORS_ORIGINS=${wanted.CORS_ORIGINS}`,
      want: 'every address derived from the domain, in the files of the services that read it',
      from: 'values.json and the env files',
      fix: 'k77 deploy --only domain.variables; hosts get them with their next deployment',
    });
  },
});

/** Boxes that say that plain HTTP leads to HTTPS; besides them 6.4#002 says that HTTPS itself works. */
const climbs = ['6.4#003', '6.4#021', 'post#022', 'post#075'] as const;

const enforced = check({
  id: 'domain.https',
  section: 'Infrastructure',
  phase: '6.4',
  title: 'Whoever types the address without https:// ends at HTTPS, without a loop',
  guide: ['6.4/6', '6.4/9', '6.4#002', '6.4#003', '6.4#021', 'post#022', 'post#075'],
  settings: held('6.4/6:backend', '6.4/6:frontend', '6.4/9:redirect'),
  weight: 'blocker',
  uses: [internet],
  needs: ['domain', 'API_RECORDS', 'DASHBOARD_RECORDS'],
  async probe(context) {
    const hosts = namesOf(context.values.domain);
    const seen = await Promise.all(hosts.map((host) => httpsOf(context, host)));
    if (seen.every(({ https, http }) => https === 'unreachable' && http === 'closed'))
      return later('6.6', 'nothing answers at the domain yet');
    return judge(context, {
      wrong: perHost(hosts, (_host, index) => {
        const { http, https, enforced: all, plain, encrypted: over } = seen[index] as (typeof seen)[number];
        return [
          wrongFor(climbs, http === 'serves' && 'answers over plain HTTP'),
          (plain.end === 'loop' || over.end === 'loop') && `redirects in a circle: ${(plain.loop ?? over.loop ?? []).join(' → ')}`,
          wrongFor(climbs, http === 'broken' && plain.end !== 'loop' && `its redirect leads nowhere (${plain.end})`),
          wrongFor(climbs, !all && http !== 'serves' && http !== 'broken' && 'does not stay on HTTPS'),
          https !== 'answers' && over.end !== 'loop' && `HTTPS does not answer: ${https}`,
          wrongFor(climbs, plain.downgrades && 'leads from HTTPS back to HTTP'),
        ];
      }),
      saw: hosts.map((host, index) => `${host} ${seen[index]?.plain.hops[0]?.status ?? 'closed'}`).join(', '),
      want: '301 or 308 from http:// to https://, or no plain HTTP at all (closed, or 426)',
      from: 'GET http:// and https:// of the domain, www and api',
      fix: 'let the edge redirect and nothing behind it: services behind a proxy that redirect by themselves do it for ever',
    });
  },
});

export const domainEncryption: readonly AnyCheck[] = [encrypted, hstsStaged, variablesRight, enforced];

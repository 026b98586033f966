/** What Fly.io makes of names: its zone, and hosts at its edge. */
import { html, htmlPage } from '../html.ts';
import type { Names, WebHost } from '../names/names.ts';
import type { Books } from './books.ts';
import { listIn } from './fields.ts';
import { edgeAddress, zone } from './looking.ts';
import type { App, Certificate } from './model.ts';

const nameservers = ['ns1.flydns.net', 'ns2.flydns.net'];

export function namesOf(books: Books): Names {
  const { apps, certificates } = books.state;
  const reached = apps.filter(({ ips }) => ips.length > 0);
  const records = reached.map(({ name }) => ({ type: 'A' as const, name: `${name}.${zone}`, value: edgeAddress, ttl: 60 }));
  return {
    zones: [{ name: zone, nameservers, records }],
    delegations: [{ domain: zone, nameservers }],
    web: [
      ...reached.map((app) => host(`${app.name}.${zone}`, [`*.${zone}`], behind(books, app))),
      ...certificates.map((one) => custom(books, one)),
    ],
  };
}

/** Without a certificate nobody is served over HTTPS. */
function custom(books: Books, { hostname, app, issue }: Certificate): WebHost {
  const valid = issue.state === 'valid';
  return host(hostname, valid ? [hostname] : undefined, valid ? behind(books, books.app(app)) : {});
}

/** Machines with a service whose checks pass. */
function behind(books: Books, app: App): Partial<WebHost> {
  const serving = books
    .machinesOf(app)
    .filter(
      ({ state, config, checks }) =>
        state === 'started' && listIn(config, 'services').length > 0 && checks.every(({ status }) => status === 'passing'),
    );
  const upstreams = serving.flatMap((one) => one.upstreams);
  const [first] = upstreams;
  if (first === undefined) return { instead: nobody };
  return { upstream: first, ...(upstreams.length > 1 ? { upstreams } : {}) };
}

const nobody = htmlPage(
  'Service unavailable',
  html`<main class="narrow"><section><h1>Service unavailable</h1><p>No machine of this app takes requests.</p></section></main>`,
  503,
);

function host(name: string, certificate: readonly string[] | undefined, more: Partial<WebHost>): WebHost {
  return {
    name,
    ...(certificate ? { certificate: { names: certificate, days: 90 } } : {}),
    alwaysHttps: true,
    headers: { via: '2 fly.io' },
    addresses: [edgeAddress],
    server: 'Fly/77 (2026-10-01)',
    ...more,
  };
}

/** What Render makes of names: the zone of `onrender.com`, and hosts at its edge. */
import { html, htmlPage } from '../html.ts';
import type { Names, WebHost } from '../names/names.ts';
import type { Books } from './books.ts';
import { edgeAddress, zone } from './looking.ts';
import type { Domain, Service } from './model.ts';

const nameservers = ['ns1.render-edge.net', 'ns2.render-edge.net'];

export function namesOf(books: Books): Names {
  const { services, domains } = books.state;
  const web = services.filter(({ type }) => type === 'web_service');
  return {
    zones: [
      { name: zone, nameservers, records: web.map(({ slug }) => ({ type: 'A', name: `${slug}.${zone}`, value: edgeAddress, ttl: 60 })) },
    ],
    delegations: [{ domain: zone, nameservers }],
    web: [...web.map((one) => host(`${one.slug}.${zone}`, [`*.${zone}`], behind(books, one))), ...domains.map((one) => custom(books, one))],
  };
}

/** Without a verified record there is no certificate, and nobody is served. */
function custom(books: Books, one: Domain): WebHost {
  const valid = one.certificate.state === 'valid';
  if (one.redirectFor !== '') return host(one.name, valid ? [one.name] : undefined, { redirect: { to: one.redirectFor, status: 301 } });
  return host(one.name, valid ? [one.name] : undefined, valid ? behind(books, books.service(one.service)) : {});
}

function behind(books: Books, service: Service): Partial<WebHost> {
  if (service.suspenders.length > 0) return { instead: suspendedPage };
  const upstreams = books.live(service)?.upstreams ?? [];
  const [first] = upstreams;
  return { ...(first === undefined ? {} : { upstream: first }), ...(upstreams.length > 1 ? { upstreams } : {}) };
}

const suspendedPage = htmlPage(
  'Service Suspended',
  html`<main class="narrow"><section><h1>Service Suspended</h1><p>This service has been suspended by its owner.</p></section></main>`,
  503,
);

/** Render's own edge stands behind Cloudflare's, and says so. */
function host(name: string, certificate: readonly string[] | undefined, more: Partial<WebHost>): WebHost {
  return {
    name,
    ...(certificate ? { certificate: { names: certificate, days: 90 } } : {}),
    alwaysHttps: true,
    headers: { 'x-render-origin-server': 'Render' },
    addresses: [edgeAddress],
    server: 'cloudflare',
    ...more,
  };
}

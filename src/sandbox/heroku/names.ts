/** What Heroku makes of names: its two zones, and hosts at its router. */
import { html, htmlPage } from '../html.ts';
import type { Names, WebHost } from '../names/names.ts';
import { webAddress } from './address.ts';
import type { Books } from './books.ts';
import { edgeAddress, targetZone, zone } from './looking.ts';
import type { App, Domain } from './model.ts';

const nameservers = ['ns1.heroku-dns.net', 'ns2.heroku-dns.net'];

export function namesOf(books: Books): Names {
  const { apps, domains } = books.state;
  const records = (names: readonly string[]) => names.map((name) => ({ type: 'A' as const, name, value: edgeAddress, ttl: 60 }));
  return {
    zones: [
      { name: zone, nameservers, records: records(apps.map(webAddress)) },
      { name: targetZone, nameservers, records: records(domains.map(({ target }) => `${target}.${targetZone}`)) },
    ],
    delegations: [zone, targetZone].map((domain) => ({ domain, nameservers })),
    web: [...apps.map((app) => host(webAddress(app), [`*.${zone}`], behind(books, app))), ...domains.map((one) => custom(books, one))],
  };
}

/** Without a certificate nobody is served over HTTPS. */
function custom(books: Books, { hostname, app, certificate }: Domain): WebHost {
  const valid = certificate.state === 'valid';
  return host(hostname, valid ? [hostname] : undefined, valid ? behind(books, books.app(app)) : {});
}

function behind(books: Books, app: App): Partial<WebHost> {
  if (app.maintenance) return { instead: page('Offline for Maintenance', 'This application is undergoing maintenance right now.') };
  const unit = books.state.units.findLast((one) => one.app === app.id && one.state === 'up' && one.upstreams.length > 0);
  const [first] = unit?.upstreams ?? [];
  if (first === undefined)
    return { instead: page('Application error', 'An error occurred in the application and your page could not be served.') };
  return { upstream: first, ...((unit?.upstreams.length ?? 0) > 1 ? { upstreams: unit?.upstreams ?? [] } : {}) };
}

function page(title: string, said: string) {
  return htmlPage(title, html`<main class="narrow"><section><h1>${title}</h1><p>${said}</p></section></main>`, 503);
}

/** Heroku's router redirects nobody to HTTPS; it says that it was there. */
function host(name: string, certificate: readonly string[] | undefined, more: Partial<WebHost>): WebHost {
  return {
    name,
    ...(certificate ? { certificate: { names: certificate, days: 90 } } : {}),
    headers: { via: '2.0 heroku-router' },
    addresses: [edgeAddress],
    server: 'Heroku',
    ...more,
  };
}

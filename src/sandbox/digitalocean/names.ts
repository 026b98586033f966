/** What DigitalOcean makes of names: the zone of `ondigitalocean.app`, and hosts at its edge. */
import { html, htmlPage } from '../html.ts';
import type { Names, WebHost } from '../names/names.ts';
import type { Books } from './books.ts';
import { isArchived } from './deploying.ts';
import { edgeAddresses, zone } from './looking.ts';
import type { App, Domain } from './model.ts';
import { mainOf } from './spec.ts';
import { hostOf } from './views.ts';

const nameservers = ['ns1.ondigitalocean-edge.net', 'ns2.ondigitalocean-edge.net'];

export function namesOf(books: Books): Names {
  const { apps, domains } = books.state;
  const web = apps.filter((one) => one.named && mainOf(one.spec)?.web);
  const records = web.flatMap((one) => edgeAddresses.map((value) => ({ type: 'A' as const, name: hostOf(one), value, ttl: 60 })));
  return {
    zones: [{ name: zone, nameservers, records }],
    delegations: [{ domain: zone, nameservers }],
    web: [...web.map((one) => host(hostOf(one), [`*.${zone}`], behind(books, one))), ...domains.map((one) => custom(books, one))],
  };
}

/** Before DigitalOcean has seen it there is no certificate, and nobody is served. */
function custom(books: Books, { name, phase, app }: Domain): WebHost {
  return phase === 'ACTIVE' ? host(name, [name], behind(books, books.app(app))) : host(name, undefined, {});
}

function behind(books: Books, app: App): Partial<WebHost> {
  if (isArchived(app.spec)) return { instead: offline };
  const upstreams = books.active(app)?.upstreams ?? [];
  const [first] = upstreams;
  return { ...(first === undefined ? {} : { upstream: first }), ...(upstreams.length > 1 ? { upstreams } : {}) };
}

const offline = htmlPage(
  'This app is offline',
  html`<main class="narrow"><section><h1>This app is offline</h1><p>Its owner has archived it.</p></section></main>`,
  503,
);

/** Its edge is Cloudflare's, and says so. */
function host(name: string, certificate: readonly string[] | undefined, more: Partial<WebHost>): WebHost {
  return {
    name,
    ...(certificate ? { certificate: { names: certificate, days: 90 } } : {}),
    alwaysHttps: true,
    headers: { 'x-do-orig-status': '200' },
    addresses: edgeAddresses,
    server: 'cloudflare',
    ...more,
  };
}

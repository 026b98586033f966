/** Two small sites behind TLS on this machine, one that does everything right and one that does everything wrong, and a network that leads their names there. */
import type { Network } from '../../core/ports.ts';
import { systemClock } from '../../ports/clock.ts';
import { type Incoming, type Listener, listen, type Outgoing } from '../../ports/listen.ts';
import { systemRandom } from '../../ports/random.ts';
import { openAuthority } from '../../sandbox/certificates.ts';
import { tag } from '../../sandbox/google-analytics/tag.ts';
import { Leaves } from '../../sandbox/web/leaves.ts';

export const good = 'https://good.k77.test';
export const bad = 'https://bad.k77.test';
export const gaId = 'G-GOOD12345';
const hosts = ['good.k77.test', 'bad.k77.test', 'www.googletagmanager.com', 'region1.google-analytics.com'];

export interface Sites {
  network: Network;
  /** What reached a server: `POST good.k77.test/consent`. */
  heard: string[];
  close(): Promise<void>;
}

export async function openSites(): Promise<Sites> {
  const about = { clock: systemClock, random: systemRandom };
  const authority = openAuthority(about);
  const leaves = new Leaves({ clock: systemClock, authority: () => authority, kept: undefined, keep: async () => {} });
  const leaf = await leaves.get(hosts);
  const heard: string[] = [];
  const server: Listener = await listen(
    async (incoming) => {
      heard.push(`${incoming.method} ${incoming.headers.host}${incoming.path}`);
      return answer(incoming);
    },
    0,
    { certificate: leaf.certificate, key: leaf.key },
  );
  const routes = Object.fromEntries(hosts.map((host) => [`${host}:443`, `127.0.0.1:${server.port}`]));
  const network: Network = {
    route: (host, port) => ({ host, port }),
    dnsServers: [],
    ca: (await authority).certificate,
    routes,
    pin: await leaves.pin(),
  };
  return { network, heard, close: () => server.close() };
}

function answer({ headers: { host = '' }, path }: Incoming): Outgoing {
  if (path === '/gtag/js') return { status: 200, headers: { 'content-type': 'text/javascript' }, body: tag };
  if (path === '/favicon.ico') return { status: 204, body: '' };
  const body = host === 'good.k77.test' ? goodPage(path) : badPage(path);
  if (body === undefined) return { status: 404, headers: { 'content-type': 'text/html' }, body: '' };
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
}

const head = (title: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>`;

/** Asks, remembers, obeys signals, and loads the tag after a yes. */
function goodPage(path: string): string | undefined {
  if (!['/', '/pricing'].includes(path)) return undefined;
  return `${head('Good')}<style>
    body { font: 16px sans-serif; margin: 16px } header a, summary { display: inline-block; padding: 12px } details ul { list-style: none; padding: 0 }
    .wide { display: none } @media (min-width: 700px) { .wide { display: block } details { display: none } } [hidden] { display: none } </style></head><body>
    <header><nav aria-label="Main"><div class="wide"><a href="/">Home</a> <a href="/pricing">Pricing</a> <a href="/faq">FAQ</a></div>
    <details><summary>Menu</summary><ul><li><a href="/pricing">Pricing</a></li><li><a href="/faq">FAQ</a></li><li><a href="/">Home</a></li></ul></details></nav></header>
    <main><h1>A crown for your server</h1><p>Words that say what this is about, on several lines, so that there is something to see in a picture of it.</p>
    <p><a href="/#premium" data-track="premium" style="display:inline-block;padding:12px">Premium</a></p></main>
    <footer><a href="#settings" id="reopen" style="display:inline-block;padding:12px">Cookie settings</a></footer>
    <div id="ask" role="dialog" aria-label="Cookies" hidden><button id="yes" style="padding:12px">Allow</button> <button id="no" style="padding:12px">Refuse</button></div>
    <script>
      const ask = document.getElementById('ask'), id = '${gaId}';
      const choice = () => (/(?:^|; )choice=(\\w+)/.exec(document.cookie) || [])[1];
      const refused = navigator.doNotTrack === '1' || navigator.globalPrivacyControl === true;
      function gtag() { dataLayer.push(arguments); }
      function start() {
        window.dataLayer = window.dataLayer || []; window['ga-disable-' + id] = false;
        gtag('set', { cookie_domain: 'none' }); gtag('js', new Date()); gtag('config', id);
        const tag = document.createElement('script'); tag.src = 'https://www.googletagmanager.com/gtag/js?id=' + id; document.head.append(tag);
      }
      function choose(what) {
        document.cookie = 'choice=' + what + '; Path=/; Max-Age=9999'; ask.hidden = true;
        fetch('/consent', { method: 'POST', body: what }).catch(() => {});
        if (what === 'yes') start();
        else { window['ga-disable-' + id] = true; for (const name of ['_ga', '_ga_' + id.slice(2)]) document.cookie = name + '=; Path=/; Max-Age=0'; if (window.dataLayer) location.reload(); }
      }
      document.getElementById('yes').onclick = () => choose('yes');
      document.getElementById('no').onclick = () => choose('no');
      document.getElementById('reopen').onclick = () => { ask.hidden = false; };
      document.querySelector('[data-track]').onclick = () => { if (window.dataLayer) gtag('event', 'premium_click', {}); };
      if (choice() === 'yes') start();
      else if (choice() === undefined && !refused) ask.hidden = false;
    </script></body></html>`;
}

/** What one page may do wrong at once; a menu that does not open, and nothing at all, on pages of their own. */
const faults: Readonly<Record<string, string>> = {
  '/': `<script>window.dataLayer = []; function gtag() { dataLayer.push(arguments); } gtag('config', 'G-BAD1234567');</script>
    <script src="https://www.googletagmanager.com/gtag/js?id=G-BAD1234567"></script>`,
  '/faults': `<script>console.error("nobody may read", "https://bad.k77.test/x?token=secret"); undefinedFunction();</script>
    <div id="prices" style="width: 900px">as wide as a desk</div>
    <p style="line-height: 10px"><button style="width:9px;height:9px;padding:0">a</button><button style="width:9px;height:9px;padding:0">b</button></p>
    <img src="data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==" width="40" height="40"><input type="text">
    <img alt="" src="http://good.k77.test/picture.png?token=secret">`,
};
const deafMenu =
  '<style>nav a { display: none }</style><header><nav><button aria-expanded="false">Menu</button><a href="/a">A</a></nav></header>';

function badPage(path: string): string | undefined {
  if (path === '/blank') return `${head('Blank')}</head><body></body></html>`;
  if (path === '/menu') return `${head('Menu')}</head><body>${deafMenu}<main><h1>Bad</h1></main></body></html>`;
  const fault = faults[path];
  return fault === undefined ? undefined : `${head('Bad')}</head><body><main><h1>Bad</h1>${fault}</main></body></html>`;
}

/**
 * Pages of the edge itself: the one that stands in until a service exists, and those that say what is wrong, in the numbers of the vendor that says them.
 */
import type { Outgoing } from '../../ports/listen.ts';
import { html, htmlPage } from '../html.ts';

const titles: Readonly<Record<string, string>> = {
  cloudflare: 'Cloudflare',
  vercel: 'Vercel',
  netlify: 'Netlify',
  railway: 'Railway',
  render: 'Render',
  heroku: 'Heroku',
  fly: 'Fly.io',
  digitalocean: 'DigitalOcean',
};

export function placeholder(vendor: string, host: string): Outgoing {
  return htmlPage(
    host,
    html`<main class="narrow" style="padding-top:16vh"><section>
<h1>${host}</h1>
<p>The name leads here, and the edge answers.<br>No service is deployed behind it yet.</p>
<p class="dim"><small>${titles[vendor] ?? vendor}, emulated by k77 on this machine</small></p>
</section></main>`,
  );
}

/** https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/ */
const reasons: Readonly<Record<number, readonly [title: string, text: string]>> = {
  404: ['Not found', 'This edge has no site of that name.'],
  421: ['Misdirected request', 'Nobody answers for that name here.'],
  502: ['Bad gateway', 'The service behind this name does not answer.'],
  508: ['Loop detected', 'What stands behind this name leads back to it.'],
  521: ['Web server is down', 'The server behind this name refused the connection.'],
  525: ['SSL handshake failed', 'The server behind this name has no certificate for it.'],
  526: ['Invalid SSL certificate', 'The certificate of the server behind this name does not carry it.'],
};

export function errorPage(vendor: string, status: number, host: string): Outgoing {
  const [title, text] = reasons[status] ?? ['Error', 'Something is wrong.'];
  const body = html`<main class="narrow" style="padding-top:16vh"><section>
<h1>${title}</h1>
<p>${text}</p>
<p class="dim"><small>${host || 'no host'} · ${status} · ${titles[vendor] ?? 'k77 sandbox'}</small></p>
</section></main>`;
  return htmlPage(`${status} ${title}`, body, status);
}

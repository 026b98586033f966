/**
 * A stand-in for the dashboard: one page at every address, with a style sheet, a script and a picture, as strangers and probes see them.
 */
import type { Incoming, Outgoing } from '../ports/listen.ts';
import { footer, type Ground, legalPage } from './later-legal.ts';
import { siteFoot, sitePage } from './later-site.ts';
import { statusLink } from './later-status.ts';
import type { Mischief } from './mischief.ts';

const nonce = 'azc3LXN0YW5kLWlu';
const year = 'public, max-age=31536000, immutable';

/** @param ground what the legal pages are made from; without it there are none */
export async function dashboardAnswer(
  { path }: Pick<Incoming, 'path'>,
  domain: string,
  mischief: Mischief,
  ground?: Ground,
): Promise<Outgoing> {
  if (mischief.down) return { status: 503, body: 'down' };
  if (mischief.failing === path) return { status: 500, headers: { 'content-type': 'text/html' }, body: '<h1>Something went wrong</h1>' };
  if (path === '/site.css') return file('text/css', 'h1 { font-weight: 700; }');
  if (path === '/logo.svg') return file('image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"/>');
  if (path.startsWith('/_next/static/chunks/'))
    return file(
      mischief.scriptType ?? 'application/javascript',
      mischief.script ?? `fetch("https://api.${domain}/health"); allow("${ground?.known.NEXT_PUBLIC_GA_ID ?? ''}")`,
      mischief.scriptCache,
    );
  if (path.startsWith('/k77/') && !mischief.welcoming) return { ...html(domain, mischief), status: 404 };
  const foot = ground === undefined ? '' : `${await footer(ground, mischief)}${await statusLink(ground, mischief)}`;
  if (ground === undefined) return html(domain, mischief);
  if (!path.startsWith('/legal/')) {
    const page = await sitePage(path, ground, mischief);
    const missing = { ...html(domain, mischief), status: 404 };
    return page === undefined ? missing : html(domain, mischief, `${page.body}${foot}`, page.head);
  }
  const page = await legalPage(path, ground, mischief);
  const whole = `${await siteFoot(ground, mischief)}${foot}`;
  return page === undefined ? { ...html(domain, mischief, whole), status: 404 } : html(domain, mischief, `${page}${whole}`);
}

function file(type: string, body: string, cache = year): Outgoing {
  return { status: 200, headers: { 'content-type': type, 'cache-control': cache, 'x-content-type-options': 'nosniff' }, body };
}

function html(domain: string, { page = '', bare, wide, policy }: Mischief, more = '', title = '<title>Kingdom-77</title>'): Outgoing {
  const viewport = wide ? '' : '<meta name="viewport" content="width=device-width, initial-scale=1"/>';
  const head = `<meta charset="utf-8"/>${viewport}${title}<link rel="stylesheet" href="/site.css">`;
  const script = `<script src="/_next/static/chunks/main.js" nonce="${nonce}"></script>`;
  const body = `<!doctype html><html lang="en"><head>${head}</head><body><h1>Kingdom-77</h1><img src="/logo.svg" alt="">${page}${more}${script}</body></html>`;
  const headers = { ...secured, 'content-security-policy': policy ?? policyFor(domain) };
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8', ...(bare ? {} : headers) }, body };
}

function policyFor(domain: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    "style-src 'self'",
    "img-src 'self' https://cdn.discordapp.com",
    `connect-src 'self' https://api.${domain}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

const secured = {
  'strict-transport-security': 'max-age=300',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'strict-origin-when-cross-origin',
};

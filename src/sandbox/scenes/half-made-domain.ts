/**
 * What somebody clicked together at Cloudflare and Discord: a zone without www, a record behind the proxy, another that lives for an hour, redirects with a slash too many.
 */
import type { Scene } from './half-made.ts';
import type { Hand } from './hand.ts';

export async function atCloudflare(hand: Hand, { domain }: Scene): Promise<readonly string[]> {
  await hand.edit('cloudflare', 'register', { zone: domain });
  const record = (fields: Readonly<Record<string, string>>): Promise<unknown> =>
    hand.edit('cloudflare', 'add-record', { zone: domain, ...fields });
  await record({ type: 'A', name: domain, content: '76.76.21.21', proxied: 'on' });
  await record({ type: 'CNAME', name: `api.${domain}`, content: 'backend-production-4f1c.up.railway.app', ttl: '3600' });
  await record({ type: 'CNAME', name: `status.${domain}`, content: 'stats.uptimerobot.test', ttl: '86400' });
  await record({ type: 'A', name: `play.${domain}`, content: '203.0.113.9', comment: 'minecraft' });
  await record({ type: 'TXT', name: domain, content: '"google-site-verification=4711-made-by-hand"', ttl: '300' });
  await record({ type: 'CAA', name: domain, data: JSON.stringify({ flags: 0, tag: 'issue', value: 'letsencrypt.org' }) });
  const setting = (name: string, value: string): Promise<unknown> =>
    hand.edit('cloudflare', 'set-setting', { zone: domain, setting: name, value });
  await setting('ssl', 'flexible');
  await setting('min_tls_version', '1.0');
  return [
    `Cloudflare registration of ${domain}`,
    `Cloudflare zone ${domain}`,
    'Cloudflare record A of the domain, proxied',
    'Cloudflare record CNAME api, TTL 1 h',
    'Cloudflare record CNAME status, TTL 1 d',
    'Cloudflare record A play',
    'Cloudflare record TXT',
    'Cloudflare record CAA',
    'Cloudflare encryption flexible',
    'Cloudflare TLS from 1.0 on',
  ];
}

export async function atDiscord(hand: Hand, { domain }: Scene): Promise<readonly string[]> {
  await hand.edit('discord', 'redirects', { redirects: `http://localhost:3000/auth/callback https://${domain}/auth/callback/` });
  await hand.edit('discord', 'intents', { intents: 'MESSAGE_CONTENT' }).catch(() => undefined);
  return ['Discord application', 'Discord redirect to localhost', `Discord redirect to ${domain}, with a slash at its end`];
}

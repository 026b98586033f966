/**
 * Stand-ins for the pages that sell and explain: what the template's own say, in few words, from `site.config.json`, `docs/commands.json` and what k77 knows of the
 * workspace. What is wrong with them: `Mischief.site`.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ground } from './later-legal.ts';
import type { Mischief } from './mischief.ts';

interface Site {
  project?: string;
  domain?: string;
  mailboxes?: Readonly<Record<string, string>>;
  links?: { support?: string };
}

export interface SitePage {
  head: string;
  body: string;
}

/** Undefined: there is no such page. */
export async function sitePage(path: string, ground: Ground, { site: wrong = {} }: Mischief): Promise<SitePage | undefined> {
  if (path === wrong.missing) return undefined;
  const site = JSON.parse(await textAt(ground, 'site.config.json')) as Site;
  const { project = 'Kingdom-77', domain = 'kingdom77.test' } = site;
  const pages: Readonly<Record<string, () => string | Promise<string>>> = {
    '/': () =>
      `<a href="${invitation(ground, wrong.invites)}">Add to Discord</a> <a href="/features">Features</a> <a href="/pricing">Pricing</a>`,
    '/features': () => (wrong.features ? '<h2>Soon</h2>' : '<h2>Giveaways</h2><h2>Settings</h2><h2>Premium</h2><h2>Privacy</h2>'),
    '/pricing': () => pricing(ground, wrong.price),
    '/commands': () => commands(ground, wrong.forgets),
    '/faq': () =>
      ['What is it?', 'What does it cost?', 'How does it end?'].map((one) => `<details><summary>${one}</summary>So.</details>`).join(''),
    '/support': () =>
      Object.values(site.mailboxes ?? {})
        .map((one) => `<a href="mailto:${one}">${one}</a>`)
        .join(' '),
  };
  const title = wrong.untitled ? 'Create Next App' : `${project}: a Discord bot for your server`;
  return {
    head: `<title>${title}</title><meta name="description" content="${project} is a Discord bot with a dashboard."/><meta property="og:image" content="https://${domain}/${wrong.untitled ? 'card' : 'logo'}.svg"/>`,
    body: `${(await pages[path]?.()) ?? ''}${foot(site, wrong)}`,
  };
}

/** At the foot of legal pages, too. */
export async function siteFoot(ground: Ground, { site: wrong = {} }: Mischief): Promise<string> {
  return foot(JSON.parse(await textAt(ground, 'site.config.json')) as Site, wrong);
}

function foot({ mailboxes, links }: Site, { mute, unlinked }: NonNullable<Mischief['site']>): string {
  const mail = mute ? '' : `<a href="mailto:${mailboxes?.support ?? ''}">Write to us</a>`;
  const support =
    unlinked || links?.support === undefined ? '' : `<a href="${links.support}" rel="noopener noreferrer">Our Discord server</a>`;
  return `<nav><a href="/faq">FAQ</a> <a href="/login">Log in</a> ${mail} ${support}</nav>`;
}

function invitation({ known }: Ground, application = known.DISCORD_CLIENT_ID ?? ''): string {
  return `https://discord.com/oauth2/authorize?client_id=${application}&amp;scope=bot+applications.commands&amp;permissions=19456`;
}

function pricing({ known }: Ground, price?: string): string {
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency: (known.currency ?? 'usd').toUpperCase() });
  const amounts = [known.monthlyPrice, known.yearlyPrice].map((amount) => format.format(Number(amount)));
  return `<p>${price ?? amounts[0]} a month or ${amounts[1]} a year. Cancel when you like.</p> <a href="/servers">Choose a server</a>`;
}

async function commands(ground: Ground, forgets?: string): Promise<string> {
  const { commands: all = [] } = JSON.parse(await textAt(ground, 'docs/commands.json')) as { commands?: { name: string }[] };
  return all
    .filter(({ name }) => name !== forgets)
    .map(({ name }) => `<h2>/${name}</h2>`)
    .join('');
}

async function textAt({ root }: Ground, path: string): Promise<string> {
  return readFile(join(root, path), 'utf8').catch(() => '{}');
}

/** The API's description of itself. */
export function describedRoutes({ describes }: Mischief): unknown {
  const guarded = { security: [{ login: [] }] };
  const route = (path: string) => ({ [path]: { get: guarded } });
  return {
    openapi: '3.1.0',
    info: { title: 'Kingdom-77 API', version: '1.0.0' },
    paths: {
      '/': { get: {} },
      '/health': { get: {} },
      '/api/auth/me': { get: guarded },
      '/api/servers': { get: guarded },
      '/api/servers/{id}/settings': { get: guarded, patch: guarded },
      ...(describes === 'too much' ? route('/gone') : {}),
    },
  };
}

/**
 * Documentation · where people get help: the support server and its invitation, questions and answers, films, an address that is shown.
 */
import { type AnyCheck, check } from '../src/core/check.ts';
import { inviteCode } from '../src/phases/6.8-legal/support-link.ts';
import { readWords } from '../src/probes/http/clauses.ts';
import type { ServedPage } from '../src/probes/http/served.ts';
import { discord } from '../src/vendors/discord.ts';
import { inviteOf, serverOf } from '../src/vendors/discord-servers.ts';
import { internet } from '../src/vendors/internet.ts';
import { attestable } from './attestable.ts';
import { served } from './dashboard-served.ts';
import { judge, unknown } from './verdict.ts';

const server = check({
  id: 'support.server',
  section: 'Documentation',
  phase: '6.8',
  title: 'There is a support server, its invitation works for good, and the site links to it',
  guide: ['post#137', 'post#153'],
  weight: 'warning',
  task: 'legal.support-link',
  uses: [discord, internet],
  needs: ['DISCORD_TOKEN', 'domain', 'DASHBOARD_SERVICE'],
  tolerates: ['SUPPORT_GUILD_ID', 'DASHBOARD_DEPLOYED'],
  async probe(context) {
    const { domain, SUPPORT_GUILD_ID: id } = context.values;
    if (!id)
      return {
        state: 'impossible',
        why: 'you named no support server',
        instead:
          'make one in Discord, invite the bot, then k77 deploy --set SUPPORT_GUILD_ID=<its id> --set supportInvite=https://discord.gg/…',
      };
    const client = context.client(discord);
    const [found, link, { pages }] = await Promise.all([serverOf(client, id), linkIn(context.files), served(context, domain)]);
    const code = inviteCode(link);
    const invite = code === undefined ? undefined : await inviteOf(client, code);
    const linked = link === undefined ? [] : pages.filter(({ html }) => html.includes(`"${link}"`));
    return judge(context, {
      wrong: [
        !found && `the bot is not in the server ${id}`,
        link === undefined && 'the site names no invitation (links.support of site.config.json)',
        link !== undefined && code === undefined && `${link} is no invitation of Discord`,
        code !== undefined && !invite && `${link} leads nowhere any more`,
        invite && invite.guild !== id && `${link} leads to ${invite.name || 'another server'}`,
        invite?.expires !== undefined && `${link} works only until ${invite.expires.slice(0, 10)}`,
        link !== undefined && linked.length === 0 && `no page of https://${domain} links to ${link}`,
      ],
      saw: `${found?.name}; ${link} never expires, and ${linked.length} of ${pages.length} pages link to it`,
      want: 'a server with the bot in it, an invitation without an end, a link on the site',
      from: `Discord GET /guilds/{id} and GET /invites/{code}, and the pages of https://${domain}`,
      fix: 'Discord → the server → Invite People → Edit invite link: Never, No limit; then k77 deploy 6.8 --set supportInvite=https://discord.gg/… and k77 deploy 6.5 6.6',
    });
  },
});

async function linkIn(files: { read(path: string): Promise<string | undefined> }): Promise<string | undefined> {
  try {
    const { links } = JSON.parse((await files.read('site.config.json')) ?? '{}') as { links?: { support?: string } };
    return links?.support;
  } catch {
    return undefined;
  }
}

/** Questions that are answered before a page counts as one. */
const fewestQuestions = 3;

const faq = check({
  id: 'support.faq',
  section: 'Documentation',
  phase: '6.8',
  title: 'Questions that people ask are answered on a page of the site',
  guide: ['post#138'],
  weight: 'warning',
  uses: [internet],
  needs: ['domain', 'DASHBOARD_SERVICE'],
  tolerates: ['DASHBOARD_DEPLOYED'],
  async probe(context) {
    const { domain } = context.values;
    const { pages } = await served(context, domain);
    const page = pages.find(({ path }) => /^\/(faq|questions)$/.test(path));
    const questions = page ? questionsIn(page) : 0;
    const linked = page ? pages.filter(({ contents }) => contents.links.some((link) => new URL(link).pathname === page.path)).length : 0;
    return judge(context, {
      wrong: [
        !page && `https://${domain} has no page /faq`,
        page && page.status !== 200 && `https://${domain}${page.path} answers ${page.status ?? page.failure}`,
        page?.status === 200 && questions < fewestQuestions && `https://${domain}${page.path} answers ${questions} questions`,
        page && linked === 0 && `no page links to ${page.path}`,
      ],
      saw: `${questions} questions at https://${domain}${page?.path}, linked from ${linked} pages`,
      want: `a page with at least ${fewestQuestions} questions, linked from others`,
      from: `GET https://${domain}/faq`,
      fix: 'dashboard-frontend/site/questions.ts holds them; then k77 deploy 6.5 6.6',
    });
  },
});

/** Each opens, or is a heading with a question mark. */
function questionsIn({ html }: ServedPage): number {
  const opened = [...html.matchAll(/<summary\b/g)].length;
  const headed = [...html.matchAll(/<h[2-4]\b[^>]*>([^<]*)/g)].filter(([, text = '']) => text.includes('?')).length;
  return Math.max(opened, headed);
}

const videos = check({
  id: 'support.videos',
  section: 'Documentation',
  phase: '6.8',
  title: 'Films show how it is used (the guide calls them optional)',
  guide: ['post#139'],
  weight: 'warning',
  uses: [],
  needs: [],
  attestable: attestable('support.videos'),
  probe: async () =>
    unknown(
      'optional: a film of a minute shows how the bot is added and used; when one is public: k77 attest support.videos --proof <its address>',
    ),
});

const contact = check({
  id: 'support.contact',
  section: 'Documentation',
  phase: '6.8',
  title: 'Every page shows an address of the domain to write to',
  guide: ['post#140'],
  weight: 'warning',
  uses: [internet],
  needs: ['domain', 'DASHBOARD_SERVICE'],
  tolerates: ['DASHBOARD_DEPLOYED'],
  async probe(context) {
    const { domain } = context.values;
    const pages = (await served(context, domain)).pages.filter(({ status, html }) => status === 200 && html !== '');
    const addresses = pages.map(({ html }) => addressesIn(html));
    const mute = pages.filter((_, index) => addresses[index]?.every((one) => !one.endsWith(`@${domain}`)));
    const foreign = [...new Set(addresses.flat())].filter((one) => !one.endsWith(`@${domain}`) && /^(support|contact)@/.test(one));
    const [support] = pages.filter(({ path }) => /^\/(support|contact)$/.test(path));
    return judge(context, {
      wrong: [
        pages.length === 0 && `https://${domain} serves no page`,
        mute.length > 0 && `${mute.length} of ${pages.length} pages link to no address of ${domain}, ${mute[0]?.path} among them`,
        !support && 'there is no page /support or /contact',
        support && !readWords(support.html).text.includes(`@${domain}`) && `${support.path} shows no address to read`,
        foreign.length > 0 && `pages name ${foreign.join(', ')}, which is not of ${domain}`,
      ],
      saw: `${[...new Set(addresses.flat())].sort().join(', ')}; each of ${pages.length} pages links to one, ${support?.path} shows them`,
      want: `a mailto: link to an address of ${domain} on every page, and one to read at /support`,
      from: `the pages of https://${domain}`,
      fix: 'the addresses stand under "mailboxes" of site.config.json; then k77 deploy 6.5 6.6',
    });
  },
});

function addressesIn(html: string): string[] {
  return [...new Set([...html.matchAll(/href="mailto:([^"?]+)/g)].map(([, address = '']) => decodeURIComponent(address).toLowerCase()))];
}

export const support: readonly AnyCheck[] = [server, faq, videos, contact];

/**
 * What Discord shows of the bot: its description with the two links, which the API sets, and the two addresses of the developer portal, which it does not.
 * https://docs.discord.com/developers/resources/application#edit-current-application
 */
import { Routes } from 'discord.js';
import { OperatorError } from '../../core/errors.ts';
import { type Context, task } from '../../core/task.ts';
import { discord } from '../../vendors/discord.ts';
import { legalAddress } from './addresses.ts';

export interface ApplicationSeen {
  id: string;
  name: string;
  description?: string;
  terms_of_service_url?: string | null;
  privacy_policy_url?: string | null;
  approximate_guild_count?: number;
  flags?: number;
  team?: unknown;
}

export async function seenApplication(context: Pick<Context, 'client'>): Promise<ApplicationSeen> {
  return (await context.client(discord).get(Routes.currentApplication())) as ApplicationSeen;
}

/** Discord's own limit for descriptions. */
const longest = 400;

interface Description {
  terms: string;
  privacy: string;
  /** As it stands there. */
  text?: string;
}

export const description = task({
  id: 'legal.discord-description',
  guide: ['6.8#027', '6.8#028'],
  title: 'Add the links to terms and privacy policy to the description of the bot',
  uses: [discord],
  needs: ['domain', 'project', 'DISCORD_TOKEN', 'DASHBOARD_DEPLOYED'],
  want: ({ domain }): Description => ({ terms: legalAddress(domain, 'terms'), privacy: legalAddress(domain, 'privacy') }),

  async read(context, want): Promise<Partial<Description> | undefined> {
    const { description: text = '' } = await seenApplication(context);
    const has = (link: string): boolean => text.includes(link);
    return { text, ...(has(want.terms) ? { terms: want.terms } : {}), ...(has(want.privacy) ? { privacy: want.privacy } : {}) };
  },

  /** Your own words stay; what is missing is put behind them. */
  async apply(context, want): Promise<Description> {
    const { description: before = '' } = await seenApplication(context);
    const text = withLinks(before, want, context.values.project);
    if (text.length > longest) throw noRoom(before);
    await context.client(discord).patch(Routes.currentApplication(), { body: { description: text } });
    return { ...want, text };
  },

  async undo(context) {
    const { description: before = '' } = await seenApplication(context);
    const text = before.split('\n').filter((line) => !ownLine.test(line));
    await context.client(discord).patch(Routes.currentApplication(), { body: { description: text.join('\n').trimEnd() } });
  },
  gives: {},
});

function noRoom(before: string): OperatorError {
  return new OperatorError({
    what: `the description of the bot has ${before.length} of ${longest} characters: there is no room for both links`,
    fix: 'shorten it under General Information, then run the same command again',
    see: discord.token.page,
  });
}

const ownLine = /^(Terms|Privacy): https:\/\/\S+\/legal\/(terms|privacy)$/;

function withLinks(before: string, { terms, privacy }: Description, project: string): string {
  const own = before
    .split('\n')
    // Those of a domain that was left are ours, and lead nowhere.
    .filter((line) => !ownLine.test(line))
    .join('\n')
    .trimEnd();
  const words = own === '' ? `${project}: /help shows what it can do.` : own;
  const missing = [!words.includes(terms) && `Terms: ${terms}`, !words.includes(privacy) && `Privacy: ${privacy}`].filter(Boolean);
  return [words, ...(missing.length > 0 ? ['', ...missing] : [])].join('\n');
}

interface PolicyUrls {
  application: string;
  terms: string;
  privacy: string;
}

export const policyUrls = task({
  id: 'legal.discord-policy-urls',
  guide: ['6.8#027', '6.8#028', 'post#113'],
  title: 'Enter the addresses of terms and privacy policy in the developer portal',
  uses: [discord],
  needs: ['domain', 'DISCORD_TOKEN', 'DISCORD_CLIENT_ID', 'DASHBOARD_DEPLOYED'],
  want: ({ domain, DISCORD_CLIENT_ID }): PolicyUrls => ({
    application: DISCORD_CLIENT_ID,
    terms: legalAddress(domain, 'terms'),
    privacy: legalAddress(domain, 'privacy'),
  }),
  async read(context): Promise<Partial<PolicyUrls>> {
    const { id, terms_of_service_url: terms, privacy_policy_url: privacy } = await seenApplication(context);
    return { application: id, ...(terms ? { terms } : {}), ...(privacy ? { privacy } : {}) };
  },
  apply: async (_context, want) => want,
  undo: { never: 'no API changes these addresses; remove them in the Developer Portal under General Information' },
  gives: {},
  byHand: {
    open: ({ application }) => `https://discord.com/developers/applications/${application}/information`,
    steps: ({ terms, privacy }) => [
      'General Information, at the bottom:',
      `Terms of Service URL: ${terms}`,
      `Privacy Policy URL: ${privacy}`,
      'Save Changes',
    ],
    proof: 'read',
  },
});

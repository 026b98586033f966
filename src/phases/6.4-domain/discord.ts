/**
 * Guide 6.4/5: the login of the dashboard. Discord has no API that changes redirects, so a person pastes two lines and k77 reads them back.
 */
import { Routes } from 'discord.js';
import { exits, OperatorError } from '../../core/errors.ts';
import { type Context, task } from '../../core/task.ts';
import { discord, takesSecret } from '../../vendors/discord.ts';
import { redirectsOf } from './hosts.ts';

interface Application {
  id: string;
  name: string;
  redirect_uris?: readonly string[];
}

export const application = task({
  id: 'discord.application',
  guide: ['6.4/5', 'pre#012'],
  title: 'Read the Discord application of the bot, and try its client secret',
  uses: [discord],
  needs: ['DISCORD_TOKEN', 'DISCORD_CLIENT_SECRET'],
  want: () => ({ found: true }),
  read: found,
  apply: found,
  undo: { never: 'it only reads; the application is yours and stays' },
  gives: { DISCORD_CLIENT_ID: (have: { id?: string }) => have.id },
});

/** @throws OperatorError when the client secret is not that of the bot's application: every login would fail, and only at its end */
async function found(context: Pick<Context<'DISCORD_CLIENT_SECRET'>, 'client' | 'values'>): Promise<{ found: true; id: string }> {
  const { id, name } = await applicationOf(context);
  if (await takesSecret(context.client(discord), id, context.values.DISCORD_CLIENT_SECRET.reveal())) return { found: true, id };
  throw new OperatorError({
    what: `Discord refuses DISCORD_CLIENT_SECRET: it is not the client secret of ${name} (${id}), whose bot token was given`,
    fix: 'OAuth2 → Client information → Reset Secret; put the new one in place of the old in .k77/credentials, then run the same command again',
    see: `https://discord.com/developers/applications/${id}/oauth2`,
    exit: exits.preflight,
  });
}

interface Redirects {
  application: string;
  dashboard: string;
  api: string;
}

export const redirects = task({
  id: 'discord.redirects',
  guide: ['6.4/5', '6.4#006', '6.4#015'],
  settings: [
    { id: '6.4/5:redirects', says: 'https://<domain>/auth/callback and https://api.<domain>/api/auth/callback' },
    { id: '6.4/5:localhost', says: 'localhost belongs into an application for development, not into this one; reported where it stands' },
  ],
  title: 'Let Discord send people back to the domain after a login',
  uses: [discord],
  needs: ['domain', 'DISCORD_TOKEN', 'DISCORD_CLIENT_ID'],
  want: ({ domain, DISCORD_CLIENT_ID }): Redirects => ({ application: DISCORD_CLIENT_ID, ...redirectsOf(domain) }),

  async read(context, want): Promise<Partial<Redirects> | undefined> {
    const { id, redirect_uris: seen = [] } = await applicationOf(context);
    return {
      application: id,
      ...(seen.includes(want.dashboard) ? { dashboard: want.dashboard } : {}),
      ...(seen.includes(want.api) ? { api: want.api } : {}),
    };
  },
  apply: async (_context, want) => want,
  undo: { never: 'no API changes redirects; remove the two lines in the Developer Portal' },
  gives: {},
  byHand: {
    open: ({ application: id }) => `https://discord.com/developers/applications/${id}/oauth2`,
    steps: (want) => [
      'OAuth2 → Redirects → Add Redirect, once for each of these two lines, exactly as they stand here:',
      want.dashboard,
      want.api,
      'Remove lines with localhost: make a second application for development, with its own token, and put them there',
      'Save Changes',
    ],
    proof: 'read',
  },
});

export async function applicationOf(context: Pick<Context, 'client'>): Promise<Application> {
  return (await context.client(discord).get(Routes.currentApplication())) as Application;
}

/**
 * Guide 6.7/10: the webhook of that channel. Services post errors to it; its address is a secret, and Discord shows it to the application that made it.
 */
import { Secret } from '../../../core/secret.ts';
import { type Context, task } from '../../../core/task.ts';
import { discord } from '../../../vendors/discord.ts';
import { addressOf, type DiscordWebhook, makeWebhook, removeWebhook, webhooksIn } from '../../../vendors/discord-servers.ts';
import { webhookName } from './server.ts';

interface LogWebhook {
  channel: string;
  name: string;
  id?: string;
  url?: Secret | undefined;
  /** A person made it. */
  theirs?: boolean;
}

export const webhook = task({
  id: 'logs.webhook',
  guide: ['6.7/10', '6.7#021'],
  settings: [
    { id: '6.7/10:webhook', says: 'a webhook of that channel, in LOG_WEBHOOK_URL of bot, worker and API' },
    {
      id: '6.7/10:trouble',
      says: 'what Discord does not take now waits in a thread of its own, 200 different errors at most; no service waits for it',
    },
  ],
  title: 'Make the webhook that errors are posted to',
  uses: [discord],
  needs: ['LOG_CHANNEL'],
  want: ({ LOG_CHANNEL }): LogWebhook => ({ channel: LOG_CHANNEL, name: webhookName }),
  async read(context, want): Promise<LogWebhook | undefined> {
    const found = await ourWebhook(context, want.channel);
    return found && seen(want, found);
  },
  async apply(context, want, have): Promise<LogWebhook> {
    return have ?? seen(want, await makeWebhook(context.client(discord), want.channel, want.name));
  },
  async undo(context, have) {
    if (have.id === undefined || have.theirs) return;
    await removeWebhook(context.client(discord), have.id);
  },
  gives: { LOG_WEBHOOK_URL: (have: LogWebhook) => have.url?.reveal() },
});

/** By name, among those whose address the bot is shown; its own before those of persons. */
export async function ourWebhook(context: Pick<Context, 'client'>, channel: string): Promise<DiscordWebhook | undefined> {
  const all = await webhooksIn(context.client(discord), channel);
  const fitting = all.filter(({ name, token }) => name === webhookName && token !== undefined);
  return fitting.find(({ application_id: by }) => by !== null) ?? fitting[0];
}

function seen(want: LogWebhook, found: DiscordWebhook): LogWebhook {
  const address = addressOf(found);
  const url = address === undefined ? undefined : new Secret('LOG_WEBHOOK_URL', address);
  return { ...want, id: found.id, url, theirs: found.application_id === null };
}

/** Messages of a webhook: posted by whoever has its address, read by a bot that sees the channel. https://docs.discord.com/developers/resources/webhook */
import { DiscordAPIError, type REST, Routes } from 'discord.js';
import { OperatorError } from '../core/errors.ts';
import type { Secret } from '../core/secret.ts';

export interface DiscordMessage {
  id: string;
  channel_id: string;
  /** Which webhook wrote it. */
  webhook_id?: string;
  content: string;
  embeds: readonly { title?: string; description?: string; fields?: readonly { name: string; value: string }[] }[];
  /** ISO 8601. */
  timestamp: string;
}

/** Nobody is mentioned, and nobody's telephone rings. */
const quiet = { flags: 1 << 12, allowed_mentions: { parse: [] } };

/** Newest first. */
export async function messagesIn(client: REST, channel: string, limit = 50): Promise<DiscordMessage[]> {
  return (await client.get(Routes.channelMessages(channel), { query: new URLSearchParams({ limit: String(limit) }) })) as DiscordMessage[];
}

/** @returns undefined where the webhook is gone, or its address is another one by now */
export async function postThrough(client: REST, address: Secret, content: string): Promise<DiscordMessage | undefined> {
  const { id, token } = partsOf(address);
  try {
    const query = new URLSearchParams({ wait: 'true' });
    return (await client.post(Routes.webhook(id, token), { auth: false, query, body: { content, ...quiet } })) as DiscordMessage;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** A webhook takes back what it wrote. */
export async function withdraw(client: REST, address: Secret, message: string): Promise<void> {
  const { id, token } = partsOf(address);
  await client.delete(Routes.webhookMessage(id, token, message), { auth: false }).catch((error: unknown) => {
    if (!isGone(error)) throw error;
  });
}

/** Of the webhook; no secret. */
export function webhookId(address: Secret): string {
  return partsOf(address).id;
}

/** Unknown webhook, unknown message, another token. */
function isGone(error: unknown): boolean {
  return error instanceof DiscordAPIError && [10008, 10015, 50027].includes(Number(error.code));
}

function partsOf(address: Secret): { id: string; token: string } {
  const [, id, token] = /^https:\/\/discord\.com\/api\/(?:v\d+\/)?webhooks\/(\d+)\/([\w-]+)$/.exec(address.reveal()) ?? [];
  if (id !== undefined && token !== undefined) return { id, token };
  throw new OperatorError({
    what: `${address.name} is no address of a webhook of Discord’s`,
    fix: 'take it out of the env files and run k77 deploy 6.7: k77 asks Discord for it',
  });
}

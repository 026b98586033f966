/**
 * Worlds that are broken for the checks of logs (guide 6.7/10).
 */
import type { VendorId } from '../src/core/vendor.ts';
import type { BrokenRow } from './broken-row.ts';

/** What a person, or fate, can do: `HostedHands` of `src/proof/hosted-world.ts`, as far as it is needed here. */
export interface LogsHands {
  press(vendor: VendorId, action: string, fields?: Readonly<Record<string, string>>): Promise<unknown>;
  vendor<State>(id: VendorId, edit: (state: State) => void): Promise<void>;
  serve(mischief: { errors: 'unknown' | 'silent' | 'untold' | 'leaky' | 'chatty' }): Promise<void>;
}

export type LogsRow = BrokenRow<LogsHands>;

interface DiscordState {
  webhooks: { id: string; name: string; channel: string; creator: string }[];
  messages: Record<string, object[]>;
  guilds: { channels: { id: string }[] }[];
}

const change = ({ press }: LogsHands, service: string, name: string, value: string): Promise<unknown> =>
  press('railway', 'set-variable', { service, name, value });

/** By the webhook of the channel. */
function tellIn({ webhooks, messages }: DiscordState, title: string): void {
  const [hook] = webhooks;
  if (!hook) throw new Error('there is a webhook');
  const content = { content: '', embeds: [{ title }], components: [], attachments: [], flags: 0, reactions: [] };
  const message = {
    id: '1700000000000000001',
    channel: hook.channel,
    author: hook.creator,
    webhook: hook.id,
    as: hook.name,
    at: '2026-11-23T12:00:00.000Z',
  };
  messages[hook.channel] = [...(messages[hook.channel] ?? []), { ...message, ...content }];
}

export const logsRows: readonly LogsRow[] = [
  {
    check: 'logs.channel-private',
    when: 'somebody opened the channel to everybody',
    breakIt: ({ press }) => press('discord', 'open-channel', { channel: 'bot-logs', open: 'yes' }),
    saw: /^everybody in Kingdom-77 Support sees #bot-logs$/,
  },
  {
    check: 'logs.channel-private',
    when: 'somebody deleted the channel',
    breakIt: ({ press }) => press('discord', 'remove-channel', { channel: 'bot-logs' }),
    saw: /^Kingdom-77 Support has no channel \d+ any more$/,
  },
  {
    check: 'logs.channel-private',
    when: 'the bot was kicked',
    breakIt: ({ press }) => press('discord', 'kick-bot'),
    saw: /^the bot is not in the server \d+ any more$/,
  },
  {
    check: 'logs.webhook-works',
    when: 'somebody deleted the webhook',
    breakIt: ({ vendor }) => vendor<DiscordState>('discord', ({ webhooks }) => void webhooks.splice(0)),
    saw: /^Discord knows no such webhook any more$/,
  },
  {
    check: 'logs.webhook-works',
    when: 'somebody let the webhook post to another channel',
    breakIt: ({ vendor }) =>
      vendor<DiscordState>('discord', ({ webhooks, guilds }) => {
        for (const one of webhooks) one.channel = guilds[0]?.channels[0]?.id ?? '';
      }),
    saw: /^it posts to the channel \d+, not to \d+$/,
  },
  {
    check: 'logs.configured',
    when: 'the worker has another webhook, and the API logs more',
    breakIt: async (hands) => {
      await change(hands, 'worker', 'LOG_WEBHOOK_URL', 'https://discord.com/api/webhooks/1/other');
      await change(hands, 'api', 'LOG_LEVEL', 'trace');
    },
    saw: /^the worker: LOG_WEBHOOK_URL is another one; the API: LOG_LEVEL is another one$/,
    boxes: ['6.7#023', '6.7#026', 'post#065'],
  },
  {
    check: 'logs.configured',
    when: 'somebody took the webhook from the bot',
    breakIt: ({ press }) => press('railway', 'delete-variable', { service: 'bot', name: 'LOG_WEBHOOK_URL' }),
    saw: /^the bot: LOG_WEBHOOK_URL is missing$/,
    boxes: ['6.7#023'],
  },
  {
    check: 'logs.configured',
    when: 'the API has another webhook',
    breakIt: (hands) => change(hands, 'api', 'LOG_WEBHOOK_URL', 'https://discord.com/api/webhooks/1/other'),
    saw: /^the API: LOG_WEBHOOK_URL is another one$/,
    boxes: ['6.7#024'],
  },
  {
    check: 'logs.errors-arrive',
    when: 'errors are told nowhere',
    breakIt: ({ serve }) => serve({ errors: 'untold' }),
    saw: /the error of the bot did not arrive within 24 s; the error of the worker did not arrive/,
  },
  {
    check: 'logs.errors-arrive',
    when: 'errors are told with the secrets in them',
    breakIt: ({ serve }) => serve({ errors: 'leaky' }),
    saw: /the error of the API arrived with a secret in it/,
  },
  {
    check: 'logs.errors-arrive',
    when: 'the API runs with another OPERATOR_SECRET, or with older code',
    breakIt: ({ serve }) => serve({ errors: 'unknown' }),
    saw: /^the bot made no error: the API knows no test errors, or not OPERATOR_SECRET/,
  },
  {
    check: 'logs.errors-arrive',
    when: 'the services do not answer',
    breakIt: ({ serve }) => serve({ errors: 'silent' }),
    saw: /^the bot made no error: the bot did not answer the API within 5 s/,
  },
  {
    check: 'logs.errors-arrive',
    when: 'errors are told as if they were none',
    breakIt: ({ serve }) => serve({ errors: 'chatty' }),
    saw: /the error of the bot is told as INFO/,
  },
  {
    check: 'logs.levels',
    when: 'the bot logs what only debugging needs',
    breakIt: ({ press }) =>
      press('railway', 'log', { service: 'bot', message: JSON.stringify({ level: 'debug', service: 'bot', msg: 'tick' }) }),
    saw: /^the bot logs what only debugging needs$/,
  },
  {
    check: 'logs.levels',
    when: 'the channel is told what is no error',
    breakIt: ({ vendor }) => vendor<DiscordState>('discord', (state) => tellIn(state, 'WARNING (3 times)')),
    saw: /^the channel is told what is no error: WARNING \(3 times\)$/,
  },
  {
    check: 'logs.drains',
    when: 'somebody removed the drain at the host',
    breakIt: ({ vendor }) => vendor<{ drains: unknown[] }>('vercel', ({ drains }) => void drains.splice(0)),
    saw: /^sent nowhere: dashboard$/,
  },
];

/** Checks that cannot fail, and why. */
export const logsCannotFail: Readonly<Record<string, string>> = {};

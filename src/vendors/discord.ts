/**
 * Discord: the bot and the login of the dashboard (phases 6.4 to 6.6). The client is the REST half of discord.js, with our door in place of its own requests.
 * API reference: https://docs.discord.com/developers/reference
 */
import { DiscordAPIError, HTTPError, RateLimitError, REST, type RESTOptions, Routes } from 'discord.js';
import { exits, OperatorError, VendorError } from '../core/errors.ts';
import type { Door, Identity, Vendor } from '../core/vendor.ts';

export const discord: Vendor<REST> = {
  id: 'discord',
  title: 'Discord',
  base: 'https://discord.com/api',
  credentials: ['DISCORD_TOKEN'],
  token: {
    page: 'https://discord.com/developers/applications',
    permissions: [
      { what: 'Bot · Token', level: 'write', why: 'registers commands, gives the Premium role' },
      {
        what: 'In your support server, for the role of the bot: Manage Channels, Manage Webhooks, View Channels, Read Message History',
        level: 'write',
        why: 'keeps the private channel that errors are told in; without it you make that channel yourself',
      },
      { what: 'Bot · Server Members Intent', level: 'read', why: 'only where the bot welcomes or moderates members' },
    ],
    note: 'Your application → Bot → Reset Token shows it once. A bot token has no smaller permissions: whoever has it is the bot.',
  },
  connect: (door, credentials) =>
    new REST({ version: '10', retries: 0, makeRequest: through(door) }).setToken(credentials.DISCORD_TOKEN?.reveal() ?? ''),
  whoami,
  explain,
  advice: {
    '401': 'the token is wrong or was reset: https://discord.com/developers/applications → your application → Bot → Reset Token',
    '403': 'the bot is not in that server, or its role stands below the one it should give',
    '404': 'the application behind this token has no such thing; look at https://discord.com/developers/applications',
    '429': 'Discord limits the rate; run the same command again in a minute',
    default: 'run the same command again; https://discordstatus.com tells whether Discord is having trouble',
  },
  /** Trying a secret changes nothing of the application. */
  reads: ({ method, path, body }) =>
    method === 'POST' && path.endsWith('/oauth2/token') && /(^|&)grant_type=client_credentials(&|$)/.test(body),
  secretFields: ['token', 'access_token', 'refresh_token', 'client_secret'],
  // 50 requests a second for all routes together: https://docs.discord.com/developers/topics/rate-limits#global-rate-limit
  limits: { perSecond: 40, concurrent: 10 },
};

/**
 * Whether Discord takes this secret for this application: it gives the application's owner a token, which nobody keeps.
 * https://docs.discord.com/developers/topics/oauth2#client-credentials-grant
 */
export async function takesSecret(client: REST, application: string, secret: string): Promise<boolean> {
  const form = { client_id: application, client_secret: secret, grant_type: 'client_credentials', scope: 'identify' };
  try {
    await client.post(Routes.oauth2TokenExchange(), {
      body: new URLSearchParams(form).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      passThroughBody: true,
      auth: false,
    });
    return true;
  } catch (error) {
    if (error instanceof DiscordAPIError && (error.status === 401 || error.code === 'invalid_client')) return false;
    throw error;
  }
}

/** The SDK names undici's types; the door speaks the same fetch. */
function through(door: Door): RESTOptions['makeRequest'] {
  return ((url: string, init: RequestInit) => door(url, init)) as unknown as RESTOptions['makeRequest'];
}

async function whoami(client: REST): Promise<Identity> {
  const [user, application] = (await Promise.all([client.get(Routes.user()), client.get(Routes.currentApplication())])) as [
    { username: string; bot?: boolean },
    { id: string; name: string; bot_public?: boolean },
  ];
  if (!user.bot)
    throw new OperatorError({
      what: 'DISCORD_TOKEN belongs to a person, not to a bot',
      fix: 'use the token of a bot; Discord bans automated user accounts',
      see: discord.token.page,
      exit: exits.preflight,
    });
  return {
    account: application.id,
    name: user.username,
    mode: 'none',
    plan: application.bot_public === false ? 'private bot' : 'public bot',
  };
}

function explain(error: unknown, call: string): VendorError | undefined {
  const known = error instanceof DiscordAPIError || error instanceof HTTPError || error instanceof RateLimitError;
  if (!known) return undefined;
  const status = error instanceof RateLimitError ? 429 : error.status;
  return new VendorError({
    vendor: discord.title,
    call,
    status,
    message: error.message,
    code: error instanceof DiscordAPIError ? String(error.code) : undefined,
    advice: discord.advice[String(status)] ?? String(discord.advice.default),
    exit: status === 401 || status === 403 ? exits.preflight : exits.failed,
    cause: error,
  });
}

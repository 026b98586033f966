/** For tests of the emulated Discord: the official clients aimed at it, and the actions of people. */
import { type DiscordAPIError, REST } from 'discord.js';
import { callLoopback } from '../ports/listen.ts';
import type { DiscordState } from './discord/model.ts';
import { testWorld } from './fixture.ts';
import type { World } from './world.ts';

export interface Discord {
  world: World;
  /** `http://127.0.0.1:PORT/api`, as discord.js wants it. */
  api: string;
  token: string;
  rest: REST;
  ids: { application: string; guild: string; channel: string; premium: string; botRole: string; owner: string; alice: string; bob: string };
  edit<T = unknown>(action: string, fields?: Readonly<Record<string, string>>): Promise<T>;
  state(): Promise<DiscordState>;
  /** One raw request; the bot's token unless `authorization` is given (empty: none). */
  raw(method: string, path: string, body?: unknown, authorization?: string): Promise<{ status: number; headers: Headers; body: unknown }>;
}

export async function openDiscord(): Promise<Discord> {
  const world = await testWorld();
  const api = `${world.endpoints.discord}/api`;
  const token = world.credentials()['discord.botToken'] ?? '';
  const state = async (): Promise<DiscordState> => (await world.snapshot()).vendors.discord as DiscordState;
  const { applications, guilds, users } = await state();
  const [guild] = guilds;
  const role = (name: string): string => guild?.roles.find((one) => one.name === name)?.id ?? '';
  const user = (name: string): string => users.find(({ username }) => username === name)?.id ?? '';
  const application = applications[0];
  return {
    world,
    api,
    token,
    rest: restFor(api, token),
    ids: {
      application: application?.id ?? '',
      guild: guild?.id ?? '',
      channel: guild?.channels[0]?.id ?? '',
      premium: role('Premium'),
      botRole: role(application?.name ?? ''),
      owner: user('owner'),
      alice: user('alice'),
      bob: user('bob'),
    },
    edit: <T>(action: string, fields = {}) => world.edit('discord', action, fields) as Promise<T>,
    state,
    async raw(method, path, body, authorization = `Bot ${token}`) {
      const answer = await fetch(`${world.endpoints.discord}${path}`, {
        method,
        redirect: 'manual',
        headers: { ...(authorization ? { authorization } : {}), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await answer.text();
      return {
        status: answer.status,
        headers: answer.headers,
        body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text,
      };
    },
  };
}

/** The REST client of discord.js, unmodified, that tells about limits instead of waiting for long. */
export function restFor(api: string, token: string): REST {
  return new REST({ version: '10', api, retries: 0, timeout: 5000 }).setToken(token);
}

/** What Discord says when it refuses a call of the client. */
export async function refusalOf(call: Promise<unknown>): Promise<{ status: number; code: number | string; message: string }> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown as DiscordAPIError,
  );
  if (!error || typeof error.status !== 'number') throw new Error(`not refused by Discord: ${String(error)}`);
  return { status: error.status, code: error.code, message: error.message };
}

/** A form of a page, sent as a browser does. */
export function press(world: World, path: string, fields: Readonly<Record<string, string>>) {
  return callLoopback(`${world.endpoints.discord}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams(fields).toString(),
    timeoutMs: 5000,
  });
}

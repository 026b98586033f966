/**
 * The contract of Discord: every call of the emulator, held against the OpenAPI 3.1 document that Discord publishes: operations, query parameters, bodies of
 * requests and answers, statuses.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endpoints } from './discord/api.ts';
import { discordDifferences } from './discord-differences.ts';
import { type Discord, openDiscord, press } from './discord-fixture.ts';

const file = fileURLToPath(new URL('../../../shared/vendor-specs/discord.json', import.meta.url));
const absent = !existsSync(file);
const why = absent ? ` (skipped: ${file} is not there)` : '';

type Json = Record<string, unknown>;
interface Media {
  $ref?: string;
  content?: Record<string, { schema?: Json }>;
}
interface Operation {
  parameters?: { name: string; in: string }[];
  requestBody?: Media;
  responses: Record<string, Media>;
}
interface Spec {
  paths: Record<string, Record<string, Operation>>;
  components: Json & { responses: Record<string, Media> };
}
interface Seen {
  method: string;
  /** Below `/api/v10`. */
  path: string;
  query: string;
  requestBody: unknown;
  status: number;
  responseBody: unknown;
}
interface Finding {
  operation: string;
  text: string;
}

class Judge {
  readonly #spec: Spec;
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false, logger: false });
  readonly #compiled = new Map<Json, ValidateFunction>();

  constructor(spec: Spec) {
    this.#spec = spec;
    this.#ajv.addSchema({ $id: 'discord', components: spec.components });
  }

  /** Everything that is not as published, in words. */
  findings(seen: Seen): Finding[] {
    const [template, operation] = this.#operation(seen);
    const name = `${seen.method} ${template}`;
    if (!operation) return [{ operation: name, text: 'no such operation' }];
    const known = (operation.parameters ?? []).filter((one) => one.in === 'query').map((one) => one.name);
    const strange = [...new URLSearchParams(seen.query).keys()]
      .filter((key) => !known.includes(key))
      .map((key) => `query ${key} is unknown`);
    const request =
      seen.requestBody === undefined ? [] : this.#judged(operation.requestBody, seen.requestBody).map((text) => `request ${text}`);
    const answer = operation.responses[String(seen.status)] ?? operation.responses[`${String(seen.status)[0]}XX`];
    const told = !answer ? [`status ${seen.status} is unknown`] : seen.status === 204 ? [] : this.#judged(answer, seen.responseBody);
    return [...strange, ...request, ...told.map((text) => `answer ${text}`)].map((text) => ({ operation: name, text }));
  }

  #operation({ method, path }: Seen): [string, Operation | undefined] {
    const steps = path.split('/');
    const fits = (template: string): boolean => {
      const parts = template.split('/');
      return parts.length === steps.length && parts.every((part, index) => part.startsWith('{') || part === steps[index]);
    };
    const found = Object.keys(this.#spec.paths)
      .filter((template) => fits(template) && this.#spec.paths[template]?.[method.toLowerCase()])
      .sort((a, b) => a.split('{').length - b.split('{').length)[0];
    const unknown = path.replace(/\d{17,20}/g, (_, at: number) => (at < 20 ? '{application_id}' : '{id}'));
    return found ? [found, this.#spec.paths[found]?.[method.toLowerCase()]] : [unknown, undefined];
  }

  #judged(media: Media | undefined, body: unknown): string[] {
    const named = media?.$ref ? this.#spec.components.responses[media.$ref.split('/').at(-1) ?? ''] : media;
    const schema = named?.content?.['application/json']?.schema;
    if (!schema) return named?.content ? ['has another type'] : ['is not expected'];
    let validate = this.#compiled.get(schema);
    if (!validate) {
      validate = this.#ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"discord#/components/')));
      this.#compiled.set(schema, validate);
    }
    if (validate(body)) return [];
    return [
      ...new Set((validate.errors ?? []).map(({ instancePath, message }) => `${instancePath.replace(/\/\d+/g, '/0') || '/'} ${message}`)),
    ];
  }
}

let discord: Discord;
const seen: Seen[] = [];

beforeAll(async () => {
  discord = await openDiscord();
});
afterAll(() => discord.world.close());

async function call<T = Json>(method: string, path: string, body?: unknown, authorization?: string): Promise<T> {
  const answer = await discord.raw(method, `/api/v10${path}`, body, authorization);
  const [plain = '', query = ''] = path.split('?');
  seen.push({ method, path: plain, query, requestBody: body, status: answer.status, responseBody: answer.body });
  return answer.body as T;
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 1050));

/** Every call that is understood, at least once. */
async function drive(): Promise<void> {
  const { application, guild, channel, alice, bob, premium } = discord.ids;
  await discord.edit('redirects', { redirects: 'https://a.test/callback' });
  await discord.edit('intents', { intents: 'guild-members' });
  await discord.edit('information', { terms: 'https://a.test/terms', privacy: 'https://a.test/privacy', tags: 'fun' });
  for (const path of [
    '/gateway',
    '/gateway/bot',
    '/users/@me',
    `/users/${alice}`,
    '/applications/@me',
    '/oauth2/applications/@me',
    `/applications/${application}`,
  ])
    await call('GET', path);
  await call('PATCH', '/applications/@me', {
    description: { default: 'new' },
    tags: ['a'],
    install_params: { scopes: ['bot'], permissions: 8 },
  });
  await call('PATCH', '/users/@me', { username: 'Kingdom' });
  await call('GET', '/users/@me/guilds?with_counts=true');
  await call('POST', '/users/@me/channels', { recipient_id: alice });
  // Servers and members
  for (const path of [
    '?with_counts=true',
    '/roles',
    `/roles/${premium}`,
    '/channels',
    '/members?limit=10',
    '/members/search?query=a',
    `/members/${alice}`,
    '/webhooks',
  ])
    await call('GET', `/guilds/${guild}${path}`);
  await discord.edit('bot-permissions', { permissions: '8' });
  await call('GET', '/invites/kingdom77');
  const role = await call<{ id: string }>('POST', `/guilds/${guild}/roles`, { name: 'VIP', color: 5 });
  await call('PATCH', `/guilds/${guild}/roles/${role.id}`, { name: 'VIP 2' });
  await call('PUT', `/guilds/${guild}/members/${alice}/roles/${role.id}`);
  await call('DELETE', `/guilds/${guild}/members/${alice}/roles/${role.id}`);
  await call('PATCH', `/guilds/${guild}/members/${alice}`, { nick: 'Al' });
  await call('DELETE', `/guilds/${guild}/members/${bob}`);
  await call('DELETE', `/guilds/${guild}/roles/${role.id}`);
  const made = await call<{ id: string }>('POST', `/guilds/${guild}/channels`, { name: 'chat', type: 0, topic: 't' });
  await call('GET', `/channels/${made.id}`);
  await call('PATCH', `/channels/${made.id}`, { name: 'talk' });
  await call('POST', `/channels/${made.id}/typing`);
  const everybody = `/channels/${made.id}/permissions/${guild}`;
  await call('PUT', everybody, { type: 0, deny: '1024', allow: '0' });
  await call('DELETE', everybody);
  const overwrites = [{ id: application, type: 1, allow: '1024', deny: '0' }];
  const hidden = await call<{ id: string }>('POST', `/guilds/${guild}/channels`, {
    name: 'logs',
    type: 0,
    permission_overwrites: overwrites,
  });
  await call('DELETE', `/channels/${hidden.id}`);
  await call('DELETE', `/channels/${made.id}`);
  await pause();
  // Messages
  const rich = {
    content: 'a',
    embeds: [{ title: 't', fields: [{ name: 'n', value: 'v' }] }],
    components: [{ type: 1, components: [{ type: 2, style: 1, label: 'b', custom_id: 'b' }] }],
  };
  const one = await call<{ id: string }>('POST', `/channels/${channel}/messages`, rich);
  const two = await call<{ id: string }>('POST', `/channels/${channel}/messages`, {
    content: 'b',
    message_reference: { message_id: one.id },
  });
  const three = await call<{ id: string }>('POST', `/channels/${channel}/messages`, { content: `<@${alice}>` });
  const message = `/channels/${channel}/messages/${one.id}`;
  await call('PATCH', message, { content: 'c' });
  const emoji = encodeURIComponent('🎉');
  await call('PUT', `${message}/reactions/${emoji}/@me`);
  await call('GET', `${message}/reactions/${emoji}?limit=5`);
  await call('GET', message);
  await call('GET', `/channels/${channel}/messages?limit=10`);
  await call('DELETE', `${message}/reactions/${emoji}/@me`);
  await discord.edit('react', { user: 'alice', message: one.id, emoji: '🎉' });
  await call('DELETE', `${message}/reactions/${emoji}/${alice}`);
  await call('DELETE', message);
  await call('POST', `/channels/${channel}/messages/bulk-delete`, { messages: [two.id, three.id] });
  // Webhooks
  const hook = await call<{ id: string; token: string }>('POST', `/channels/${channel}/webhooks`, { name: 'Alerts' });
  await call('GET', `/channels/${channel}/webhooks`);
  await call('GET', `/webhooks/${hook.id}`);
  await call('PATCH', `/webhooks/${hook.id}`, { name: 'A' });
  const open = `/webhooks/${hook.id}/${hook.token}`;
  await call('GET', open, undefined, '');
  await call('PATCH', open, { name: 'B' }, '');
  await call('POST', open, { content: 'x' }, '');
  const posted = await call<{ id: string }>('POST', `${open}?wait=true`, { embeds: [{ title: 'x' }] }, '');
  await call('GET', `${open}/messages/${posted.id}`, undefined, '');
  await call('PATCH', `${open}/messages/${posted.id}`, { content: 'y' }, '');
  await call('DELETE', `${open}/messages/${posted.id}`, undefined, '');
  await call('DELETE', open, undefined, '');
  const other = await call<{ id: string }>('POST', `/channels/${channel}/webhooks`, { name: 'C' });
  await call('DELETE', `/webhooks/${other.id}`);
  await pause();
  // Commands and what people do with them
  const ping = { name: 'ping', description: 'Pong', options: [{ type: 3, name: 'text', description: 'Text' }] };
  for (const path of [`/applications/${application}/commands`, `/applications/${application}/guilds/${guild}/commands`]) {
    await call('PUT', path, [ping]);
    const added = await call<{ id: string }>('POST', path, { ...ping, name: 'pong', default_member_permissions: 32 });
    await call('POST', path, { ...ping, name: 'pong' });
    await call('GET', `${path}?with_localizations=true`);
    await call('GET', `${path}/${added.id}`);
    await call('PATCH', `${path}/${added.id}`, { description: 'More' });
    await call('DELETE', `${path}/${added.id}`);
  }
  await interactions(application);
  // Premium Apps
  const [sku] = await call<{ id: string }[]>('GET', `/applications/${application}/skus`);
  await discord.edit('buy-premium', { user: 'alice' });
  const entitlements = `/applications/${application}/entitlements`;
  const granted = await call<{ id: string }>('POST', entitlements, { sku_id: sku?.id, owner_id: guild, owner_type: 1 });
  await call('GET', `${entitlements}?user_id=${alice}&exclude_ended=true&limit=5`);
  await call('GET', `${entitlements}/${granted.id}`);
  await call('POST', `${entitlements}/${granted.id}/consume`);
  await call('DELETE', `${entitlements}/${granted.id}`);
  await logins(application, guild);
  await call('DELETE', `/users/@me/guilds/${guild}`);
}

/** A session that only listens, so that people are heard. */
async function interactions(application: string): Promise<void> {
  const socket = new WebSocket(`${discord.world.endpoints.discord?.replace('http', 'ws')}/?v=10&encoding=json`);
  const identity = { token: discord.token, intents: 0, properties: {} };
  const answers: Promise<void>[] = [];
  socket.addEventListener('message', ({ data }) => {
    const { t, d } = JSON.parse(String(data)) as { t: string; d: { id: string; token: string } };
    if (t === 'INTERACTION_CREATE') answers.push(answer(application, d));
  });
  await new Promise((resolve) => socket.addEventListener('open', resolve));
  socket.send(JSON.stringify({ op: 2, d: identity }));
  while ((await discord.edit<unknown[]>('sessions')).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await discord.edit('run-command', { user: 'alice', name: 'ping' });
  await Promise.all(answers);
  await discord.edit('run-command', { user: 'alice', name: 'ping' });
  await Promise.all(answers);
  socket.close();
}

let asked = 0;

async function answer(application: string, { id, token }: { id: string; token: string }): Promise<void> {
  const again = asked++ > 0;
  await call(
    'POST',
    `/interactions/${id}/${token}/callback${again ? '?with_response=true' : ''}`,
    { type: 4, data: { content: 'pong' } },
    '',
  );
  if (again) return;
  const path = `/webhooks/${application}/${token}`;
  await call('GET', `${path}/messages/@original`, undefined, '');
  await call('PATCH', `${path}/messages/@original`, { content: 'more' }, '');
  await call('POST', path, { content: 'also' }, '');
  await call('DELETE', `${path}/messages/@original`, undefined, '');
}

async function logins(application: string, guild: string): Promise<void> {
  const query = new URLSearchParams({
    client_id: application,
    response_type: 'code',
    redirect_uri: 'https://a.test/callback',
    scope: 'identify guilds guilds.join guilds.members.read',
  });
  const { headers } = await press(discord.world, `/oauth2/authorize?${query}`, { user: 'alice', action: 'authorize' });
  const code = new URL(headers.location ?? '').searchParams.get('code') ?? '';
  const secret = discord.world.credentials()['discord.clientSecret'] ?? '';
  // Forms, of which the document says nothing.
  const form = async (path: string, fields: Record<string, string>) => {
    const body = new URLSearchParams({ client_id: application, client_secret: secret, ...fields });
    const answer = await fetch(`${discord.api}/v10${path}`, { method: 'POST', body });
    seen.push({ method: 'POST', path, query: '', requestBody: undefined, status: answer.status, responseBody: undefined });
    return (await answer.json()) as { access_token: string };
  };
  const token = await form('/oauth2/token', { grant_type: 'authorization_code', code, redirect_uri: 'https://a.test/callback' });
  const bearer = `Bearer ${token.access_token}`;
  for (const path of ['/users/@me', '/users/@me/guilds', `/users/@me/guilds/${guild}/member`, '/oauth2/@me'])
    await call('GET', path, undefined, bearer);
  await discord.edit('remove-member', { user: 'alice' });
  await call('PUT', `/guilds/${guild}/members/${discord.ids.alice}`, { access_token: token.access_token });
  await call('PUT', `/guilds/${guild}/members/${discord.ids.alice}`, { access_token: token.access_token });
  await form('/oauth2/token/revoke', { token: token.access_token });
}

describe.skipIf(absent)(`the emulated Discord and the document that Discord publishes${why}`, () => {
  const spec = absent ? undefined : (JSON.parse(readFileSync(file, 'utf8')) as Spec);
  const judge = spec && new Judge(spec);

  test('agree in every exchange, but for the known differences, each with its source', async () => {
    await drive();
    const refused = seen.filter(({ status, path }) => status >= 400 && !path.endsWith('/consume'));
    expect(refused.map(({ method, path, status, responseBody }) => [method, path, status, responseBody])).toEqual([]);
    const found = seen.flatMap((one) => judge?.findings(one) ?? []);
    const explains = (finding: Finding) =>
      discordDifferences.filter((line) => line.operation === finding.operation && finding.text.includes(line.finding));
    const strangers = found.filter((finding) => explains(finding).length === 0).map(({ operation, text }) => `${operation} ${text}`);
    const needed = new Set(found.flatMap(explains));
    process.stdout.write(
      `contract: ${seen.length} exchanges, ${found.length - strangers.length} known differences, ${strangers.length} defects\n`,
    );
    expect([...new Set(strangers)]).toEqual([]);
    expect(discordDifferences.filter((line) => !needed.has(line))).toEqual([]);
  });

  test('no call is left out', () => {
    const tried = (method: string, path: string): boolean => {
      const pattern = new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`);
      return seen.some((one) => one.method === method && pattern.test(one.path));
    };
    expect(endpoints.filter(({ method, path }) => !tried(method, path)).map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  });

  test('a request or an answer that is not in the document is seen', () => {
    const good = seen.find(({ path }) => path === '/gateway') as Seen;
    const texts = (more: Partial<Seen>) => judge?.findings({ ...good, ...more }).map(({ text }) => text);
    expect(texts({})).toEqual([]);
    expect(texts({ path: '/gatewayz' })).toEqual(['no such operation']);
    expect(texts({ query: 'x=1' })).toEqual(['query x is unknown']);
    expect(texts({ status: 302 })).toEqual(['answer status 302 is unknown']);
    expect(texts({ responseBody: { url: 5 } })).toEqual(['answer /url must be string']);
    const post = { method: 'POST', path: '/users/@me/channels', status: 204 };
    expect(texts({ ...post, requestBody: { recipient_id: 5 } })?.[0]).toContain('request /recipient_id must be');
  });
});

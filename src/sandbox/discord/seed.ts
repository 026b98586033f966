/** A new Discord: the operator's application and its support server, two more people, and somebody else's application. Every secret is minted here. */
import type { Random } from '../../core/ports.ts';
import { type Application, type DiscordState, type Guild, snowflake, type Tools, type User } from './model.ts';
import { botDefault, everyone } from './permissions.ts';

const day = 86_400_000;

/** SKU flags: https://docs.discord.com/developers/resources/sku#sku-object-sku-flags */
const available = 1 << 2;
const guildSubscription = 1 << 7;
const userSubscription = 1 << 8;

export function newState(tools: Tools): DiscordState {
  const now = tools.clock.now().getTime();
  let sequence = 0;
  const id = (daysAgo: number): string => snowflake(now - daysAgo * day, sequence++);
  const user = (username: string, email: string, daysAgo: number): User => ({ id: id(daysAgo), username, email, locale: 'en-US' });
  const people = {
    owner: user('owner', 'owner@kingdom77.test', 2000),
    alice: user('alice', 'alice@example.test', 1500),
    bob: user('bob', 'bob@example.test', 900),
    stranger: user('stranger', 'somebody@else.test', 800),
  };
  const application = (name: string, owner: User, daysAgo: number): Application =>
    newApplication(tools.random, id(daysAgo), name, owner.id);
  const main = application('Kingdom-77', people.owner, 400);
  const other = application('Somebody else', people.stranger, 300);
  const support = newGuild({ id: id(390), channel: id(390), name: 'Kingdom-77 Support', owner: people.owner.id, at: iso(now - 390 * day) });
  for (const member of [people.alice, people.bob]) support.members[member.id] = { roles: [], joined: iso(now - 100 * day) };
  support.roles.push({ id: id(380), name: 'Premium', permissions: '0', position: 1, color: 0xf1_c4_0f });
  addBot(support, main, id(390), iso(now - 390 * day));
  main.guild = support.id;
  const sku = (name: string, slug: string, flag: number) => ({
    id: id(200),
    application: main.id,
    type: 5,
    name,
    slug,
    flags: available | flag,
  });
  return {
    version: 1,
    sequence,
    applications: [main, other],
    users: [...Object.values(people), botUser(main), botUser(other)],
    guilds: [support],
    privateChannels: [],
    messages: {},
    webhooks: [],
    commands: [],
    interactions: [],
    skus: [sku('Premium (server)', 'premium-server', guildSubscription), sku('Premium (user)', 'premium-user', userSubscription)],
    entitlements: [],
    codes: [],
    grants: [],
    invites: [{ code: 'kingdom77', guild: support.id, channel: support.channels[0]?.id ?? '', inviter: people.owner.id }],
    gateway: { maxConcurrency: 1, identifyWindowMs: 5000, heartbeatMs: 41_250, sessionStarts: 1000, shards: 0, down: false },
  };
}

export function newApplication(random: Random, id: string, name: string, owner: string): Application {
  return {
    id,
    name,
    description: '',
    owner,
    botToken: newBotToken(random, id),
    clientSecret: letters(random, 32),
    publicKey: Buffer.from(letters(random, 32)).toString('hex'),
    redirects: [],
    intents: [],
    isPublic: true,
    tags: [],
    more: {},
  };
}

/** Three parts, the first of which is the id of the application in base64. */
export function newBotToken(random: Random, application: string): string {
  return `${Buffer.from(application).toString('base64').replaceAll('=', '')}.G${letters(random, 5)}.${letters(random, 38)}`;
}

export function letters(random: Random, count: number): string {
  let text = '';
  while (text.length < count) text += random.token(count + 8).replaceAll(/[-_]/g, '');
  return text.slice(0, count);
}

/** A server as somebody makes it: one role for everybody, one text channel. */
export function newGuild(wanted: { id: string; channel: string; name: string; owner: string; at: string }): Guild {
  return {
    id: wanted.id,
    name: wanted.name,
    owner: wanted.owner,
    roles: [{ id: wanted.id, name: '@everyone', permissions: String(everyone), position: 0, color: 0 }],
    channels: [{ id: wanted.channel, name: 'general', type: 0 }],
    members: { [wanted.owner]: { roles: [], joined: wanted.at } },
  };
}

/** The bot joins with a role of its own, above those that are there. */
export function addBot(guild: Guild, application: Application, role: string, at: string, permissions = botDefault): void {
  const position = Math.max(...guild.roles.map((one) => one.position)) + 1;
  guild.roles.push({ id: role, name: application.name, permissions: String(permissions), position, color: 0, bot: application.id });
  guild.members[application.id] = { roles: [role], joined: at };
}

function botUser({ id, name }: Application): User {
  return { id, username: name, email: '', locale: 'en-US', bot: true };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

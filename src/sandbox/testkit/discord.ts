/** What people do in Discord, for tests: the emulator's actions with types. */
import { callLoopback } from '../../ports/listen.ts';
import type { DiscordState } from '../discord/model.ts';
import type { World } from '../world.ts';
import type { TestAnswer, TestCommand, TestDiscord, TestEntitlement, TestGuild, TestMessage, TestPress, TestUser } from './face.ts';

type Fields = Readonly<Record<string, string>>;
type Edit = <T>(action: string, fields?: Fields) => Promise<T>;

/** Milliseconds between two looks at the sessions. */
const look = 20;

export async function discordFor(world: World, clock: { sleep(ms: number): Promise<void>; tick(): number }): Promise<TestDiscord> {
  const edit = (<T>(action: string, fields: Fields = {}) => world.edit('discord', action, fields) as Promise<T>) satisfies Edit;
  const state = (await world.snapshot()).vendors.discord as DiscordState;
  const seed = seeded(state);
  const endpoint = world.endpoints.discord ?? '';
  const secret = (name: string): string => world.credentials()[`discord.${name}`] ?? '';
  const sessions = () => edit<Awaited<ReturnType<TestDiscord['sessions']>>>('sessions');
  return {
    ...seed,
    edit,
    secrets: () => ({ token: secret('botToken'), clientSecret: secret('clientSecret') }),
    createGuild: ({ name, owner, bot, members } = {}) =>
      edit<TestGuild>(
        'create-guild',
        given({ name, owner, bot: bot === false ? 'no' : undefined, members: members && JSON.stringify(members) }),
      ),
    guilds: () => edit('guilds'),
    createUser: (username) => edit<TestUser>('create-user', given({ username })),
    addMember: (guild, user) => edit('add-member', { guild, user }),
    removeMember: (guild, user) => edit('remove-member', { guild, user }),
    inviteBot: (guild) => edit('invite-bot', { guild }),
    kickBot: (guild) => edit('kick-bot', { guild }),
    outage: (guild, unavailable) => edit('outage', { guild, unavailable: String(unavailable) }),
    rolesOf: (user, guild) => edit('roles', given({ user, guild })),
    setRole: (guild, user, role, has) => edit('set-role', { guild, user, role, has: has ? 'yes' : 'no' }),
    createRole: (guild, { name, position, permissions }) =>
      edit('create-role', given({ guild, name, position: position === undefined ? undefined : String(position), permissions })),
    setBotPermissions: (guild, permissions) => edit('bot-permissions', { guild, permissions }),
    runCommand: (call) => edit<TestAnswer>('run-command', commandFields(call)),
    autocomplete: async (call) =>
      (await edit<{ choices: { name: string; value: string }[] }>('autocomplete', { ...commandFields(call), focused: call.focused }))
        .choices,
    clickButton: (call) => edit<TestAnswer>('click-button', pressFields(call)),
    choose: (call) => edit<TestAnswer>('choose', { ...pressFields(call), values: JSON.stringify(call.values) }),
    submitModal: ({ user, modal, fields, guild, channel, timeoutMs }) =>
      edit<TestAnswer>('submit-modal', {
        user,
        customId: typeof modal === 'string' ? modal : modal.customId,
        ...(typeof modal === 'string' ? {} : { modal: JSON.stringify(modal.components) }),
        fields: JSON.stringify(fields),
        ...where({ guild, channel, timeoutMs }),
      }),
    commands: (guild) => edit('commands', given({ guild })),
    say: (user, channel, content) => edit<TestMessage>('say', { user, channel, content }),
    react: (user, message, emoji, has = true) => edit('react', { user, message, emoji, has: has ? 'yes' : 'no' }),
    channelMessages: (channel) => edit('channel-messages', { channel }),
    directMessages: (user) => edit('direct-messages', { user }),
    closeDirectMessages: (user, closed = true) => edit('close-direct-messages', { user, closed: String(closed) }),
    createWebhook: async (channel) => {
      const { id, token } = await edit<{ id: string; token: string }>('create-webhook', { channel });
      return { id, token, url: `${endpoint}/api/webhooks/${id}/${token}` };
    },
    buyPremium: ({ user, guild, sku }) => edit<TestEntitlement>('buy-premium', given({ user, guild, sku })),
    endPremium: (id, endsAt) => edit<TestEntitlement>('end-premium', given({ id, at: endsAt?.toISOString() })),
    refundPremium: (id) => edit('refund-premium', { id }),
    entitlements: () => edit('entitlements'),
    authorize: (url, user, { deny = false } = {}) => authorize(endpoint, url, user, deny),
    redirects: async () => ((await world.snapshot()).vendors.discord as DiscordState).applications[0]?.redirects ?? [],
    setRedirects: (redirects) => edit('redirects', { redirects: redirects.join('\n') }),
    botOnline: async () => (await sessions()).length > 0,
    sessions,
    async ready(count = 1, timeoutMs = 10_000) {
      const until = clock.tick() + timeoutMs;
      for (let there = (await sessions()).length; there < count; there = (await sessions()).length) {
        if (clock.tick() > until) throw new Error(`${there} of ${count} sessions of the bot are ready after ${timeoutMs} ms`);
        await clock.sleep(look);
      }
    },
    identifies: () => edit('identifies'),
    disturb: (how, shard) => edit('disturb', given({ how, shard: shard === undefined ? undefined : String(shard) })),
    gateway: (wanted) => edit('gateway', { state: wanted }),
    setPrivilegedIntents: (intents) => edit('intents', { intents: intents.join(' ') }),
    resetToken: () => edit('reset-token'),
    resetClientSecret: () => edit('reset-secret'),
  };
}

/** What a new world has. */
function seeded({
  applications,
  users,
  guilds,
  skus,
}: DiscordState): Pick<TestDiscord, 'application' | 'bot' | 'support' | 'users' | 'skus'> {
  const [main] = applications;
  const [support] = guilds;
  const user = (name: string): TestUser => ({ id: users.find(({ username }) => username === name)?.id ?? '', username: name });
  const role = support?.roles.find(({ name }) => name === 'Premium')?.id;
  const [forGuild, forUser] = skus;
  if (!main || !support || !role || !forGuild || !forUser) throw new Error('a new world of Discord lacks what tests build on');
  return {
    application: { id: main.id, name: main.name, owner: main.owner, publicKey: main.publicKey },
    bot: { id: main.id, username: main.name },
    support: { id: support.id, name: support.name, owner: support.owner, channel: support.channels[0]?.id ?? '', premiumRole: role },
    users: { owner: user('owner'), alice: user('alice'), bob: user('bob') },
    skus: { guild: forGuild.id, user: forUser.id },
  };
}

function given(fields: Readonly<Record<string, string | undefined>>): Fields {
  return Object.fromEntries(Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined));
}

function where({
  guild,
  channel,
  timeoutMs,
}: {
  guild?: string | null | undefined;
  channel?: string | undefined;
  timeoutMs?: number | undefined;
}): Fields {
  const timeout = timeoutMs === undefined ? undefined : String(timeoutMs);
  return given({ guild: guild === null ? 'none' : guild, channel, timeoutMs: timeout });
}

function commandFields(call: TestCommand): Fields {
  const { user, name, options = {}, locale } = call;
  return { ...given({ user, name, locale }), options: JSON.stringify(options), ...where(call) };
}

function pressFields({ user, message, press, timeoutMs }: TestPress): Fields {
  return { user, message, press, ...where({ timeoutMs }) };
}

/** As a browser does it: the page's own form is sent back to it. */
async function authorize(endpoint: string, url: string, user: string, deny: boolean): Promise<string> {
  const { pathname, search } = new URL(url);
  const answer = await callLoopback(`${endpoint}${pathname}${search}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams({ user, action: deny ? 'cancel' : 'authorize' }).toString(),
    timeoutMs: 5000,
  });
  const location = answer.headers.location;
  if (answer.status === 303 && location) return location;
  throw new Error(`Discord shows: ${/<h1[^>]*>([^<]*)/.exec(answer.body)?.[1] ?? answer.status}`);
}

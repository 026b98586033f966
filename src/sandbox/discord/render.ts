/** Things as the API and the gateway show them. */
import type { Books } from './books.ts';
import type { Application, Channel, Command, Entitlement, Guild, PrivateChannel, Role, Sku, User, Webhook } from './model.ts';

type Shape = Record<string, unknown>;

export function user(one: User): Shape {
  return {
    id: one.id,
    username: one.username,
    avatar: null,
    discriminator: one.bot ? '0077' : '0',
    public_flags: 0,
    flags: 0,
    ...(one.bot ? { bot: true } : {}),
    banner: null,
    accent_color: null,
    global_name: one.bot ? null : one.username,
    avatar_decoration_data: null,
    collectibles: null,
    primary_guild: null,
  };
}

/** As its owner sees it. */
export function ownUser(one: User, scopes?: readonly string[]): Shape {
  const mail = !scopes || scopes.includes('email') ? { email: one.bot ? null : one.email, verified: true } : {};
  return { ...user(one), mfa_enabled: false, locale: one.locale, premium_type: 0, ...mail };
}

const limited = { presence: 1 << 13, 'guild-members': 1 << 15, 'message-content': 1 << 19 } as const;

export function flagsOf(application: Application): number {
  return application.intents.reduce((flags, intent) => flags | limited[intent], 0);
}

export function application(books: Books, one: Application): Shape {
  const bot = books.user(one.id);
  return {
    id: one.id,
    name: one.name,
    icon: null,
    description: one.description,
    type: null,
    ...(bot ? { bot: user(bot) } : {}),
    bot_public: one.isPublic,
    bot_require_code_grant: false,
    ...(one.terms ? { terms_of_service_url: one.terms } : {}),
    ...(one.privacy ? { privacy_policy_url: one.privacy } : {}),
    ...(one.guild ? { guild_id: one.guild } : {}),
    ...pick(one.more, ['custom_install_url', 'install_params', 'integration_types_config']),
    verify_key: one.publicKey,
    flags: flagsOf(one),
    flags_new: String(flagsOf(one)),
    ...(one.tags.length > 0 ? { tags: one.tags } : {}),
  };
}

export function ownApplication(books: Books, one: Application): Shape {
  const { more } = one;
  return {
    ...application(books, one),
    redirect_uris: one.redirects,
    interactions_endpoint_url: more.interactions_endpoint_url ?? null,
    role_connections_verification_url: more.role_connections_verification_url ?? null,
    owner: user(books.mustUser(one.owner)),
    approximate_guild_count: books.guildsOf(one.id).length,
    approximate_user_install_count: 0,
    approximate_user_authorization_count: new Set(
      books.state.grants.filter((grant) => grant.application === one.id).map((grant) => grant.user),
    ).size,
    explicit_content_filter: more.explicit_content_filter ?? 0,
    ...pick(more, ['event_webhooks_url', 'event_webhooks_status', 'event_webhooks_types', 'max_participants']),
    team: null,
    eligible_oauth2_scopes: ['identify', 'email', 'guilds', 'guilds.join', 'guilds.members.read', 'bot', 'applications.commands'],
  };
}

export function role(one: Role): Shape {
  return {
    id: one.id,
    name: one.name,
    permissions: one.permissions,
    position: one.position,
    color: one.color,
    colors: { primary_color: one.color, secondary_color: null, tertiary_color: null },
    hoist: false,
    managed: one.bot !== undefined,
    mentionable: false,
    icon: null,
    unicode_emoji: null,
    ...(one.bot ? { tags: { bot_id: one.bot } } : {}),
    flags: 0,
  };
}

export function channel(guild: Guild, one: Channel, last?: string): Shape {
  return {
    id: one.id,
    type: one.type,
    ...(one.type === 4 ? {} : { last_message_id: last ?? null }),
    flags: 0,
    guild_id: guild.id,
    name: one.name,
    parent_id: one.parent ?? null,
    rate_limit_per_user: 0,
    topic: one.topic ?? null,
    position: guild.channels.indexOf(one),
    permission_overwrites: one.overwrites ?? [],
    nsfw: false,
  };
}

export function direct(books: Books, one: PrivateChannel): Shape {
  const last = books.messages(one.id).at(-1)?.id ?? null;
  return { id: one.id, type: 1, last_message_id: last, flags: 0, recipients: [user(books.mustUser(one.user))] };
}

export function member(books: Books, guild: Guild, id: string): Shape {
  const one = guild.members[id];
  return {
    avatar: null,
    banner: null,
    communication_disabled_until: null,
    flags: 0,
    joined_at: one?.joined ?? null,
    nick: one?.nick ?? null,
    pending: false,
    premium_since: null,
    roles: one?.roles ?? [],
    user: user(books.mustUser(id)),
    mute: false,
    deaf: false,
  };
}

export function guild(one: Guild): Shape {
  return {
    id: one.id,
    name: one.name,
    icon: null,
    description: null,
    home_header: null,
    splash: null,
    discovery_splash: null,
    features: [],
    banner: null,
    owner_id: one.owner,
    application_id: null,
    region: 'us-east',
    afk_channel_id: null,
    afk_timeout: 300,
    system_channel_id: one.channels[0]?.id ?? null,
    system_channel_flags: 0,
    widget_enabled: false,
    widget_channel_id: null,
    verification_level: 0,
    roles: one.roles.map(role),
    default_message_notifications: 0,
    mfa_level: 0,
    explicit_content_filter: 0,
    max_presences: null,
    max_members: 500_000,
    max_stage_video_channel_users: 50,
    max_video_channel_users: 25,
    vanity_url_code: null,
    premium_tier: 0,
    premium_subscription_count: 0,
    preferred_locale: 'en-US',
    rules_channel_id: null,
    safety_alerts_channel_id: null,
    public_updates_channel_id: null,
    premium_progress_bar_enabled: false,
    nsfw: false,
    nsfw_level: 0,
    emojis: [],
    stickers: [],
    incidents_data: null,
  };
}

/** As `GUILD_CREATE` brings it. Only those members are told whom the session may know. */
export function wholeGuild(books: Books, one: Guild, application: string, everybody: boolean): Shape {
  const ids = Object.keys(one.members);
  return {
    ...guild(one),
    joined_at: one.members[application]?.joined ?? null,
    large: ids.length > 250,
    unavailable: false,
    member_count: ids.length,
    members: (everybody ? ids : [application]).map((id) => member(books, one, id)),
    channels: one.channels.map((each) => channel(one, each, books.messages(each.id).at(-1)?.id)),
    threads: [],
    presences: [],
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}

/** @param secret with the token and the address: for those who may manage it */
export function webhook(books: Books, one: Webhook, secret: boolean): Shape {
  const shared = { token: one.token, url: `https://discord.com/api/webhooks/${one.id}/${one.token}` };
  return {
    application_id: one.application ?? null,
    avatar: null,
    channel_id: one.channel,
    guild_id: one.guild,
    id: one.id,
    name: one.name,
    type: 1,
    user: user(books.mustUser(one.creator)),
    ...(secret ? shared : {}),
  };
}

export function command(one: Command): Shape {
  const { more } = one;
  return {
    id: one.id,
    application_id: one.application,
    version: one.version,
    default_member_permissions: more.default_member_permissions ?? null,
    type: one.type,
    name: one.name,
    name_localizations: more.name_localizations ?? null,
    description: one.description,
    description_localizations: more.description_localizations ?? null,
    ...(one.guild ? { guild_id: one.guild } : { dm_permission: more.dm_permission ?? true, contexts: more.contexts ?? null }),
    integration_types: more.integration_types ?? [0],
    ...(Array.isArray(more.options) && more.options.length > 0 ? { options: more.options } : {}),
    nsfw: more.nsfw ?? false,
  };
}

export function sku(one: Sku): Shape {
  return {
    id: one.id,
    type: one.type,
    application_id: one.application,
    name: one.name,
    slug: one.slug,
    flags: one.flags,
    dependent_sku_id: null,
    manifest_labels: null,
    access_type: 1,
    features: [],
    release_date: null,
    premium: false,
    show_age_gate: false,
  };
}

export function entitlement(one: Entitlement): Shape {
  return {
    id: one.id,
    sku_id: one.sku,
    application_id: one.application,
    ...(one.user ? { user_id: one.user } : {}),
    ...(one.guild ? { guild_id: one.guild } : {}),
    deleted: one.deleted,
    starts_at: one.starts ?? null,
    ends_at: one.ends ?? null,
    type: one.type,
    consumed: one.consumed,
    ...(one.subscription ? { subscription_id: one.subscription } : {}),
    gift_code_flags: 0,
    promotion_id: null,
  };
}

function pick(from: Shape, names: readonly string[]): Shape {
  return Object.fromEntries(names.flatMap((name) => (from[name] === undefined || from[name] === null ? [] : [[name, from[name]]])));
}

/**
 * @k77/testkit: Discord (REST, gateway, OAuth, Premium Apps), Stripe, MongoDB and Redis on 127.0.0.1, for tests of the services in this project.
 * One world a test file: `const world = await openTestWorld()` … `await world.close()`. Nothing leaves this machine, nothing is charged.
 * This file holds declarations only; the build puts a copy of it beside the bundle as `testkit.d.ts`.
 */

/** Opens a new world with nothing in common with any other. Takes well below a second. */
export declare function openTestWorld(options?: TestWorldOptions): Promise<TestWorld>;

export type TestService = 'bot' | 'worker' | 'api' | 'dashboard';
/** Whose traffic a fault meets. `redis` and `mongodb` have switches of their own: see `TestWorld.redis`, `TestWorld.mongodb`. */
export type TestVendor = 'discord' | 'stripe';

export interface TestWorldOptions {
  /** Servers that the bot is in besides the support server; 1 unless told. */
  guilds?: number;
  /** How many shards Discord recommends; unless told, one per 1,000 servers. */
  shards?: number;
  /** Sessions that may identify at once per window (`max_concurrency`); 1 unless told, as for most bots. */
  maxConcurrency?: number;
  /** The identify window, milliseconds; 5,000 unless told, as at Discord. */
  identifyWindowMs?: number;
  /** How often bots have to send a heartbeat, milliseconds; 41,250 unless told, as at Discord. */
  heartbeatMs?: number;
  /** Privileged intents switched on in the developer portal; none unless told. A bot that asks for another one is closed with 4014. */
  privilegedIntents?: readonly PrivilegedIntent[];
  /** The domain under which the project thinks it is reached; `kingdom77.test` unless told. */
  domain?: string;
  /** `real` takes `redis-server` or `valkey-server` when one is on PATH, else the built-in one. `built-in` unless told: it starts at once. */
  redis?: 'real' | 'built-in';
  /** Told one line a request, for finding out what a test did. Holds no secrets. */
  log?(line: string): void;
}

export type PrivilegedIntent = 'presence' | 'guild-members' | 'message-content';

export interface TestWorld {
  readonly endpoints: {
    /** `http://127.0.0.1:PORT/api`: what `DISCORD_API_BASE` and the `rest.api` option of discord.js want. */
    readonly discord: string;
    /** `http://127.0.0.1:PORT`: what `STRIPE_API_BASE` wants. */
    readonly stripe: string;
  };
  readonly domain: string;
  /**
   * Every variable that a service needs, with values of this world, as for `process.env`: `{ ...process.env, ...world.environment('bot') }`.
   * `DISCORD_API_BASE` and `STRIPE_API_BASE` lead here; `ENVIRONMENT` is `rehearsal`; `PORT` is `0`.
   */
  environment(service: TestService, more?: Readonly<Record<string, string>>): Record<string, string>;
  readonly discord: TestDiscord;
  readonly stripe: TestStripe;
  readonly mongodb: TestMongodb;
  /** The cache. */
  readonly redis: TestRedis;
  /** The job queue: a server of its own that never evicts. */
  readonly queue: TestRedis;
  readonly faults: TestFaults;
  /**
   * Names the server behind a public name, so that webhooks reach it: `serve('api.kingdom77.test', 'http://127.0.0.1:3000')`.
   * Until then they wait. `null` takes it away.
   */
  serve(name: string, url: string | null): Promise<void>;
  /** Remembers what Discord and Stripe hold (not the databases). */
  snapshot(): Promise<TestSnapshot>;
  restore(snapshot: TestSnapshot): Promise<void>;
  /** Stops everything that was opened. */
  close(): Promise<void>;
}

/** Opaque; plain JSON. */
export interface TestSnapshot {
  readonly version: 1;
}

// ── Discord ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface TestUser {
  readonly id: string;
  readonly username: string;
}

export interface TestGuild {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  /** The first text channel. */
  readonly channel: string;
}

/** Users, servers and channels may be named by id or by name. */
export interface TestDiscord {
  readonly application: { readonly id: string; readonly name: string; readonly owner: string; readonly publicKey: string };
  readonly bot: { readonly id: string; readonly username: string };
  /** The bot's own support server with the role that subscribers get; the bot's role stands above it. */
  readonly support: TestGuild & { readonly premiumRole: string };
  /** `owner` owns the application and all servers; `alice` and `bob` are members of the support server. */
  readonly users: { readonly owner: TestUser; readonly alice: TestUser; readonly bob: TestUser };
  /** What Discord itself sells (Premium Apps): one subscription for a server, one for a user. */
  readonly skus: { readonly guild: string; readonly user: string };
  /** Anything else that a person can do in the emulated Discord, by its name: `edit('create-channel', { guild, name })`. */
  edit(action: string, fields?: Readonly<Record<string, string>>): Promise<unknown>;
  /** Current secrets; they change with `resetToken` and `resetClientSecret`. */
  secrets(): { token: string; clientSecret: string };

  /** A server; the bot joins it unless `bot: false`. `owner` is the owner of the application unless told. */
  createGuild(options?: { name?: string; owner?: string; bot?: boolean; members?: readonly string[] }): Promise<TestGuild>;
  guilds(): Promise<readonly TestGuild[]>;
  createUser(username?: string): Promise<TestUser>;
  addMember(guild: string, user: string): Promise<void>;
  removeMember(guild: string, user: string): Promise<void>;
  /** The bot is invited, or invited again. */
  inviteBot(guild: string): Promise<void>;
  kickBot(guild: string): Promise<void>;
  /** Discord loses a server for a while (`GUILD_DELETE` with `unavailable`), or has it again. */
  outage(guild: string, unavailable: boolean): Promise<void>;
  /** Roles of a member in the support server, or in another, by id. */
  rolesOf(user: string, guild?: string): Promise<readonly string[]>;
  /** Gives a role by hand, or takes it. */
  setRole(guild: string, user: string, role: string, has: boolean): Promise<void>;
  createRole(guild: string, options: { name: string; position?: number; permissions?: string }): Promise<string>;
  /** What the bot's own role may do in a server: a bit field as Discord counts it. */
  setBotPermissions(guild: string, permissions: string): Promise<void>;

  /** A person runs a slash command; resolves with the bot's answer, or after 3 s without one with `answered: false`. */
  runCommand(call: TestCommand): Promise<TestAnswer>;
  /** What the bot offers while a person types into an option. */
  autocomplete(call: TestCommand & { focused: string }): Promise<readonly { name: string; value: string | number }[]>;
  clickButton(call: TestPress): Promise<TestAnswer>;
  choose(call: TestPress & { values: readonly string[] }): Promise<TestAnswer>;
  submitModal(call: {
    user: string;
    /** `modal` of the answer that showed the form, or its `custom_id` alone. */
    modal: NonNullable<TestAnswer['modal']> | string;
    /** By the `custom_id` of the inputs. */
    fields: Readonly<Record<string, string>>;
    guild?: string | null;
    channel?: string;
    timeoutMs?: number;
  }): Promise<TestAnswer>;
  /** Commands that the application registered: global ones, or those of one server. */
  commands(guild?: string): Promise<readonly { id: string; name: string; description: string; [more: string]: unknown }[]>;

  /** A person writes into a channel. */
  say(user: string, channel: string, content: string): Promise<TestMessage>;
  /** A reaction of a person; `has: false` takes it back. */
  react(user: string, message: string, emoji: string, has?: boolean): Promise<void>;
  /** Oldest first. */
  channelMessages(channel: string): Promise<readonly TestMessage[]>;
  /** What the bot wrote to a user privately, oldest first. */
  directMessages(user: string): Promise<readonly TestMessage[]>;
  /** A user closes their direct messages: the bot is answered 403 with code 50007. */
  closeDirectMessages(user: string, closed?: boolean): Promise<void>;
  /** A webhook in a channel, for `LOG_WEBHOOK_URL`. `url` leads to this world. */
  createWebhook(channel: string): Promise<{ id: string; token: string; url: string }>;

  /** Somebody buys the subscription in Discord: `ENTITLEMENT_CREATE`. */
  buyPremium(call: { user: string; guild?: string; sku?: string }): Promise<TestEntitlement>;
  /** It ends at its end: `ENTITLEMENT_UPDATE` with `ends_at` (now unless told). */
  endPremium(entitlement: string, endsAt?: Date): Promise<TestEntitlement>;
  /** Discord refunds it: `ENTITLEMENT_DELETE`. */
  refundPremium(entitlement: string): Promise<void>;
  entitlements(): Promise<readonly TestEntitlement[]>;

  /** Presses "Authorize" as `user` on the page that `/oauth2/authorize` shows, and returns where the browser goes. `deny` presses "Cancel". */
  authorize(url: string, user: string, options?: { deny?: boolean }): Promise<string>;
  redirects(): Promise<readonly string[]>;
  setRedirects(redirects: readonly string[]): Promise<void>;

  /** Online as soon as one session is ready. */
  botOnline(): Promise<boolean>;
  /** Sessions that are ready now. */
  sessions(): Promise<readonly { shard: number; shards: number; guilds: number; since: string; resumed: number }[]>;
  /** Resolves when so many sessions are ready. @throws Error when `timeoutMs` (10,000) pass */
  ready(sessions?: number, timeoutMs?: number): Promise<void>;
  /** When sessions identified, for looking at the identify gate: milliseconds on one clock. */
  identifies(): Promise<readonly { shard: number; shards: number; at: number; refused: boolean }[]>;
  /** Discord asks all sessions to reconnect (op 7), breaks their connections, or makes their sessions void (op 9). */
  disturb(how: 'reconnect' | 'break' | 'invalidate' | 'zombie', shard?: number): Promise<void>;
  /** Takes the gateway down: connections break and new ones are refused, until it is up again. */
  gateway(state: 'up' | 'down'): Promise<void>;
  setPrivilegedIntents(intents: readonly PrivilegedIntent[]): Promise<void>;
  /** A new bot token; sessions with the old one are closed with 4004. */
  resetToken(): Promise<string>;
  resetClientSecret(): Promise<string>;
}

export interface TestCommand {
  /** Who runs it. */
  user: string;
  /** `ping`, or with its subcommand: `giveaway start`. */
  name: string;
  /** By the names of the options. Users, roles and channels by id. */
  options?: Readonly<Record<string, string | number | boolean>>;
  /** Where; the support server unless told. `null`: in private with the bot. */
  guild?: string | null;
  channel?: string;
  /** Answers in another language: `de`, `en-GB`. */
  locale?: string;
  /** How long to wait for the end of a deferred answer, milliseconds; 10,000 unless told. */
  timeoutMs?: number;
}

export interface TestPress {
  user: string;
  /** Id of the message that carries it. */
  message: string;
  /** `custom_id` of the button or menu, or the label of the button. */
  press: string;
  timeoutMs?: number;
}

export interface TestAnswer {
  /** False: the bot did not answer within three seconds, and Discord said "The application did not respond". */
  answered: boolean;
  kind: 'message' | 'update' | 'modal' | 'none';
  /** The bot asked for time first ("… is thinking"). */
  deferred: boolean;
  ephemeral: boolean;
  content: string;
  embeds: readonly TestEmbed[];
  components: readonly unknown[];
  /** Id of the message, when there is one. */
  message: string | undefined;
  /** The form that the bot showed. */
  modal: { customId: string; title: string; components: readonly unknown[] } | undefined;
  /** Further messages. */
  followups: readonly TestMessage[];
  /** From the press to the bot's first answer, milliseconds. */
  afterMs: number;
  /** From the press to the whole answer, milliseconds. */
  doneMs: number;
}

export interface TestEmbed {
  title?: string;
  description?: string;
  url?: string;
  color?: number;
  fields?: readonly { name: string; value: string; inline?: boolean }[];
  footer?: { text: string };
  timestamp?: string;
}

export interface TestMessage {
  id: string;
  channel: string;
  /** Id of the user; of the webhook when one wrote it. */
  author: string;
  authorName: string;
  content: string;
  embeds: readonly TestEmbed[];
  components: readonly unknown[];
  attachments: readonly { filename: string; text: string }[];
  ephemeral: boolean;
  edited: boolean;
  reactions: readonly { emoji: string; users: readonly string[] }[];
}

export interface TestEntitlement {
  id: string;
  sku: string;
  user: string | undefined;
  guild: string | undefined;
  startsAt: string | undefined;
  endsAt: string | undefined;
  deleted: boolean;
  test: boolean;
}

// ── Stripe ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface TestStripe {
  readonly secretKey: string;
  readonly publishableKey: string;
  /** Premium, monthly and yearly: ids of prices. */
  readonly prices: { readonly monthly: string; readonly yearly: string };
  /** The endpoint `https://api.<domain>/api/stripe/webhook`, subscribed to everything; `environment('api')` holds its secret. */
  readonly webhook: { readonly id: string; readonly secret: string; readonly url: string };
  /** Any call to the API with the secret key: `request('GET', '/v1/subscriptions', { customer })`. @throws Error with Stripe's message */
  request<T = Record<string, unknown>>(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    params?: Readonly<Record<string, unknown>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<T>;
  /** The customer pays on the checkout page. `session` is its id or address. */
  pay(session: string, payer?: { card?: string; email?: string; name?: string; agree?: boolean }): Promise<TestPayment>;
  /** Events, oldest first. */
  events(type?: string): Promise<readonly TestEvent[]>;
  /** Resolves when every webhook that is due was tried. */
  settle(): Promise<void>;
  /** Webhooks not delivered yet. */
  waiting(): number;
  /** No delivery by itself while it is held; `deliver` still works. */
  hold(held: boolean): Promise<void>;
  /**
   * Sends events to an address by hand, signed: all of them unless named, in the order told, each `times`. Resolves with the statuses, 0 for no answer.
   * `reversed` and `shuffled` reorder; a shuffle with the same `seed` is the same. `concurrency` requests are under way at once; 1 unless told.
   */
  deliver(url: string, how?: TestDelivery): Promise<readonly number[]>;
  /** The `stripe-signature` header of a body. `at` in Unix seconds. */
  sign(body: string, options?: { secret?: string; at?: number }): string;
  /** Money back for a payment: all of it unless told. @param amount in the smallest unit of the currency */
  refund(payment: string, amount?: number): Promise<Record<string, unknown>>;
  /** The bank takes the money back. */
  dispute(charge: string, reason?: string): Promise<Record<string, unknown>>;
  closeDispute(dispute: string, outcome: 'won' | 'lost'): Promise<Record<string, unknown>>;
  /** What happens when all retries of a renewal failed. */
  dunning(outcome: 'cancel' | 'unpaid' | 'past_due'): Promise<void>;
  /** A clock for customers of a test; created at `at` (now unless told). */
  createClock(at?: Date): Promise<string>;
  /** Moves a clock on and lets everything that falls due happen. */
  advance(clock: string, to: Date | { days: number }): Promise<void>;
}

export interface TestPayment {
  paid: boolean;
  /** Where the browser goes. */
  redirect: string | undefined;
  /** What the page said when the payment was refused. */
  problem: string | undefined;
}

export interface TestEvent {
  id: string;
  type: string;
  created: number;
  data: { object: Record<string, unknown>; previous_attributes?: Record<string, unknown> };
  [more: string]: unknown;
}

export interface TestDelivery {
  events?: readonly (string | TestEvent)[];
  order?: 'created' | 'reversed' | 'shuffled';
  times?: number;
  seed?: number;
  concurrency?: number;
  secret?: string;
}

// ── Stores and faults ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface TestMongodb {
  /** With user and password, for the database of the project. A replica set of one: transactions work. */
  readonly uri: string;
  readonly database: string;
  /** New connections are dropped while it is down, and those that are open break. */
  down(): Promise<void>;
  up(): Promise<void>;
  /** Every answer is late by so many milliseconds. */
  slow(ms: number): void;
}

export interface TestRedis {
  readonly url: string;
  readonly kind: 'redis-server' | 'valkey-server' | 'built-in';
  /** Stops the server; what it held is back after `up`. */
  down(): Promise<void>;
  up(): Promise<void>;
  flush(): Promise<void>;
  /** One command as the owner of the server; the answer as JSON. */
  ask(...words: readonly string[]): Promise<unknown>;
}

export interface TestFault {
  vendor: TestVendor;
  do: '429' | '500' | 'timeout' | 'reset-after-commit' | 'reset-before' | 'html' | 'slow';
  /** One or several methods: `POST|PUT`. */
  method?: string;
  /** A regular expression for the path. */
  path?: string;
  /** How often it strikes; without it, always. */
  times?: number;
  /** How many matching requests pass before it strikes. */
  after?: number;
  /** Seconds, for `429`. */
  retryAfter?: number;
  /** Milliseconds, for `slow`. */
  ms?: number;
}

export interface TestFaults {
  /** Replaces all faults. */
  set(...faults: readonly TestFault[]): void;
  clear(): void;
}

/**
 * A person uses the bot: runs a command, presses a button, chooses, fills in a form. Resolves with what the bot answered and how long it took.
 * Payloads: https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object
 */
import { OperatorError } from '../../core/errors.ts';
import { list, record, text } from './body.ts';
import type { Books, Heard } from './books.ts';
import { ephemeral } from './compose.ts';
import type { Channel, Guild, Interaction, Message, User } from './model.ts';
import { permissionsOf } from './permissions.ts';
import * as show from './render.ts';
import { messageShape } from './render-message.ts';
import { isOver } from './routes/entitlements.ts';
import { firstAnswer, loading } from './routes/interactions.ts';

export interface Asked {
  /** 2: command, 3: component, 4: autocomplete, 5: modal. */
  type: number;
  user: User;
  guild: Guild | undefined;
  channel: Channel | { id: string };
  /** What it is about: the command, the `custom_id`. */
  name: string;
  data: Readonly<Record<string, unknown>>;
  source: Message | undefined;
  locale: string;
  timeoutMs: number;
}

export interface Answered {
  answered: boolean;
  kind: 'message' | 'update' | 'modal' | 'choices' | 'none';
  deferred: boolean;
  ephemeral: boolean;
  content: string;
  embeds: readonly Record<string, unknown>[];
  components: readonly Record<string, unknown>[];
  message: string | undefined;
  modal: { customId: string; title: string; components: readonly unknown[] } | undefined;
  choices: readonly { name: string; value: string | number }[];
  followups: readonly Message[];
  /** Milliseconds from the press to the first answer, and to the whole one. */
  afterMs: number;
  doneMs: number;
}

/** Interactions that somebody waits for, by id. */
export class Conversations {
  readonly #books: () => Books;
  readonly #waiting = new Map<string, (what: Heard) => void>();

  constructor(books: () => Books) {
    this.#books = books;
  }

  heard(interaction: Interaction, what: Heard): void {
    this.#waiting.get(interaction.id)?.(what);
  }

  /** @param isHeard false: no session of the bot hears of it, now or later */
  async ask(asked: Asked, isHeard: (guild: string | undefined) => boolean, signal: AbortSignal | undefined): Promise<Answered> {
    const books = this.#books();
    const { clock } = books.tools;
    const began = clock.tick();
    const talk = new Talk(() => clock.tick() - began);
    if (!isHeard(asked.guild?.id)) return talk.result();
    const interaction = books.addInteraction(newInteraction(books, asked));
    this.#waiting.set(interaction.id, (what) => talk.take(what));
    const over = new AbortController();
    const sleep = (ms: number): Promise<void> =>
      clock.sleep(ms, signal ? AbortSignal.any([over.signal, signal]) : over.signal).catch(() => {});
    try {
      const payload = payloadOf(books, interaction, asked);
      books.tell({
        type: 'INTERACTION_CREATE',
        application: interaction.application,
        ...(asked.guild ? { guild: asked.guild.id } : {}),
        intents: 0,
        data: () => payload,
      });
      await Promise.race([talk.first, sleep(firstAnswer)]);
      if (talk.isOpen) await Promise.race([talk.whole, sleep(asked.timeoutMs)]);
      return talk.result();
    } finally {
      over.abort();
      this.#waiting.delete(interaction.id);
    }
  }
}

/** What has been heard so far. */
class Talk {
  readonly first: Promise<void>;
  readonly whole: Promise<void>;
  readonly #elapsed: () => number;
  #firstHeard = (): void => {};
  #wholeHeard = (): void => {};
  #callback: Extract<Heard, { kind: 'callback' }> | undefined;
  #message: Message | undefined;
  #followups: Message[] = [];
  #isWhole = false;
  #after = 0;
  #done = 0;

  constructor(elapsed: () => number) {
    this.#elapsed = elapsed;
    this.first = new Promise((resolve) => {
      this.#firstHeard = resolve;
    });
    this.whole = new Promise((resolve) => {
      this.#wholeHeard = resolve;
    });
  }

  /** Begun, and not finished. */
  get isOpen(): boolean {
    return this.#callback !== undefined && !this.#isWhole;
  }

  take(what: Heard): void {
    this.#done = this.#elapsed();
    if (what.kind === 'callback') {
      this.#callback = what;
      this.#after = this.#done;
      this.#firstHeard();
    }
    if (what.kind === 'followup') this.#followups.push(what.message);
    else this.#message = what.message;
    const isDeferred = what.kind === 'callback' && (what.type === 5 || what.type === 6);
    if (isDeferred) return;
    this.#isWhole = true;
    this.#wholeHeard();
  }

  result(): Answered {
    const type = this.#callback?.type;
    const data = this.#callback?.data ?? {};
    const message = this.#message;
    const isThinking = message !== undefined && (message.flags & loading) !== 0;
    return {
      answered: type !== undefined,
      kind: type === undefined ? 'none' : type === 9 ? 'modal' : type === 8 ? 'choices' : type === 6 || type === 7 ? 'update' : 'message',
      deferred: type === 5 || type === 6,
      ephemeral: message !== undefined && (message.flags & ephemeral) !== 0,
      content: message?.content ?? '',
      embeds: message?.embeds ?? [],
      components: message?.components ?? [],
      message: isThinking ? undefined : message?.id,
      modal:
        type === 9 ? { customId: text(data.custom_id) ?? '', title: text(data.title) ?? '', components: list(data.components) } : undefined,
      choices: list(data.choices).map(({ name, value }) => ({ name: String(name), value: value as string | number })),
      followups: this.#followups,
      afterMs: this.#after,
      doneMs: this.#done,
    };
  }
}

function newInteraction(books: Books, { type, user, guild, channel, name, source }: Asked): Interaction {
  return {
    id: books.id(),
    token: `aW50ZXJhY3Rpb24${books.tools.random.token(96)}`,
    application: books.main.id,
    type,
    user: user.id,
    ...(guild ? { guild: guild.id } : {}),
    channel: channel.id,
    at: books.now(),
    state: 'open',
    ...(source ? { source: source.id } : {}),
    name,
  };
}

function payloadOf(books: Books, interaction: Interaction, { user, guild, channel, data, source, locale }: Asked): Record<string, unknown> {
  const inGuild = guild && 'name' in channel ? guildFields(books, guild, channel, user) : undefined;
  const direct = books.place(channel.id)?.direct;
  return {
    id: interaction.id,
    application_id: interaction.application,
    type: interaction.type,
    data,
    token: interaction.token,
    version: 1,
    channel_id: channel.id,
    locale,
    entitlements: entitlementsOf(books, user.id, guild?.id),
    authorizing_integration_owners: { 0: guild?.id ?? '0' },
    context: guild ? 0 : 1,
    attachment_size_limit: 10_485_760,
    app_permissions: String(permissionsIn(books, guild, channel)),
    ...(inGuild ?? { user: show.user(user), ...(direct ? { channel: show.direct(books, direct) } : {}) }),
    ...(source ? { message: messageShape(books, source) } : {}),
  };
}

function permissionsIn(books: Books, guild: Guild | undefined, channel: Asked['channel']): bigint {
  if (!guild) return 0n;
  return permissionsOf(guild, books.main.id, 'name' in channel ? channel : undefined);
}

function guildFields(books: Books, guild: Guild, channel: Channel, user: User): Record<string, unknown> {
  return {
    guild_id: guild.id,
    guild: { id: guild.id, locale: 'en-US', features: [] },
    guild_locale: 'en-US',
    channel: { ...show.channel(guild, channel), permissions: String(permissionsOf(guild, user.id, channel)) },
    member: { ...show.member(books, guild, user.id), permissions: String(permissionsOf(guild, user.id, channel)) },
  };
}

function entitlementsOf(books: Books, user: string, guild: string | undefined): unknown[] {
  return books.state.entitlements
    .filter((one) => one.application === books.main.id && !one.deleted && !isOver(one, books.now()))
    .filter((one) => (one.guild === undefined ? one.user === user : one.guild === guild))
    .map(show.entitlement);
}

/** The component that a person means: by `custom_id`, or by the label of a button. @throws OperatorError when the message has none */
export function componentOf(message: Message, press: string): Readonly<Record<string, unknown>> {
  const all = flat(message.components);
  const found = all.find(({ custom_id: id }) => id === press) ?? all.find(({ label }) => label === press);
  const there = all.flatMap((one) => [one.custom_id, one.label]).filter((one) => typeof one === 'string');
  if (!found)
    throw new OperatorError({ what: `The message has nothing called ${press} to press`, fix: `It has: ${there.join(', ') || 'nothing'}` });
  if (found.disabled === true) throw new OperatorError({ what: `${press} is disabled`, fix: 'Press one that is not' });
  if (typeof found.custom_id !== 'string') throw new OperatorError({ what: `${press} is a link`, fix: `It leads to ${String(found.url)}` });
  return found;
}

function flat(components: readonly Readonly<Record<string, unknown>>[]): Readonly<Record<string, unknown>>[] {
  return components.flatMap((one) => [
    one,
    ...flat(list(one.components)),
    ...flat([one.accessory, one.component].filter(Boolean).map(record)),
  ]);
}

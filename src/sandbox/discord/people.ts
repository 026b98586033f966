/** What people do with the bot and with each other: commands, buttons, forms, messages. */
import { OperatorError } from '../../core/errors.ts';
import { list, record, text } from './body.ts';
import type { Books, Place } from './books.ts';
import { newMessage } from './compose.ts';
import type { Action, Desk, Fields } from './desk.ts';
import { messageTold } from './events.ts';
import type { Answered, Asked } from './interact.ts';
import { componentOf } from './interact.ts';
import { invocation } from './invocation.ts';
import type { Guild, Message, User } from './model.ts';
import { guildNamed, isOn, jsonIn, messageNamed, numberIn, placeNamed, userNamed } from './named.ts';
import { commandsOf } from './routes/commands.ts';
import { react } from './routes/messages.ts';

/** Milliseconds that a deferred answer may take. */
const patience = 10_000;

/** Where somebody does something: in a server, or in private with the bot (`guild: "none"`). */
function stage({ books }: Desk, { guild, channel }: Fields, user: User): { guild: Guild | undefined; place: Place } {
  if (guild === 'none') {
    const direct = books.direct(user.id, books.main.id);
    return { guild: undefined, place: { id: direct.id, direct } };
  }
  const found = guildNamed(books, guild);
  if (!found.members[user.id])
    throw new OperatorError({ what: `${user.username} is no member of ${found.name}`, fix: 'Use add-member first' });
  return { guild: found, place: placeNamed(books, found, channel) };
}

function ask(desk: Desk, asked: Omit<Asked, 'locale' | 'timeoutMs'>, { locale, timeoutMs }: Fields): Promise<unknown> {
  const { books, hub, conversations, signal } = desk;
  const isHeard = (guild: string | undefined): boolean =>
    hub.isHeard({ type: 'INTERACTION_CREATE', application: books.main.id, ...(guild ? { guild } : {}), intents: 0, data: () => ({}) });
  const whole = { ...asked, locale: locale || asked.user.locale, timeoutMs: numberIn(timeoutMs, patience) };
  return conversations.ask(whole, isHeard, signal).then((answer) => told(books, answer));
}

function told(books: Books, answer: Answered): unknown {
  return { ...answer, followups: answer.followups.map((message) => brief(books, message)) };
}

/** A message as people see it. */
export function brief(books: Books, one: Message): Record<string, unknown> {
  return {
    id: one.id,
    channel: one.channel,
    author: one.webhook && !one.application ? one.webhook : one.author,
    authorName: one.as ?? books.user(one.author)?.username ?? '',
    content: one.content,
    embeds: one.embeds,
    components: one.components,
    attachments: one.attachments.map(({ filename, text: content }) => ({ filename, text: content })),
    ephemeral: (one.flags & 64) !== 0,
    edited: one.edited !== undefined,
    reactions: one.reactions.map(({ emoji, users }) => ({ emoji, users })),
  };
}

function command(desk: Desk, fields: Fields, focused?: string): Promise<unknown> {
  const { books } = desk;
  const user = userNamed(books, fields.user);
  const { guild, place } = stage(desk, fields, user);
  const data = invocation(books, fields.name ?? '', jsonIn(fields.options, {}), guild, user.id, focused);
  const name = fields.name ?? '';
  return ask(
    desk,
    { type: focused === undefined ? 2 : 4, user, guild, channel: place.channel ?? place, name, data, source: undefined },
    fields,
  );
}

function press(desk: Desk, fields: Fields, values?: string[]): Promise<unknown> {
  const { books } = desk;
  const user = userNamed(books, fields.user);
  const source = messageNamed(books, fields.message);
  const place = placeNamed(books, undefined, source.channel);
  const component = componentOf(source, fields.press ?? '');
  const data = {
    custom_id: component.custom_id,
    component_type: component.type,
    id: component.id,
    ...(values ? { values, resolved: {} } : {}),
  };
  const name = String(component.custom_id);
  return ask(desk, { type: 3, user, guild: place.guild, channel: place.channel ?? place, name, data, source }, fields);
}

/** Inputs of a form, filled in; they keep the rows or labels in which they stand. */
function filledIn(
  components: readonly Readonly<Record<string, unknown>>[],
  values: Readonly<Record<string, string>>,
): Record<string, unknown>[] {
  return components.map((one) => {
    if (Array.isArray(one.components)) return { type: one.type, id: one.id, components: filledIn(list(one.components), values) };
    if (one.component) return { type: one.type, id: one.id, component: filledIn([record(one.component)], values)[0] };
    const value = values[text(one.custom_id) ?? ''] ?? text(one.value) ?? '';
    return {
      type: one.type,
      id: one.id,
      custom_id: one.custom_id,
      ...(one.type === 4 ? { value } : { values: value === '' ? [] : value.split(',') }),
    };
  });
}

export const people: Readonly<Record<string, Action>> = {
  'create-user': ({ books }, { username }) => {
    const name = username || `user${books.state.users.length}`;
    if (books.userNamed(name)) throw new OperatorError({ what: `There is a user ${name} already`, fix: 'Choose another name' });
    const user = books.addUser({ id: books.id(), username: name, email: `${name}@example.test`, locale: 'en-US' });
    return { id: user.id, username: name };
  },
  'run-command': (desk, fields) => command(desk, fields),
  autocomplete: (desk, fields) => command(desk, fields, fields.focused ?? ''),
  'click-button': (desk, fields) => press(desk, fields),
  choose: (desk, fields) => press(desk, fields, jsonIn<string[]>(fields.values, [])),
  /** `modal`: the components of the form as the bot sent them. */
  'submit-modal': (desk, fields) => {
    const user = userNamed(desk.books, fields.user);
    const { guild, place } = stage(desk, fields, user);
    const values = jsonIn<Record<string, string>>(fields.fields, {});
    const given = jsonIn<Record<string, unknown>[] | undefined>(fields.modal, undefined);
    const form = given ?? Object.keys(values).map((id) => ({ type: 1, components: [{ type: 4, custom_id: id }] }));
    const data = { custom_id: fields.customId ?? '', components: filledIn(form, values), resolved: {} };
    const name = fields.customId ?? '';
    return ask(desk, { type: 5, user, guild, channel: place.channel ?? place, name, data, source: undefined }, fields);
  },
  commands: ({ books }, { guild }) => {
    const found = guild ? guildNamed(books, guild).id : undefined;
    return commandsOf(books, books.main.id, found).map(({ id, name, description, type, more }) => ({
      id,
      name,
      description,
      type,
      ...more,
    }));
  },
  say: (desk, fields) => {
    const { books } = desk;
    const user = userNamed(books, fields.user);
    const known = books.place(fields.channel ?? '');
    const place = known ?? stage(desk, fields, user).place;
    const draft = { content: fields.content ?? '', embeds: [], components: [], attachments: [], flags: 0 };
    const message = newMessage(books, draft, { channel: place.id, author: user.id });
    messageTold(books, 'CREATE', message);
    return brief(books, message);
  },
  react: ({ books }, { user, message, emoji = '👍', has }) =>
    react(books, messageNamed(books, message), userNamed(books, user).id, emoji, has !== 'no'),
  'channel-messages': ({ books }, { guild, channel }) => {
    const place = books.place(channel ?? '') ?? placeNamed(books, guildNamed(books, guild), channel);
    return books.messages(place.id).map((message) => brief(books, message));
  },
  'direct-messages': ({ books }, { user }) => {
    const id = userNamed(books, user).id;
    const channel = books.state.privateChannels.find((one) => one.user === id && one.application === books.main.id);
    return channel ? books.messages(channel.id).map((message) => brief(books, message)) : [];
  },
  'close-direct-messages': ({ books }, { user, closed }) => {
    const who = userNamed(books, user);
    if (closed === undefined || isOn(closed)) who.closed = true;
    else delete who.closed;
    books.changed();
    return who.id;
  },
};

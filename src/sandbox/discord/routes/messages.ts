/** Messages and reactions. https://docs.discord.com/developers/resources/message */
import { record, text } from '../body.ts';
import type { Books } from '../books.ts';
import { compose, edit, ephemeral, newMessage } from '../compose.ts';
import { messageDeleted, messageTold, reactionTold } from '../events.ts';
import type { Message } from '../model.ts';
import { invalid, refuse } from '../refusal.ts';
import * as show from '../render.ts';
import { messageShape } from '../render-message.ts';
import { botOf, type Call, type Endpoint, may, page, placeOf } from '../resource.ts';

/** The message in the path; those that only one person sees are nobody else's. */
function messageOf(call: Call): Message {
  const place = placeOf(call);
  const found = call.books.message(place.id, call.ids.message ?? '');
  if (!found || found.flags & ephemeral) throw refuse(10008);
  return found;
}

function sent(call: Call): unknown {
  const bot = botOf(call);
  const { books } = call;
  const place = placeOf(call, 'sendMessages');
  const draft = compose(books, call.body, call.files);
  const { direct } = place;
  if (direct && books.user(direct.user)?.closed) throw refuse(50007);
  // Somebody who shares no server with the bot cannot be written to.
  if (direct && !books.guildsOf(direct.user).some((guild) => guild.members[bot.id])) throw refuse(50007);
  const repeated = nonceOf(call);
  if (repeated) return messageShape(books, repeated, bot.id);
  const replyTo = text(record(call.body.message_reference).message_id);
  if (replyTo && !books.message(place.id, replyTo)) throw invalid('message_reference', 'REPLIES_UNKNOWN_MESSAGE', 'Unknown message');
  const message = newMessage(books, { ...draft, flags: draft.flags & ~ephemeral }, { channel: place.id, author: bot.id });
  if (replyTo) message.replyTo = replyTo;
  messageTold(books, 'CREATE', message);
  remember(call, message);
  return messageShape(books, message, bot.id);
}

/** Nonces of the last minutes, per bot; in memory, as at Discord. */
const nonces = new WeakMap<Books, Map<string, { message: string; until: number }>>();

function nonceOf(call: Call): Message | undefined {
  if (call.body.enforce_nonce !== true || call.body.nonce === undefined) return undefined;
  const before = nonces.get(call.books)?.get(`${botOf(call).id} ${String(call.body.nonce)}`);
  return before && before.until > call.books.now() ? call.books.anyMessage(before.message) : undefined;
}

function remember(call: Call, message: Message): void {
  if (call.body.enforce_nonce !== true || call.body.nonce === undefined) return;
  const known = nonces.get(call.books) ?? new Map<string, { message: string; until: number }>();
  nonces.set(
    call.books,
    known.set(`${botOf(call).id} ${String(call.body.nonce)}`, { message: message.id, until: call.books.now() + 300_000 }),
  );
}

function edited(call: Call): unknown {
  const message = messageOf(call);
  const bot = botOf(call);
  if (message.author !== bot.id || (message.webhook && !message.application)) throw refuse(50005);
  edit(call.books, message, compose(call.books, call.body, call.files, message));
  messageTold(call.books, 'UPDATE', message);
  return messageShape(call.books, message, bot.id);
}

function removed(call: Call): void {
  const message = messageOf(call);
  const bot = botOf(call).id;
  if (message.author !== bot) placeOf(call, 'manageMessages');
  call.books.drop(message);
  messageDeleted(call.books, message);
}

/** Adds a user to a reaction, or takes one away. False when nothing changed. */
export function react(books: Books, message: Message, user: string, emoji: string, has: boolean): boolean {
  const reaction = message.reactions.find((one) => one.emoji === emoji);
  if ((reaction?.users.includes(user) ?? false) === has) return false;
  if (has && !reaction && message.reactions.length >= 20) throw refuse(30010);
  if (!reaction) message.reactions.push({ emoji, users: [user] });
  else reaction.users = has ? [...reaction.users, user] : reaction.users.filter((id) => id !== user);
  message.reactions = message.reactions.filter(({ users }) => users.length > 0);
  books.changed();
  reactionTold(books, has ? 'ADD' : 'REMOVE', message, user, emoji);
  return true;
}

/** `🎉` or `name:id`. */
function emojiIn(call: Call): string {
  const emoji = call.ids.emoji ?? '';
  if (!/^\w+:\d+$/.test(emoji) && !/\p{Emoji}/u.test(emoji)) throw refuse(10014);
  return emoji;
}

const posts = { calls: 5, seconds: 5 };
const reacts = { calls: 4, seconds: 1 };
const reactions = '/channels/{channel}/messages/{message}/reactions';

export const messages: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/channels/{channel}/messages',
    needs: 'bot',
    run(call) {
      const place = placeOf(call);
      const bot = botOf(call);
      if (place.guild && !may(place.guild, bot.id, place.channel, 'readMessageHistory')) return [];
      const seen = call.books.messages(place.id).filter(({ flags }) => !(flags & ephemeral));
      const fitting = call.query.get('after') ? page(seen, call.query, 50) : page(seen, latest(call.query), 50);
      return fitting.toReversed().map((message) => messageShape(call.books, message, bot.id));
    },
  },
  { method: 'POST', path: '/channels/{channel}/messages', needs: 'bot', limit: posts, run: sent },
  {
    method: 'GET',
    path: '/channels/{channel}/messages/{message}',
    needs: 'bot',
    run: (call) => messageShape(call.books, messageOf(call), botOf(call).id),
  },
  { method: 'PATCH', path: '/channels/{channel}/messages/{message}', needs: 'bot', limit: posts, run: edited },
  { method: 'DELETE', path: '/channels/{channel}/messages/{message}', needs: 'bot', limit: { calls: 5, seconds: 1 }, run: removed },
  {
    method: 'POST',
    path: '/channels/{channel}/messages/bulk-delete',
    needs: 'bot',
    limit: { calls: 1, seconds: 1 },
    run(call) {
      const place = placeOf(call, 'manageMessages');
      const ids = Array.isArray(call.body.messages) ? call.body.messages.map(String) : [];
      if (ids.length < 2 || ids.length > 100) throw invalid('messages', 'BASE_TYPE_BAD_LENGTH', 'Must be between 2 and 100 in length.');
      for (const message of call.books.messages(place.id).filter(({ id }) => ids.includes(id))) {
        call.books.drop(message);
        messageDeleted(call.books, message);
      }
    },
  },
  {
    method: 'GET',
    path: `${reactions}/{emoji}`,
    needs: 'bot',
    run(call) {
      const reaction = messageOf(call).reactions.find(({ emoji }) => emoji === emojiIn(call));
      const users = (reaction?.users ?? []).map((id) => call.books.mustUser(id)).sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
      return page(users, call.query, 25).map(show.user);
    },
  },
  {
    method: 'PUT',
    path: `${reactions}/{emoji}/@me`,
    needs: 'bot',
    limit: reacts,
    run(call) {
      placeOf(call, 'addReactions');
      react(call.books, messageOf(call), botOf(call).id, emojiIn(call), true);
    },
  },
  {
    method: 'DELETE',
    path: `${reactions}/{emoji}/@me`,
    needs: 'bot',
    limit: reacts,
    run: (call) => void react(call.books, messageOf(call), botOf(call).id, emojiIn(call), false),
  },
  {
    method: 'DELETE',
    path: `${reactions}/{emoji}/{user}`,
    needs: 'bot',
    limit: reacts,
    run(call) {
      placeOf(call, 'manageMessages');
      react(call.books, messageOf(call), call.ids.user ?? '', emojiIn(call), false);
    },
  },
];

/** Without `before` and `after` a list ends with the newest. */
function latest(query: URLSearchParams): URLSearchParams {
  return query.get('before') ? query : new URLSearchParams([...query, ['before', String((1n << 63n) - 1n)]]);
}

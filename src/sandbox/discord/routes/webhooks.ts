/**
 * Webhooks: made in a channel, written to by whoever has the address. The same paths serve answers to interactions, with the id of an application.
 * https://docs.discord.com/developers/resources/webhook
 */
import { text } from '../body.ts';
import { compose, edit, ephemeral, newMessage } from '../compose.ts';
import { messageDeleted, messageTold } from '../events.ts';
import type { Message, Webhook } from '../model.ts';
import { invalid, refuse } from '../refusal.ts';
import * as show from '../render.ts';
import { messageShape } from '../render-message.ts';
import { botOf, type Call, type Endpoint, guildOf, placeOf } from '../resource.ts';
import { answerIn, change, follow, remove } from './interactions.ts';

function isInteraction({ books, ids }: Call): boolean {
  return books.application(ids.webhook ?? '') !== undefined;
}

/** By id and token. */
function opened({ books, ids }: Call): Webhook {
  const found = books.state.webhooks.find(({ id }) => id === ids.webhook);
  if (!found) throw refuse(10015);
  if (found.token !== ids.token) throw refuse(50027);
  return found;
}

/** By id, for a bot that may manage webhooks there. */
function managed(call: Call): Webhook {
  const found = call.books.state.webhooks.find(({ id }) => id === call.ids.webhook);
  if (!found) throw refuse(10015);
  guildOf({ ...call, ids: { guild: found.guild } }, 'manageWebhooks');
  return found;
}

function nameIn(call: Call): string {
  const name = text(call.body.name) ?? '';
  if (name.length < 1 || name.length > 80) throw invalid('name', 'BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 80 in length.');
  checkName('name', name);
  return name;
}

function checkName(path: string, name: string): void {
  const taken = /discord|clyde/i.exec(name)?.[0].toLowerCase();
  if (taken) throw invalid(path, 'USERNAME_INVALID_CONTAINS', `Username cannot contain "${taken}"`);
}

function made(call: Call): unknown {
  const { guild, channel } = placeOf(call, 'manageWebhooks');
  const name = nameIn(call);
  if (!guild || !channel) throw refuse(50001);
  const bot = botOf(call);
  return show.webhook(
    call.books,
    newWebhook(call.books, { name, guild: guild.id, channel: channel.id, creator: bot.id, application: bot.id }),
    true,
  );
}

export function newWebhook(books: Call['books'], more: Omit<Webhook, 'id' | 'token'>): Webhook {
  const webhook = { id: books.id(), token: `${books.tools.random.token(51)}`.slice(0, 68), ...more };
  books.state.webhooks.push(webhook);
  books.changed();
  return webhook;
}

function executed(call: Call): unknown {
  if (isInteraction(call)) return follow(call);
  const { books } = call;
  const webhook = opened(call);
  const draft = compose(books, call.body, call.files);
  const as = text(call.body.username);
  if (as !== undefined) {
    if (as.length > 80) throw invalid('username', 'BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 80 in length.');
    checkName('username', as);
  }
  if (call.query.get('thread_id')) throw refuse(10003);
  const message = newMessage(
    books,
    { ...draft, flags: draft.flags & ~ephemeral },
    { channel: webhook.channel, author: webhook.creator, webhook: webhook.id, as: as ?? webhook.name },
  );
  messageTold(books, 'CREATE', message);
  return call.query.get('wait') === 'true' ? messageShape(books, message) : undefined;
}

function messageOf(call: Call): Message {
  const webhook = opened(call);
  const found = call.books.message(webhook.channel, call.ids.message ?? '');
  if (!found || found.webhook !== webhook.id) throw refuse(10008);
  return found;
}

function rewritten(call: Call): unknown {
  if (isInteraction(call)) return change(call);
  const message = messageOf(call);
  edit(call.books, message, compose(call.books, call.body, call.files, message));
  messageTold(call.books, 'UPDATE', message);
  return messageShape(call.books, message);
}

function withdrawn(call: Call): undefined {
  if (isInteraction(call)) return remove(call);
  const message = messageOf(call);
  call.books.drop(message);
  messageDeleted(call.books, message);
}

function forget(call: Call, webhook: Webhook): void {
  call.books.state.webhooks = call.books.state.webhooks.filter((one) => one !== webhook);
  call.books.changed();
}

function rename(call: Call, webhook: Webhook): unknown {
  webhook.name = nameIn(call);
  call.books.changed();
  return show.webhook(call.books, webhook, true);
}

const writes = { calls: 5, seconds: 2 };
const withToken = '/webhooks/{webhook}/{token}';

export const webhooks: readonly Endpoint[] = [
  { method: 'POST', path: '/channels/{channel}/webhooks', needs: 'bot', limit: { calls: 5, seconds: 5 }, run: made },
  {
    method: 'GET',
    path: '/channels/{channel}/webhooks',
    needs: 'bot',
    run(call) {
      const place = placeOf(call, 'manageWebhooks');
      const bot = botOf(call).id;
      const here = call.books.state.webhooks.filter(({ channel }) => channel === place.id);
      return here.map((one) => show.webhook(call.books, one, one.application === undefined || one.application === bot));
    },
  },
  {
    method: 'GET',
    path: '/guilds/{guild}/webhooks',
    needs: 'bot',
    run(call) {
      const { id } = guildOf(call, 'manageWebhooks');
      const bot = botOf(call).id;
      const here = call.books.state.webhooks.filter(({ guild }) => guild === id);
      return here.map((one) => show.webhook(call.books, one, one.application === undefined || one.application === bot));
    },
  },
  { method: 'GET', path: '/webhooks/{webhook}', needs: 'bot', run: (call) => show.webhook(call.books, managed(call), true) },
  { method: 'PATCH', path: '/webhooks/{webhook}', needs: 'bot', run: (call) => rename(call, managed(call)) },
  { method: 'DELETE', path: '/webhooks/{webhook}', needs: 'bot', run: (call) => forget(call, managed(call)) },
  {
    method: 'GET',
    path: withToken,
    needs: 'nobody',
    run(call) {
      const { user: _, ...shape } = show.webhook(call.books, opened(call), true);
      return shape;
    },
  },
  { method: 'PATCH', path: withToken, needs: 'nobody', run: (call) => rename(call, opened(call)) },
  { method: 'DELETE', path: withToken, needs: 'nobody', run: (call) => forget(call, opened(call)) },
  { method: 'POST', path: withToken, needs: 'nobody', limit: writes, run: executed },
  {
    method: 'GET',
    path: `${withToken}/messages/{message}`,
    needs: 'nobody',
    run: (call) => messageShape(call.books, isInteraction(call) ? answerIn(call) : messageOf(call)),
  },
  { method: 'PATCH', path: `${withToken}/messages/{message}`, needs: 'nobody', limit: writes, run: rewritten },
  { method: 'DELETE', path: `${withToken}/messages/{message}`, needs: 'nobody', limit: writes, run: withdrawn },
];

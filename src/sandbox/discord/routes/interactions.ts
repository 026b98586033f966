/**
 * What a bot answers to an interaction: first within three seconds, then for fifteen minutes with the interaction's token.
 * https://docs.discord.com/developers/interactions/receiving-and-responding
 */
import { list, record, text } from '../body.ts';
import type { Books } from '../books.ts';
import { compose, edit, ephemeral, newMessage } from '../compose.ts';
import { messageDeleted, messageTold } from '../events.ts';
import type { Interaction, Message } from '../model.ts';
import { Complaints, invalid, refuse } from '../refusal.ts';
import { messageShape } from '../render-message.ts';
import type { Call, Endpoint } from '../resource.ts';

/** Milliseconds for the first answer. */
export const firstAnswer = 3000;
/** The message says "… is thinking". */
export const loading = 1 << 7;

const callback = { message: 4, deferred: 5, deferredUpdate: 6, update: 7, choices: 8, modal: 9 } as const;
const fromComponent = 3;
const fromAutocomplete = 4;
const fromModal = 5;

function open(call: Call): Interaction {
  const found = call.books.interaction(call.ids.token ?? '');
  if (!found || found.id !== call.ids.interaction) throw refuse(10062);
  if (found.state !== 'open') throw refuse(40060);
  if (call.books.now() - found.at > firstAnswer) throw refuse(10062);
  return found;
}

function answered(call: Call): unknown {
  const interaction = open(call);
  const { books } = call;
  const type = Number(call.body.type);
  const data = record(call.body.data);
  if (!isAllowed(interaction, type)) throw invalid('type', 'INTERACTION_TYPE_INVALID', 'Invalid interaction response type');
  const message = effect(call, interaction, type, data);
  Object.assign(interaction, {
    state: type === callback.deferred || type === callback.deferredUpdate ? 'deferred' : 'answered',
    callback: type,
  });
  if (message) interaction.original = message.id;
  books.changed();
  books.heard(interaction, { kind: 'callback', type, data, message });
  if (call.query.get('with_response') !== 'true') return undefined;
  return {
    interaction: {
      id: interaction.id,
      type: interaction.type,
      channel_id: interaction.channel,
      ...(interaction.guild ? { guild_id: interaction.guild } : {}),
      ...(message
        ? {
            response_message_id: message.id,
            response_message_loading: (message.flags & loading) !== 0,
            response_message_ephemeral: (message.flags & ephemeral) !== 0,
          }
        : {}),
    },
    ...(message ? { resource: { type, message: messageShape(books, message, interaction.application) } } : {}),
  };
}

function isAllowed({ type: asked, source }: Interaction, type: number): boolean {
  if (asked === fromAutocomplete) return type === callback.choices;
  if (type === callback.update || type === callback.deferredUpdate) return source !== undefined && asked >= fromComponent;
  if (type === callback.modal) return asked !== fromModal;
  return type === callback.message || type === callback.deferred;
}

/** Returns the message that `@original` means from now on. */
function effect(call: Call, interaction: Interaction, type: number, data: Readonly<Record<string, unknown>>): Message | undefined {
  const { books } = call;
  if (type === callback.choices) checkChoices(data);
  if (type === callback.modal) checkModal(data);
  if (type === callback.message) return post(books, interaction, compose(books, data, call.files));
  if (type === callback.deferred) {
    const flags = loading | (Number(data.flags ?? 0) & ephemeral);
    return post(books, interaction, { content: '', embeds: [], components: [], attachments: [], flags });
  }
  const source = interaction.source ? books.anyMessage(interaction.source) : undefined;
  if (type === callback.update && source) {
    edit(books, source, compose(books, data, call.files, source));
    messageTold(books, 'UPDATE', source);
  }
  return type === callback.update || type === callback.deferredUpdate ? source : undefined;
}

function post(books: Books, interaction: Interaction, draft: ReturnType<typeof compose>): Message {
  const { application, channel, id } = interaction;
  const message = newMessage(books, draft, { channel, author: application, webhook: application, application, interaction: id });
  if (!(message.flags & ephemeral)) messageTold(books, 'CREATE', message);
  return message;
}

function checkChoices(data: Readonly<Record<string, unknown>>): void {
  const complaints = new Complaints();
  const choices = list(data.choices);
  if (choices.length > 25) complaints.add('data.choices', 'BASE_TYPE_MAX_LENGTH', 'Must be 25 or fewer in length.');
  for (const [index, { name }] of choices.entries())
    if (!text(name) || String(name).length > 100)
      complaints.add(`data.choices.${index}.name`, 'BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 100 in length.');
  complaints.refuse();
}

function checkModal(data: Readonly<Record<string, unknown>>): void {
  const complaints = new Complaints();
  for (const field of ['custom_id', 'title'] as const) if (!text(data[field])) complaints.missing(`data.${field}`);
  if ((text(data.title) ?? '').length > 45) complaints.add('data.title', 'BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 45 in length.');
  const rows = list(data.components).length;
  if (rows < 1 || rows > 5) complaints.add('data.components', 'BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 5 in length.');
  complaints.refuse();
}

/** The interaction whose token is in the path. */
export function byToken(call: Call): Interaction {
  const found = call.books.interaction(call.ids.token ?? '');
  if (!found || found.application !== call.ids.webhook) throw refuse(50027);
  return found;
}

/** The message in the path: `@original`, or one that followed. */
export function answerIn(call: Call): Message {
  const interaction = byToken(call);
  if (interaction.state === 'open') throw refuse(10015);
  const id = call.ids.message === '@original' ? interaction.original : call.ids.message;
  const found = id === undefined ? undefined : call.books.message(interaction.channel, id);
  if (!found || found.author !== interaction.application) throw refuse(10008);
  return found;
}

/** A further message. The first one after "… is thinking" takes its place, as at Discord. */
export function follow(call: Call): unknown {
  const interaction = byToken(call);
  const { books } = call;
  if (interaction.state === 'open') throw refuse(10015);
  const original = interaction.original ? books.message(interaction.channel, interaction.original) : undefined;
  if (original && original.flags & loading) return finish(call, interaction, original);
  const message = post(books, interaction, compose(books, call.body, call.files));
  books.heard(interaction, { kind: 'followup', message });
  return messageShape(books, message, interaction.application);
}

export function change(call: Call): unknown {
  const interaction = byToken(call);
  const message = answerIn(call);
  const { books } = call;
  if (message.flags & loading) return finish(call, interaction, message);
  edit(books, message, compose(books, call.body, call.files, message));
  books.changed();
  if (!(message.flags & ephemeral)) messageTold(books, 'UPDATE', message);
  if (message.id === interaction.original) books.heard(interaction, { kind: 'original', message });
  return messageShape(books, message, interaction.application);
}

function finish(call: Call, interaction: Interaction, message: Message): unknown {
  const { books } = call;
  const draft = compose(books, call.body, call.files);
  Object.assign(message, draft, { flags: (draft.flags & ~ephemeral) | (message.flags & ephemeral) });
  interaction.state = 'answered';
  books.changed();
  if (!(message.flags & ephemeral)) messageTold(books, 'UPDATE', message);
  books.heard(interaction, { kind: 'original', message });
  return messageShape(books, message, interaction.application);
}

export function remove(call: Call): undefined {
  const interaction = byToken(call);
  const message = answerIn(call);
  call.books.drop(message);
  if (!(message.flags & ephemeral)) messageDeleted(call.books, message);
  if (message.id === interaction.original) call.books.heard(interaction, { kind: 'original', message: undefined });
}

export const interactions: readonly Endpoint[] = [
  { method: 'POST', path: '/interactions/{interaction}/{token}/callback', needs: 'nobody', run: answered },
];

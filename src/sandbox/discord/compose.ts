/** A message as it is sent: what Discord lets through, and what becomes of it. Limits: https://docs.discord.com/developers/resources/message */
import { type Body, list, record, type SentFile, text } from './body.ts';
import type { Books } from './books.ts';
import type { Attachment, Message } from './model.ts';
import { Complaints, refuse } from './refusal.ts';

/** Flags that a sender may set: no embeds, ephemeral, no notification, components of the second kind. */
const allowed = (1 << 2) | (1 << 6) | (1 << 12) | (1 << 15);
export const ephemeral = 1 << 6;
const secondKind = 1 << 15;

export type Draft = Pick<Message, 'content' | 'embeds' | 'components' | 'attachments' | 'flags'>;

/** @throws Refusal 50035, or 50006 when nothing is left to send */
export function compose(books: Books, body: Body, files: readonly SentFile[], before?: Message): Draft {
  const complaints = new Complaints();
  checkText(complaints, 'content', body.content, 2000);
  checkEmbeds(complaints, body.embeds);
  checkComponents(complaints, body.components, 'components', (Number(body.flags ?? before?.flags ?? 0) & secondKind) !== 0);
  complaints.refuse();
  const draft: Draft = {
    content: body.content === undefined ? (before?.content ?? '') : (text(body.content) ?? ''),
    embeds: body.embeds === undefined ? (before?.embeds ?? []) : list(body.embeds).map((one) => ({ ...one })),
    components: body.components === undefined ? (before?.components ?? []) : numbered(list(body.components)),
    attachments: [...kept(body, before), ...files.map((file) => attachment(books, file))],
    flags: body.flags === undefined ? (before?.flags ?? 0) : Number(body.flags) & allowed,
  };
  const { content, embeds, components, attachments } = draft;
  if (content.trim() === '' && embeds.length + components.length + attachments.length === 0 && body.poll === undefined) throw refuse(50006);
  return draft;
}

export function newMessage(books: Books, draft: Draft, more: Pick<Message, 'channel' | 'author'> & Partial<Message>): Message {
  return books.keep({ id: books.id(), at: books.iso(), reactions: [], ...draft, ...more });
}

export function edit(books: Books, message: Message, draft: Draft): Message {
  Object.assign(message, draft, { edited: books.iso() });
  books.changed();
  return message;
}

function kept(body: Body, before: Message | undefined): Attachment[] {
  if (!Array.isArray(body.attachments)) return before?.attachments ?? [];
  const ids = list(body.attachments).map(({ id }) => String(id));
  return (before?.attachments ?? []).filter(({ id }) => ids.includes(id));
}

function attachment(books: Books, { filename, contentType, text: content }: SentFile): Attachment {
  return { id: books.id(), filename, contentType, size: Buffer.byteLength(content), text: content };
}

/** Components get numbers, and missing defaults are filled in. */
function numbered(components: readonly Readonly<Record<string, unknown>>[], from = { next: 1 }): Record<string, unknown>[] {
  return components.map((one) => {
    const made: Record<string, unknown> = { ...one, id: one.id ?? from.next++ };
    if (Array.isArray(one.components)) made.components = numbered(list(one.components), from);
    return made;
  });
}

function checkText(complaints: Complaints, path: string, value: unknown, most: number): void {
  if (value === undefined || value === null) return;
  if (typeof value !== 'string') complaints.add(path, 'BASE_TYPE_STRING', 'Value must be a string.');
  else if (value.length > most) complaints.add(path, 'BASE_TYPE_MAX_LENGTH', `Must be ${most} or fewer in length.`);
}

const embedLimits: readonly (readonly [string, number])[] = [
  ['title', 256],
  ['description', 4096],
  ['footer.text', 2048],
  ['author.name', 256],
];

function checkEmbeds(complaints: Complaints, value: unknown): void {
  if (value === undefined || value === null) return;
  if (!Array.isArray(value)) {
    complaints.add('embeds', 'LIST_TYPE_CONVERT', 'Only iterables may be used in a ListType');
    return;
  }
  if (value.length > 10) complaints.add('embeds', 'BASE_TYPE_MAX_LENGTH', 'Must be 10 or fewer in length.');
  let total = 0;
  for (const [index, embed] of list(value).entries()) {
    for (const [path, most] of embedLimits) {
      const found = path.split('.').reduce<unknown>((here, step) => record(here)[step], embed);
      checkText(complaints, `embeds.${index}.${path}`, found, most);
      total += text(found)?.length ?? 0;
    }
    total += checkFields(complaints, `embeds.${index}.fields`, embed.fields);
  }
  if (total > 6000) complaints.add('embeds', 'MAX_EMBED_SIZE_EXCEEDED', 'Embed size exceeds maximum size of 6000');
}

/** Returns how long all texts are. */
function checkFields(complaints: Complaints, path: string, value: unknown): number {
  const fields = list(value);
  if (fields.length > 25) complaints.add(path, 'BASE_TYPE_MAX_LENGTH', 'Must be 25 or fewer in length.');
  for (const [index, field] of fields.entries())
    for (const [name, most] of [
      ['name', 256],
      ['value', 1024],
    ] as const) {
      if (!text(field[name])) complaints.missing(`${path}.${index}.${name}`);
      else checkText(complaints, `${path}.${index}.${name}`, field[name], most);
    }
  return fields.reduce((sum, field) => sum + (text(field.name)?.length ?? 0) + (text(field.value)?.length ?? 0), 0);
}

const button = 2;

function checkComponents(complaints: Complaints, value: unknown, path: string, isSecondKind: boolean): void {
  if (value === undefined || value === null) return;
  if (!Array.isArray(value)) {
    complaints.add(path, 'LIST_TYPE_CONVERT', 'Only iterables may be used in a ListType');
    return;
  }
  if (!isSecondKind && value.length > 5) complaints.add(path, 'BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 5 in length.');
  const seen = new Set<unknown>();
  for (const [index, row] of list(value).entries()) {
    if (isSecondKind || row.type !== 1) continue;
    const inside = list(row.components);
    if (inside.length < 1 || inside.length > 5)
      complaints.add(`${path}.${index}.components`, 'BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 5 in length.');
    for (const [at, one] of inside.entries()) checkPressable(complaints, `${path}.${index}.components.${at}`, one, seen);
  }
}

function checkPressable(complaints: Complaints, path: string, one: Readonly<Record<string, unknown>>, seen: Set<unknown>): void {
  checkText(complaints, `${path}.custom_id`, one.custom_id, 100);
  const needsId = one.type === button ? one.style !== 5 && one.style !== 6 : typeof one.type === 'number';
  if (needsId && !text(one.custom_id)) complaints.missing(`${path}.custom_id`);
  if (one.custom_id !== undefined && seen.has(one.custom_id))
    complaints.add(`${path}.custom_id`, 'COMPONENT_CUSTOM_ID_DUPLICATED', 'Component custom id cannot be duplicated');
  seen.add(one.custom_id ?? {});
  if (one.type === button) checkText(complaints, `${path}.label`, one.label, 80);
}

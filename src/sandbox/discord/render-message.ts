/** Messages as the API and the gateway show them. https://docs.discord.com/developers/resources/message#message-object */
import type { Books } from './books.ts';
import type { Message } from './model.ts';
import { user } from './render.ts';

type Shape = Record<string, unknown>;

/** @param as for whom reactions say `me` */
export function messageShape(books: Books, one: Message, as?: string): Shape {
  const author = one.webhook && !one.application ? webhookAuthor(one) : user(books.mustUser(one.author));
  const answered = one.replyTo ? books.message(one.channel, one.replyTo) : undefined;
  const mentions = [...one.content.matchAll(/<@!?(\d+)>/g)].flatMap(([, id = '']) => books.user(id) ?? []);
  return {
    type: one.replyTo ? 19 : one.interaction ? 20 : 0,
    content: one.content,
    mentions: mentions.map(user),
    mention_roles: [...new Set([...one.content.matchAll(/<@&(\d+)>/g)].map(([, id]) => id))],
    attachments: one.attachments.map((file) => attachment(one, file)),
    embeds: one.embeds.map(embedOf),
    timestamp: one.at,
    edited_timestamp: one.edited ?? null,
    flags: one.flags,
    components: one.components,
    id: one.id,
    channel_id: one.channel,
    author,
    pinned: one.pinned ?? false,
    mention_everyone: /@(everyone|here)\b/.test(one.content),
    tts: false,
    ...(one.webhook ? { webhook_id: one.webhook } : {}),
    ...(one.application ? { application_id: one.application } : {}),
    ...(one.replyTo ? { message_reference: { type: 0, channel_id: one.channel, message_id: one.replyTo } } : {}),
    ...(one.replyTo ? { referenced_message: answered ? messageShape(books, answered) : null } : {}),
    ...(one.reactions.length > 0 ? { reactions: one.reactions.map((reaction) => reactionOf(reaction, as)) } : {}),
  };
}

function embedOf(embed: Shape): Shape {
  const fields = Array.isArray(embed.fields) ? { fields: embed.fields.map((field: Shape) => ({ inline: false, ...field })) } : {};
  return { type: 'rich', content_scan_version: 0, ...embed, ...fields };
}

function webhookAuthor(one: Message): Shape {
  return {
    id: one.webhook,
    username: one.as ?? 'Webhook',
    avatar: null,
    discriminator: '0000',
    public_flags: 0,
    flags: 0,
    bot: true,
    global_name: null,
    primary_guild: null,
  };
}

function attachment(one: Message, file: Message['attachments'][number]): Shape {
  const url = `https://cdn.discordapp.com/attachments/${one.channel}/${file.id}/${file.filename}`;
  return { id: file.id, filename: file.filename, size: file.size, url, proxy_url: url, content_type: file.contentType };
}

function reactionOf({ emoji, users }: Message['reactions'][number], as: string | undefined): Shape {
  return {
    emoji: emojiOf(emoji),
    count: users.length,
    count_details: { burst: 0, normal: users.length },
    burst_colors: [],
    me_burst: false,
    me: as !== undefined && users.includes(as),
  };
}

/** `🎉`, or `name:id` of a server's own. */
export function emojiOf(text: string): Shape {
  const [name, id] = text.split(':');
  return { id: id ?? null, name: name ?? text };
}

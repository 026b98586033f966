/** What a new session is told, and the members that it asks for. https://docs.discord.com/developers/events/gateway-events */
import type { Books } from '../books.ts';
import { intent } from '../events.ts';
import type { Application, Guild } from '../model.ts';
import * as show from '../render.ts';
import type { Session } from './session.ts';

/** Members in one `GUILD_MEMBERS_CHUNK`. */
const chunk = 1000;

/** READY with the ids of all servers of the shard, then each server by itself. */
export function greet(books: Books, application: Application, session: Session, guilds: readonly Guild[], resumeUrl: string): void {
  session.push('READY', {
    v: 10,
    user: show.ownUser(books.mustUser(application.id)),
    guilds: guilds.map((guild) => ({ id: guild.id, unavailable: true })),
    session_id: session.id,
    session_type: 'normal',
    resume_gateway_url: resumeUrl,
    shard: [session.shard, session.shards],
    application: { id: application.id, flags: show.flagsOf(application) },
    private_channels: [],
    presences: [],
    relationships: [],
    user_settings: {},
    _trace: ['k77-sandbox'],
  });
  if (!(session.intents & intent.guilds)) return;
  const everybody = (session.intents & intent.guildPresences) !== 0;
  for (const guild of guilds)
    if (!guild.unavailable) session.push('GUILD_CREATE', show.wholeGuild(books, guild, application.id, everybody));
}

/** Answers a request for members: those that are named, or all when the session may know them. */
export function tellMembers(books: Books, session: Session, data: Readonly<Record<string, unknown>>): void {
  const guild = books.guild(String(data.guild_id));
  if (!guild?.members[session.application]) return;
  const asked = [data.user_ids ?? []].flat().map(String);
  const told = limited(
    asked.length > 0 ? asked.filter((id) => guild.members[id]) : found(books, session, guild, String(data.query ?? '')),
    data.limit,
  );
  const chunks = Math.max(1, Math.ceil(told.length / chunk));
  for (let index = 0; index < chunks; index++)
    session.push('GUILD_MEMBERS_CHUNK', {
      guild_id: guild.id,
      members: told.slice(index * chunk, (index + 1) * chunk).map((id) => show.member(books, guild, id)),
      chunk_index: index,
      chunk_count: chunks,
      not_found: asked.filter((id) => !guild.members[id]),
      ...(data.nonce === undefined ? {} : { nonce: data.nonce }),
    });
  session.flush();
}

function found(books: Books, session: Session, guild: Guild, query: string): string[] {
  if (query === '' && !(session.intents & intent.guildMembers)) return [session.application];
  return Object.keys(guild.members).filter((id) => (books.user(id)?.username ?? '').toLowerCase().startsWith(query.toLowerCase()));
}

function limited(ids: string[], limit: unknown): string[] {
  return Number(limit ?? 0) > 0 ? ids.slice(0, Number(limit)) : ids;
}

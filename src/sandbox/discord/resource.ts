/** One call of the API: how it is declared, and what it is given. */
import type { Outgoing } from '../../ports/listen.ts';
import type { Body, SentFile } from './body.ts';
import type { Books, Place } from './books.ts';
import type { Application, Channel, Grant, Guild } from './model.ts';
import { type PermissionName, permission, permissionsOf } from './permissions.ts';
import { refuse } from './refusal.ts';

/** Who asks: a bot with its token, somebody for whom an application has a token, an application with its secret. */
export type Who =
  | { kind: 'bot'; application: Application }
  | { kind: 'bearer'; grant: Grant; application: Application }
  | { kind: 'nobody' };

export interface Call {
  books: Books;
  ids: Readonly<Record<string, string>>;
  query: URLSearchParams;
  body: Body;
  form: Readonly<Record<string, string>>;
  files: readonly SentFile[];
  who: Who;
  /** The `Host` that was asked. */
  host: string;
  /** The header as it came: clients of OAuth send their secret in it. */
  authorization: string;
}

export interface Endpoint {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api/v10`; `{name}` stands for one step. */
  path: string;
  /** `either`: a bot's or a bearer token. `nobody`: the path itself holds a token, or none is needed. */
  needs: 'bot' | 'bearer' | 'either' | 'nobody';
  /** So many calls in so many seconds; 50 a second unless told. */
  limit?: { calls: number; seconds: number };
  /** The answer; undefined: 204. `Answer` names another status than 200. */
  run(call: Call): unknown;
}

/** An answer with another status or other headers than usual. */
export class Answer {
  readonly outgoing: Outgoing;
  constructor(outgoing: Outgoing) {
    this.outgoing = outgoing;
  }
}

export function created(value: unknown): Answer {
  return new Answer({ status: 201, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) });
}

/** The application of the bot that asks. */
export function botOf({ who }: Call): Application {
  if (who.kind !== 'bot') throw refuse(0);
  return who.application;
}

/** `{application}` in the path has to be the one that asks. */
export function ownApplication(call: Call): Application {
  if (call.who.kind === 'nobody') throw refuse(0);
  const { application } = call.who;
  if (call.ids.application !== application.id) throw refuse(call.books.application(call.ids.application ?? '') ? 20012 : 10002);
  return application;
}

/** The server in the path, if the bot is in it and may do this there. */
export function guildOf(call: Call, needs?: PermissionName): Guild {
  const bot = botOf(call);
  const guild = call.books.guild(call.ids.guild ?? '');
  if (!guild) throw refuse(10004);
  if (!guild.members[bot.id] || guild.unavailable) throw refuse(50001);
  if (needs && !(permissionsOf(guild, bot.id) & permission[needs])) throw refuse(50013);
  return guild;
}

/** The channel in the path, if the bot sees it and may do this there. */
export function placeOf(call: Call, needs?: PermissionName): Place {
  const bot = botOf(call);
  const place = call.books.place(call.ids.channel ?? '');
  if (!place) throw refuse(10003);
  if (place.direct) {
    if (place.direct.application !== bot.id) throw refuse(50001);
    return place;
  }
  const { guild, channel } = place;
  if (!guild?.members[bot.id] || !may(guild, bot.id, channel, 'viewChannel')) throw refuse(50001);
  if (needs && !may(guild, bot.id, channel, needs)) throw refuse(50013);
  return place;
}

export function may(guild: Guild, user: string, channel: Channel | undefined, what: PermissionName): boolean {
  return (permissionsOf(guild, user, channel) & permission[what]) !== 0n;
}

/** One page of things with ids: `limit`, `before`, `after`, as most lists have them. */
export function page<T extends { id: string }>(things: readonly T[], query: URLSearchParams, usual: number): T[] {
  const limit = Number(query.get('limit') ?? usual);
  const before = query.get('before');
  const after = query.get('after');
  const fitting = things.filter(
    ({ id }) => (before === null || BigInt(id) < BigInt(before)) && (after === null || BigInt(id) > BigInt(after)),
  );
  return before !== null && after === null ? fitting.slice(-limit) : fitting.slice(0, limit);
}

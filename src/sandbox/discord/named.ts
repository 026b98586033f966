/** Things by id or by name, as people call them. */
import { OperatorError } from '../../core/errors.ts';
import type { Books, Place } from './books.ts';
import type { Entitlement, Guild, Message, Role, User } from './model.ts';

function absent(kind: string, name: string, there: readonly string[]): OperatorError {
  const known = there.slice(0, 12).join(', ');
  return new OperatorError({
    what: `The emulated Discord has no ${kind} ${name || '(none named)'}`,
    fix: `Name one of: ${known || 'none yet'}`,
  });
}

export function userNamed(books: Books, name = ''): User {
  const found = books.userNamed(name);
  if (found) return found;
  throw absent(
    'user',
    name,
    books.state.users.map(({ username }) => username),
  );
}

/** The support server when none is named. */
export function guildNamed(books: Books, name = ''): Guild {
  const found = name === '' ? books.state.guilds[0] : (books.guild(name) ?? books.state.guilds.find((guild) => guild.name === name));
  if (found) return found;
  throw absent(
    'server',
    name,
    books.state.guilds.map((guild) => guild.name),
  );
}

export function roleNamed(guild: Guild, name = ''): Role {
  const found = guild.roles.find((role) => role.id === name || role.name === name);
  if (found) return found;
  throw absent(
    `role in ${guild.name}:`,
    name,
    guild.roles.map((role) => role.name),
  );
}

/** By id, or by name within a server; its first channel when none is named. */
export function placeNamed(books: Books, guild: Guild | undefined, name = ''): Place {
  const channel = name === '' ? guild?.channels[0] : guild?.channels.find((one) => one.id === name || one.name === name);
  const found = books.place(channel?.id ?? name);
  if (found) return found;
  throw absent('channel', name, guild?.channels.map((one) => one.name) ?? []);
}

export function messageNamed(books: Books, id = ''): Message {
  const found = books.anyMessage(id);
  if (found) return found;
  throw absent('message', id, []);
}

export function entitlementNamed(books: Books, id = ''): Entitlement {
  const found = books.entitlement(id);
  if (found) return found;
  throw absent(
    'entitlement',
    id,
    books.state.entitlements.map((one) => one.id),
  );
}

export function isOn(value: string | undefined): boolean {
  return value === 'on' || value === 'true' || value === 'yes';
}

/** A number of a form. @throws OperatorError */
export function numberIn(value: string | undefined, otherwise: number): number {
  if (value === undefined || value === '') return otherwise;
  const number = Number(value);
  if (Number.isFinite(number) && number >= 0) return number;
  throw new OperatorError({ what: `${value} is no number`, fix: 'Give a number, 0 or more' });
}

/** JSON of a form. @throws OperatorError */
export function jsonIn<T>(value: string | undefined, otherwise: T): T {
  if (value === undefined || value === '') return otherwise;
  try {
    return JSON.parse(value) as T;
  } catch (cause) {
    throw new OperatorError({ what: `${value} is not JSON`, fix: 'Write it as JSON', cause });
  }
}

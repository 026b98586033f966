/** A slash command as a person types it, checked as Discord's own client checks it, and as the bot gets it. */
import { OperatorError } from '../../core/errors.ts';
import { list } from './body.ts';
import type { Books } from './books.ts';
import type { Command, Guild } from './model.ts';
import { permissionsOf } from './permissions.ts';
import * as show from './render.ts';
import { commandsOf } from './routes/commands.ts';

type Given = Readonly<Record<string, string | number | boolean>>;
type Declared = Readonly<Record<string, unknown>>;

const type = {
  subcommand: 1,
  group: 2,
  string: 3,
  integer: 4,
  boolean: 5,
  user: 6,
  channel: 7,
  role: 8,
  mentionable: 9,
  number: 10,
} as const;

/**
 * `data` of the interaction.
 * @param words `giveaway start`
 * @param focused the option that the person is typing into
 * @throws OperatorError when Discord's client would not let the person send it
 */
export function invocation(
  books: Books,
  words: string,
  given: Given,
  guild: Guild | undefined,
  user: string,
  focused?: string,
): Record<string, unknown> {
  const [name = '', ...path] = words.split(' ');
  const command = find(books, name, guild);
  mayUse(command, guild, user);
  const leaf = path.reduce<Declared>((here, word) => {
    const next = list(here.options).find((option) => option.name === word && Number(option.type) <= type.group);
    if (!next) throw wrong(`/${name} has no ${word}`, `It has: ${names(here.options)}`);
    return next;
  }, command.more);
  const declared = list(leaf.options);
  if (declared.some((option) => Number(option.type) <= type.group))
    throw wrong(`/${words} is not complete`, `Add one of: ${names(leaf.options)}`);
  const stranger = Object.keys(given).find((option) => !declared.some((one) => one.name === option));
  if (stranger) throw wrong(`/${words} has no option ${stranger}`, `It has: ${names(leaf.options)}`);
  const options = declared.flatMap((option) => filled(words, option, given[String(option.name)], focused));
  const resolved = resolve(books, guild, options);
  return {
    id: command.id,
    name: command.name,
    type: command.type,
    ...(command.guild ? { guild_id: command.guild } : {}),
    options: path.reduceRight<unknown[]>((inner, word, depth) => {
      const isGroup = path.length === 2 && depth === 0;
      return [{ name: word, type: isGroup ? type.group : type.subcommand, options: inner }];
    }, options),
    ...(Object.keys(resolved).length > 0 ? { resolved } : {}),
  };
}

function find(books: Books, name: string, guild: Guild | undefined): Command {
  const own = guild ? commandsOf(books, books.main.id, guild.id) : [];
  const all = [...own, ...commandsOf(books, books.main.id, undefined)].filter((one) => one.type === 1);
  const found = all.find((one) => one.name === name);
  if (!found) throw wrong(`The bot has no command /${name}`, `Registered are: ${all.map((one) => `/${one.name}`).join(', ') || 'none'}`);
  const contexts = found.more.contexts;
  const isPrivate = found.guild === undefined && found.more.dm_permission !== false && (!Array.isArray(contexts) || contexts.includes(1));
  if (!guild && !isPrivate) throw wrong(`/${name} cannot be used in private`, 'Run it in a server');
  if (guild && Array.isArray(contexts) && !contexts.includes(0)) throw wrong(`/${name} cannot be used in a server`, 'Run it in private');
  return found;
}

function mayUse(command: Command, guild: Guild | undefined, user: string): void {
  const needs = command.more.default_member_permissions;
  if (!guild || typeof needs !== 'string') return;
  const held = permissionsOf(guild, user);
  if ((held & BigInt(needs)) !== BigInt(needs) || (needs === '0' && guild.owner !== user))
    throw wrong(`/${command.name} is not shown to this member`, `It needs permissions ${needs}`);
}

function filled(words: string, option: Declared, value: Given[string] | undefined, focused: string | undefined): Record<string, unknown>[] {
  const name = String(option.name);
  if (value === undefined) {
    if (option.required === true && focused === undefined) throw wrong(`/${words} needs the option ${name}`, 'Fill it in');
    return focused === name ? [{ name, type: option.type, value: '', focused: true }] : [];
  }
  if (focused === undefined) check(words, option, value);
  return [{ name, type: option.type, value, ...(focused === name ? { focused: true } : {}) }];
}

function check(words: string, option: Declared, value: Given[string]): void {
  const refuse = (why: string): OperatorError => wrong(`/${words}: ${String(option.name)} ${why}`, 'Choose another value');
  const kind = Number(option.type);
  const choices = list(option.choices);
  if (choices.length > 0 && !choices.some((choice) => choice.value === value)) throw refuse(`has to be one of its choices`);
  if (kind === type.boolean && typeof value !== 'boolean') throw refuse('has to be true or false');
  if (kind === type.integer && !Number.isInteger(value)) throw refuse('has to be a whole number');
  if (kind === type.number && typeof value !== 'number') throw refuse('has to be a number');
  if (kind !== type.boolean && kind !== type.integer && kind !== type.number && typeof value !== 'string') throw refuse('has to be text');
  const size = typeof value === 'string' ? value.length : Number(value);
  const [least, most] = typeof value === 'string' ? [option.min_length, option.max_length] : [option.min_value, option.max_value];
  if (typeof least === 'number' && size < least) throw refuse(`has to be ${least} or more`);
  if (typeof most === 'number' && size > most) throw refuse(`has to be ${most} or less`);
}

/** What users, roles and channels among the values are. */
function resolve(books: Books, guild: Guild | undefined, options: readonly Record<string, unknown>[]): Record<string, unknown> {
  const resolved: Record<string, Record<string, unknown>> = {};
  const put = (kind: string, id: string, value: unknown): void => {
    resolved[kind] = { ...resolved[kind], [id]: value };
  };
  for (const { type: kind, value } of options) {
    const id = String(value);
    const isPerson = kind === type.user || (kind === type.mentionable && books.user(id) !== undefined);
    if (isPerson) {
      put('users', id, show.user(books.mustUser(id)));
      const { user: _, ...member } = guild?.members[id] ? show.member(books, guild, id) : { user: undefined };
      if (guild?.members[id]) put('members', id, { ...member, permissions: String(permissionsOf(guild, id)) });
    }
    const role = guild?.roles.find((one) => one.id === id);
    if (role && (kind === type.role || kind === type.mentionable)) put('roles', id, show.role(role));
    const channel = guild?.channels.find((one) => one.id === id);
    if (guild && channel && kind === type.channel) put('channels', id, { ...show.channel(guild, channel), permissions: '0' });
  }
  return resolved;
}

function names(options: unknown): string {
  return (
    list(options)
      .map(({ name }) => String(name))
      .join(', ') || 'none'
  );
}

function wrong(what: string, fix: string): OperatorError {
  return new OperatorError({ what, fix });
}

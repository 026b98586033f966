/** Application commands, for all servers and for one. https://docs.discord.com/developers/interactions/application-commands */
import { type Body, list, record, text } from '../body.ts';
import type { Books } from '../books.ts';
import type { Application, Command } from '../model.ts';
import { Complaints, refuse } from '../refusal.ts';
import * as show from '../render.ts';
import { type Call, created, type Endpoint, ownApplication } from '../resource.ts';

const most = { 1: 100, 2: 15, 3: 15, 4: 1 } as const;
const chatName = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const kept = [
  'options',
  'name_localizations',
  'description_localizations',
  'default_member_permissions',
  'dm_permission',
  'contexts',
  'integration_types',
  'nsfw',
];

/** Commands of one place: of a server, or of all. */
export function commandsOf(books: Books, application: string, guild: string | undefined): Command[] {
  return books.state.commands.filter((one) => one.application === application && one.guild === guild);
}

/** Checks a command as Discord does, and complains under `path`. */
function check(complaints: Complaints, path: string, body: Body | Readonly<Record<string, unknown>>, type: number): void {
  const at = (field: string): string => (path ? `${path}.${field}` : field);
  const name = text(body.name);
  if (!name) complaints.missing(at('name'));
  else if (type === 1 && (!chatName.test(name) || name !== name.toLowerCase()))
    complaints.add(at('name'), 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
  else if (name.length > 32) complaints.add(at('name'), 'BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 32 in length.');
  if (type === 1) checkDescription(complaints, at('description'), body.description);
  checkOptions(complaints, at('options'), body.options, 0);
}

function checkDescription(complaints: Complaints, path: string, value: unknown): void {
  const description = text(value);
  if (!description) complaints.missing(path);
  else if (description.length > 100) complaints.add(path, 'BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 100 in length.');
}

function checkOptions(complaints: Complaints, path: string, value: unknown, depth: number): void {
  const options = list(value);
  if (options.length > 25) complaints.add(path, 'BASE_TYPE_MAX_LENGTH', 'Must be 25 or fewer in length.');
  const names = new Set<unknown>();
  let isOptional = false;
  for (const [index, option] of options.entries()) {
    const at = `${path}.${index}`;
    const type = Number(option.type);
    if (!(type >= 1 && type <= 11))
      complaints.add(`${at}.type`, 'BASE_TYPE_CHOICES', 'Value must be one of {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}.');
    const name = text(option.name) ?? '';
    if (!chatName.test(name) || name !== name.toLowerCase())
      complaints.add(`${at}.name`, 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
    if (names.has(name)) complaints.add(path, 'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS', 'Option name already exists');
    names.add(name);
    checkDescription(complaints, `${at}.description`, option.description);
    if (type <= 2 && depth < 2) checkOptions(complaints, `${at}.options`, option.options, depth + 1);
    if (type <= 2) continue;
    if (option.required === true && isOptional)
      complaints.add(at, 'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID', 'Required options must be placed before non-required options');
    isOptional ||= option.required !== true;
    if (list(option.choices).length > 25) complaints.add(`${at}.choices`, 'BASE_TYPE_MAX_LENGTH', 'Must be 25 or fewer in length.');
    if (option.autocomplete === true && list(option.choices).length > 0)
      complaints.add(`${at}.autocomplete`, 'APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID', 'Autocomplete options cannot have choices');
  }
}

function stored(call: Call, application: Application, body: Readonly<Record<string, unknown>>): Command {
  const { books } = call;
  const type = Number(body.type ?? 1);
  const guild = call.ids.guild;
  const name = String(body.name);
  const before = commandsOf(books, application.id, guild).find((one) => one.name === name && one.type === type);
  const made = before ?? {
    id: books.id(),
    application: application.id,
    ...(guild ? { guild } : {}),
    version: '',
    type,
    name,
    description: '',
    more: {},
  };
  const more = Object.fromEntries(kept.flatMap((field) => (body[field] === undefined ? [] : [[field, normal(field, body[field])]])));
  const next = { description: text(body.description) ?? '', more };
  if (!before || JSON.stringify([made.description, made.more]) !== JSON.stringify([next.description, next.more])) made.version = books.id();
  return Object.assign(made, next);
}

/** Permissions come back as text. */
function normal(field: string, value: unknown): unknown {
  if (field === 'default_member_permissions' && value !== null) return String(value);
  return field === 'options' ? list(value).map(option) : value;
}

function option(one: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { options, required, ...rest } = one;
  return {
    ...rest,
    ...(required === true ? { required } : {}),
    ...(Array.isArray(options) && options.length > 0 ? { options: list(options).map(option) } : {}),
  };
}

/** The application, once the bot may have commands in the server of the path. */
function here(call: Call): Application {
  const application = ownApplication(call);
  const { guild } = call.ids;
  if (guild !== undefined && !call.books.guild(guild)?.members[application.id]) throw refuse(50001);
  return application;
}

function replaceAll(call: Call): unknown {
  const application = here(call);
  const bodies = Array.isArray(call.body) ? call.body.map(record) : undefined;
  const complaints = new Complaints();
  if (!bodies) complaints.add('', 'LIST_TYPE_CONVERT', 'Only iterables may be used in a ListType');
  for (const [index, body] of (bodies ?? []).entries()) check(complaints, String(index), body, Number(body.type ?? 1));
  const names = (bodies ?? []).map((body) => `${Number(body.type ?? 1)} ${String(body.name)}`);
  for (const [index, name] of names.entries())
    if (names.indexOf(name) !== index)
      complaints.add(String(index), 'APPLICATION_COMMANDS_DUPLICATE_NAME', 'Application command names must be unique');
  complaints.refuse();
  room(bodies ?? []);
  const made = (bodies ?? []).map((body) => stored(call, application, body));
  const { state } = call.books;
  const old = commandsOf(call.books, application.id, call.ids.guild);
  state.commands = [...state.commands.filter((one) => !old.includes(one)), ...made];
  call.books.changed();
  return made.map(show.command);
}

function room(all: readonly Readonly<Record<string, unknown>>[]): void {
  for (const [type, limit] of Object.entries(most))
    if (all.filter((one) => Number(one.type ?? 1) === Number(type)).length > limit) throw refuse(30032);
}

function add(call: Call): unknown {
  const application = here(call);
  const complaints = new Complaints();
  check(complaints, '', call.body, Number(call.body.type ?? 1));
  complaints.refuse();
  const before = commandsOf(call.books, application.id, call.ids.guild);
  const made = stored(call, application, call.body);
  if (!before.includes(made)) {
    room([...before.map(({ type }) => ({ type })), { type: made.type }]);
    call.books.state.commands.push(made);
  }
  call.books.changed();
  return before.includes(made) ? show.command(made) : created(show.command(made));
}

function commandIn(call: Call): Command {
  const application = here(call);
  const found = commandsOf(call.books, application.id, call.ids.guild).find(({ id }) => id === call.ids.command);
  if (!found) throw refuse(10063);
  return found;
}

function changed(call: Call): unknown {
  const command = commandIn(call);
  const whole = { name: command.name, type: command.type, description: command.description, ...command.more, ...call.body };
  const complaints = new Complaints();
  check(complaints, '', whole, command.type);
  complaints.refuse();
  command.name = whole.name;
  const next = stored(call, here(call), whole);
  call.books.changed();
  return show.command(next);
}

function removed(call: Call): void {
  const command = commandIn(call);
  call.books.state.commands = call.books.state.commands.filter((one) => one !== command);
  call.books.changed();
}

/** Localizations are left out of lists unless they are asked for. */
function listed(call: Call): unknown {
  const all = commandsOf(call.books, here(call).id, call.ids.guild).map(show.command);
  if (call.query.get('with_localizations') === 'true') return all;
  return all.map(({ name_localizations: _, description_localizations: __, ...rest }) => rest);
}

const writes = { calls: 20, seconds: 20 };

export const commands: readonly Endpoint[] = [
  '/applications/{application}/commands',
  '/applications/{application}/guilds/{guild}/commands',
].flatMap((path): Endpoint[] => [
  { method: 'GET', path, needs: 'bot', run: listed },
  { method: 'PUT', path, needs: 'bot', limit: writes, run: replaceAll },
  { method: 'POST', path, needs: 'bot', limit: writes, run: add },
  { method: 'GET', path: `${path}/{command}`, needs: 'bot', run: (call) => show.command(commandIn(call)) },
  { method: 'PATCH', path: `${path}/{command}`, needs: 'bot', limit: writes, run: changed },
  { method: 'DELETE', path: `${path}/{command}`, needs: 'bot', limit: writes, run: removed },
]);

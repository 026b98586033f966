/**
 * Tells Discord which commands there are: a step of each deployment, not of each start. What Discord has is read first, and written only when it differs.
 */
import { createHash } from 'node:crypto';
import { type REST, Routes } from 'discord.js';
import type { Command } from '../registry/command.ts';

export interface Registration {
  where: 'everywhere' | 'support server';
  commands: number;
  changed: boolean;
}

export interface RegisterOptions {
  rest: Pick<REST, 'get' | 'put'>;
  applicationId: string;
  commands: readonly Command[];
  /** Without it the commands for owners are registered nowhere. */
  supportGuildId?: string | undefined;
}

export async function registerCommands({
  rest,
  applicationId,
  commands,
  supportGuildId,
}: RegisterOptions): Promise<readonly Registration[]> {
  const everywhere = commands.filter(({ scope }) => scope === undefined).map(({ data }) => data);
  const support = commands.filter(({ scope }) => scope === 'support').map(({ data }) => data);
  const done = [await put(rest, Routes.applicationCommands(applicationId), 'everywhere', everywhere)];
  if (supportGuildId === undefined) return done;
  return [...done, await put(rest, Routes.applicationGuildCommands(applicationId, supportGuildId), 'support server', support)];
}

async function put(
  rest: RegisterOptions['rest'],
  route: `/${string}`,
  where: Registration['where'],
  wanted: readonly Command['data'][],
): Promise<Registration> {
  const present = (await rest.get(route)) as readonly unknown[];
  const changed = fingerprint(present) !== fingerprint(wanted);
  if (changed) await rest.put(route, { body: wanted });
  return { where, commands: wanted.length, changed };
}

/** Of a list of commands as Discord or this code writes it: order and what is usual anyway make no difference. */
export function fingerprint(commands: readonly unknown[]): string {
  const each = commands.map((command) => JSON.stringify(normal(command))).sort();
  return createHash('sha256').update(each.join('\n')).digest('hex');
}

/** What Discord adds by itself. */
const added = new Set([
  'id',
  'application_id',
  'guild_id',
  'version',
  'default_permission',
  'dm_permission',
  'name_localized',
  'description_localized',
]);
/** What a field says when nothing is said. */
const usual: Readonly<Record<string, unknown>> = {
  type: 1,
  nsfw: false,
  required: false,
  autocomplete: false,
  integration_types: [0],
  handler: 1,
};

function normal(value: unknown, isOption = false): unknown {
  if (Array.isArray(value)) return value.map((one) => normal(one, true));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([name, one]) => !added.has(name) && !isUsual(name, one, isOption))
    .map(([name, one]) => [name, normal(one, name === 'options')] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** In an option `type: 1` is a subcommand; there it is always said. */
function isUsual(name: string, value: unknown, isOption: boolean): boolean {
  if (value === null || value === undefined) return true;
  if (Array.isArray(value) && value.length === 0) return true;
  if (name === 'type' && isOption) return false;
  return name in usual && JSON.stringify(usual[name]) === JSON.stringify(value);
}

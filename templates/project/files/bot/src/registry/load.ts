/**
 * Finds what stands in `commands/`, `components/` and `events/`: each file exports one thing, under the name of its kind. A new file is all there is to adding one.
 */
import { readdir } from 'node:fs/promises';
import type { Command } from './command.ts';
import type { Component } from './component.ts';
import type { BotEvent } from './event.ts';
import type { Everything } from './registry.ts';

const source = new URL('../', import.meta.url);

/** @throws Error naming the file that exports nothing fitting, or two that have one name */
export async function loadEverything(from: URL = source): Promise<Everything> {
  const [commands, components, events] = await Promise.all([
    load(new URL('commands/', from), 'command', isCommand),
    load(new URL('components/', from), 'component', isComponent),
    load(new URL('events/', from), 'event', isEvent),
  ]);
  refuseTwins(commands.map(({ data }) => data.name));
  refuseTwins(components.map(({ name }) => name));
  return { commands, components, events };
}

async function load<T>(folder: URL, name: string, fits: (value: unknown) => value is T): Promise<readonly T[]> {
  const files = (await readdir(folder)).filter((file) => /\.[jt]s$/.test(file) && !/\.(test|fixture|d)\.[jt]s$/.test(file)).sort();
  return Promise.all(
    files.map(async (file) => {
      const module: Record<string, unknown> = await import(new URL(file, folder).href);
      const value = module[name];
      if (!fits(value)) throw new Error(`${file} exports no ${name}`);
      return value;
    }),
  );
}

function refuseTwins(names: readonly string[]): void {
  const twin = names.find((name, index) => names.indexOf(name) !== index);
  if (twin !== undefined) throw new Error(`two files have the name ${twin}`);
}

function isThing(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { run?: unknown }).run === 'function';
}

function isCommand(value: unknown): value is Command {
  if (!isThing(value) || typeof value.data !== 'object' || value.data === null) return false;
  const { name, description } = value.data as { name?: unknown; description?: unknown };
  return typeof name === 'string' && typeof description === 'string';
}

function isComponent(value: unknown): value is Component {
  return isThing(value) && typeof value.name === 'string' && !value.name.includes(':');
}

function isEvent(value: unknown): value is BotEvent {
  return isThing(value) && typeof value.on === 'string';
}

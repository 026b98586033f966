/** What the bot can do at the moment: everything that was loaded, less what is switched off. */
import { GatewayIntentBits } from 'discord.js';
import type { FeatureName } from '../features.ts';
import type { Command } from './command.ts';
import type { Component } from './component.ts';
import type { BotEvent } from './event.ts';

export interface Everything {
  commands: readonly Command[];
  components: readonly Component[];
  events: readonly BotEvent[];
}

export interface Registry extends Everything {
  command(name: string): Command | undefined;
  component(name: string): Component | undefined;
  /** The least that is needed: servers, and what the events ask for. */
  intents: readonly GatewayIntentBits[];
}

export function createRegistry(everything: Everything, on: ReadonlySet<FeatureName>): Registry {
  const isOn = ({ feature }: { feature?: FeatureName }) => feature === undefined || on.has(feature);
  const commands = everything.commands.filter(isOn);
  const components = everything.components.filter(isOn);
  const events = everything.events.filter(isOn);
  const byName = new Map(commands.map((command) => [command.data.name, command]));
  const byId = new Map(components.map((component) => [component.name, component]));
  return {
    commands,
    components,
    events,
    command: (name) => byName.get(name),
    component: (name) => byId.get(name),
    intents: [...new Set([GatewayIntentBits.Guilds, ...events.flatMap(({ intents = [] }) => intents)])],
  };
}

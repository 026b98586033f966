/**
 * A button or menu: one file in `components/` that exports one `component`. Its custom id is `<name>:<argument>`, so that it works after
 * a restart and in every process.
 */
import type { FeatureName } from '../features.ts';
import type { BotTools } from '../tools.ts';
import type { Answer, Asked } from './command.ts';

export interface Press extends Asked {
  /** What follows the name in the custom id. */
  argument: string;
  /** What was chosen in a menu. */
  values: readonly string[];
}

export interface Component {
  name: string;
  feature?: FeatureName;
  run(press: Press, tools: BotTools): Promise<Answer>;
}

/** Discord allows 100 characters. */
export function customId(component: Pick<Component, 'name'>, argument: string): string {
  return `${component.name}:${argument}`;
}

export function parseCustomId(text: string): { name: string; argument: string } {
  const [name = '', ...rest] = text.split(':');
  return { name, argument: rest.join(':') };
}

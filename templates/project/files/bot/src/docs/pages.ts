/** The pages of `docs/` that are made from the code. */
import type { Everything } from '../registry/registry.ts';
import { commandsData, commandsPage } from './commands-page.ts';
import { environmentPage } from './environment-page.ts';
import { featuresPage } from './features-page.ts';

export function docsPages(everything: Everything): Readonly<Record<string, string>> {
  return {
    'commands.md': commandsPage(everything),
    'commands.json': commandsData(everything),
    'features.md': featuresPage(everything),
    'environment.md': environmentPage(),
  };
}

export const docsFolder = new URL('../../../docs/', import.meta.url);

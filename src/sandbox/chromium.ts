/**
 * A Chromium that lives in the rehearsal: canonical names lead to the edge, its certificates are trusted, and nothing else can be reached.
 */
import { namesForChromium, quietChromium } from '../ports/browser.ts';
import type { Edge } from '../ports/network.ts';

/**
 * Arguments for Chromium and what is built from it. Names that come later need a browser started later.
 * @param profileFolder absolute path of a folder of its own: a profile in use would ignore them
 */
export function chromiumArguments(edge: Edge, profileFolder: string): string[] {
  return [`--user-data-dir=${profileFolder}`, ...namesForChromium(edge), ...quietChromium];
}

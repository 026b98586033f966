/**
 * `site.config.json`: the decisions that code and pages of the generated project read. The scaffold writes it, and tasks write their sections into it side by side:
 * whoever reads, changes and writes it does so alone.
 */
import { OperatorError } from '../core/errors.ts';
import type { Files } from '../core/ports.ts';

export const siteConfigFile = 'site.config.json';

/** The last turn of each root. */
const turns = new Map<string, Promise<unknown>>();

/** Does the work when everybody who came before is done with the file. */
export async function inTurn<T>({ root }: Pick<Files, 'root'>, work: () => Promise<T>): Promise<T> {
  const mine = (turns.get(root) ?? Promise.resolve()).then(work);
  turns.set(
    root,
    mine.catch(() => undefined),
  );
  return await mine;
}

/** @throws OperatorError when the file is no JSON object */
export async function readSiteConfig(files: Files): Promise<Record<string, unknown>> {
  const text = await files.read(siteConfigFile);
  if (text === undefined) return {};
  try {
    const config = JSON.parse(text) as unknown;
    if (typeof config === 'object' && config !== null && !Array.isArray(config)) return config as Record<string, unknown>;
  } catch {
    // Said below, in words that name the file.
  }
  throw new OperatorError({
    what: `${siteConfigFile} is no JSON object`,
    fix: `mend it, or move it away (mv ${siteConfigFile} ${siteConfigFile}.broken); deploy writes it anew`,
  });
}

/**
 * `site.config.json`: the decisions that code and pages of the generated project read. Several tasks write it, each its own section.
 */
import { OperatorError } from '../core/errors.ts';
import type { Context } from '../core/task.ts';

export const siteConfigFile = 'site.config.json';

/** Tasks run side by side: whoever reads, changes and writes the file does so alone. By root. */
const turns = new Map<string, Promise<void>>();

/** One section as it stands there; undefined when there is none. @throws OperatorError when the file is no JSON object */
export async function readSection(context: Pick<Context, 'files'>, name: string): Promise<unknown> {
  return (await read(context))[name];
}

/** Puts a section in, or takes it out (`undefined`), and leaves the others as they are. */
export async function writeSection(context: Pick<Context, 'files'>, name: string, section: unknown): Promise<void> {
  const { root } = context.files;
  const before = turns.get(root) ?? Promise.resolve();
  const mine = before.then(async () => {
    const config = { ...(await read(context)), [name]: section };
    await context.files.write(siteConfigFile, `${JSON.stringify(config, null, 2)}\n`);
  });
  turns.set(
    root,
    mine.catch(() => undefined),
  );
  await mine;
}

async function read({ files }: Pick<Context, 'files'>): Promise<Record<string, unknown>> {
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

/**
 * Sections of `site.config.json`: several tasks write it, each its own.
 */
import type { Context } from '../core/task.ts';
import { inTurn, readSiteConfig, siteConfigFile } from '../scaffold/settings-file.ts';

/** One section as it stands there; undefined when there is none. @throws OperatorError when the file is no JSON object */
export async function readSection(context: Pick<Context, 'files'>, name: string): Promise<unknown> {
  return (await readSiteConfig(context.files))[name];
}

/** Puts a section in, or takes it out (`undefined`), and leaves the others as they are. */
export async function writeSection({ files }: Pick<Context, 'files'>, name: string, section: unknown): Promise<void> {
  await inTurn(files, async () => {
    const config = { ...(await readSiteConfig(files)), [name]: section };
    await files.write(siteConfigFile, `${JSON.stringify(config, null, 2)}\n`);
  });
}

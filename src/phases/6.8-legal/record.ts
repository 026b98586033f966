/**
 * `docs/legal.json` of the template, which says what the pages claim: version and date in it are those of `site.config.json`, so that nobody finds two of them.
 * The claims themselves are written by `npm run legal` of the project.
 */
import type { Files } from '../../core/ports.ts';

const path = 'docs/legal.json';

type Ground = { files: Pick<Files, 'read' | 'write'> };
type Dates = Readonly<{ version?: unknown; effective?: unknown }>;
interface Written {
  documents: Record<string, unknown>[];
}

/** True also where there is no such record: then nothing can disagree. */
export async function recordAgrees(context: Ground, { version = '1.0', effective }: Dates): Promise<boolean> {
  const written = await recordIn(context);
  return written?.documents.every((one) => one.version === version && one.effective === effective) ?? true;
}

export async function dateRecord(context: Ground, dates: Dates): Promise<void> {
  const written = await recordIn(context);
  if (written === undefined || (await recordAgrees(context, dates))) return;
  const { version = '1.0', effective } = dates;
  const documents = written.documents.map((one) => ({ ...one, version, effective }));
  await context.files.write(path, `${JSON.stringify({ ...written, documents }, null, 2)}\n`);
}

async function recordIn({ files }: Ground): Promise<Written | undefined> {
  try {
    const written = JSON.parse((await files.read(path)) ?? '{}') as Partial<Written>;
    return Array.isArray(written.documents) ? (written as Written) : undefined;
  } catch {
    return undefined;
  }
}

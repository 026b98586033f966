/**
 * Temporary files of writes that a crash cut off. They may hold secrets, so they do not stay.
 */
import { services } from '../core/keys.ts';
import type { EnvironmentName } from '../core/phase.ts';
import type { Files } from '../core/ports.ts';
import { envPath } from './env-files.ts';

/** Removes `<name>.<digits>` (how an atomic write names its temporary file) beside the files that only the holder of the lease writes. */
export async function sweepTemporaries(files: Files, environment: EnvironmentName): Promise<void> {
  const owned: Record<string, readonly string[]> = {
    '.': [...services.map((service) => envPath(environment, service)), 'k77.json', '.gitignore'],
    '.k77': ['credentials'],
    [`.k77/${environment}`]: ['credentials', 'answers.json', 'values.json', 'journal.ndjson'],
  };
  for (const [folder, names] of Object.entries(owned))
    for (const name of await files.list(folder)) {
      const written = /^(.+)\.\d{5,}$/.exec(name)?.[1];
      if (written !== undefined && names.includes(written)) await files.remove(`${folder}/${name}`);
    }
}

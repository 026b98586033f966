/**
 * Keeping a value that a task gave, so that a crash at any moment leaves the old value or the new one, and never a doubt which.
 */
import { infoOf, type Key, type SecretKey } from '../core/keys.ts';
import type { Clock } from '../core/ports.ts';
import { credentialsPath, writeCredential } from './credentials.ts';
import { type EnvPlace, writeEnvFile } from './env-files.ts';
import { type Kept, writeKept } from './values.ts';

export interface Keeping {
  place: EnvPlace;
  /** Of `values.json`. */
  path: string;
  kept: Kept;
  clock: Clock;
  fingerprintOf(text: string): string;
}

/** Says first what will be true, then writes the value, then says that it is true. `settlePending` reads a cut-off sequence. */
export async function keepSecret(keeping: Keeping, task: string, key: SecretKey, text: string): Promise<void> {
  const { place, path, kept } = keeping;
  const pending = { fingerprint: keeping.fingerprintOf(text), at: keeping.clock.now().toISOString() };
  kept.fingerprints[key] = { ...(kept.fingerprints[key] ?? { task, fingerprint: '', at: pending.at }), pending };
  await writeKept(place.files, path, kept);
  if (infoOf(key).kept === 'credentials') await writeCredential(place.files, credentialsPath(place.environment), key, text);
  for (const service of infoOf(key).services) await writeEnvFile(place, service, { [key]: text }, [key]);
  kept.fingerprints[key] = { task, ...pending };
  await writeKept(place.files, path, kept);
}

/** `values.json` is the home of a value that is no secret; one write of it changes the value and its fingerprint together. */
export async function keepValue(keeping: Keeping, task: string, key: Key, text: string): Promise<void> {
  const { place, path, kept } = keeping;
  kept.values[key] = text;
  kept.fingerprints[key] = { task, fingerprint: keeping.fingerprintOf(text), at: keeping.clock.now().toISOString() };
  await writeKept(place.files, path, kept);
  for (const service of infoOf(key).services) await writeEnvFile(place, service, { [key]: text }, [key]);
}

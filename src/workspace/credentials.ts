/**
 * The vendor tokens that k77 itself uses, and the key of its fingerprints: a 0600 file in dotenv format. The environment wins over it.
 */
import { infoOf, type Key, keys, type SecretKey } from '../core/keys.ts';
import type { EnvironmentName } from '../core/phase.ts';
import type { Files } from '../core/ports.ts';
import { environment as variable } from '../ports/environment.ts';
import { readDotenv, removeFromDotenv, setInDotenv } from './dotenv.ts';

export const fingerprintKey = 'K77_FINGERPRINT_KEY';
const aboutFingerprintKey = 'Key of the fingerprints by which k77 compares secrets; never leaves this machine';

export const credentialKeys = (Object.keys(keys) as Key[]).filter((key): key is SecretKey => infoOf(key).kept === 'credentials');

export interface Credentials {
  values: Partial<Record<SecretKey, string>>;
  fingerprintKey: string | undefined;
  /** Everything in the file, known or not: all of it is secret. */
  all: ReadonlyMap<string, string>;
  /** Permission bits when others than the owner may read it; undefined when all is well. */
  tooOpen: number | undefined;
}

export function credentialsPath(environment: EnvironmentName): string {
  return environment === 'production' ? '.k77/credentials' : `.k77/${environment}/credentials`;
}

/** @param env reads a variable of the environment; the process's own unless told */
export async function readCredentials(
  files: Files,
  path: string,
  env: (name: string) => string | undefined = variable,
): Promise<Credentials> {
  const all = readDotenv((await files.read(path)) ?? '');
  const values: Credentials['values'] = {};
  for (const key of credentialKeys) {
    const value = env(key) ?? all.get(key);
    if (value !== undefined && value !== '') values[key] = value;
  }
  const mode = await files.mode(path);
  return {
    values,
    all,
    fingerprintKey: env(fingerprintKey) ?? all.get(fingerprintKey),
    tooOpen: mode === undefined || (mode & 0o077) === 0 ? undefined : mode,
  };
}

/** Writes or removes one entry, keeping the operator's own lines; the file is 0600 afterwards. */
export async function writeCredential(
  files: Files,
  path: string,
  key: SecretKey | typeof fingerprintKey,
  value: string | undefined,
): Promise<void> {
  const before = (await files.read(path)) ?? '';
  const about = key === fingerprintKey ? aboutFingerprintKey : infoOf(key).about;
  const after = value === undefined ? removeFromDotenv(before, key, about) : setInDotenv(before, [{ key, value, about }]);
  if (after !== before) await files.write(path, after, 0o600);
}

/** What to say about a file that others can read. */
export function tooOpenNotice(path: string, mode: number): string {
  return `${path} could be read by others on this machine (mode ${mode.toString(8).padStart(4, '0')}); the next write makes it 0600.`;
}

/** Takes a file away from everybody but its owner, without changing what is in it. */
export async function tighten(files: Files, path: string): Promise<void> {
  const text = await files.read(path);
  if (text !== undefined) await files.write(path, text, 0o600);
}

/**
 * What must be so before anything is written: secrets ignored by git, the fingerprint key kept, nothing left of a crash. And one write at a time.
 */
import { type Credentials, credentialsPath, fingerprintKey, tighten, writeCredential } from './credentials.ts';
import type { EnvPlace } from './env-files.ts';
import { ensureIgnored } from './gitignore.ts';
import { sweepTemporaries } from './leftovers.ts';

export interface Ground {
  /** Once per process; a failure is tried again by the next write. */
  prepare(): Promise<void>;
  /** Prepares, then works; one at a time, in the order of the calls. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /** When everything that was begun has ended. */
  quiet(): Promise<unknown>;
}

export function openGround(place: EnvPlace, credentials: Credentials, hmacKey: string): Ground {
  const { files, environment, guard } = place;
  const path = credentialsPath(environment);
  let prepared: Promise<void> | undefined;
  let writing: Promise<unknown> = Promise.resolve();

  const work = async (): Promise<void> => {
    await ensureIgnored(files);
    await guard(path);
    await sweepTemporaries(files, environment);
    if (credentials.fingerprintKey === undefined) await writeCredential(files, path, fingerprintKey, hmacKey);
    else if (credentials.tooOpen !== undefined) await tighten(files, path);
  };
  const prepare = (): Promise<void> => {
    prepared ??= work().catch((error: unknown) => {
      prepared = undefined;
      throw error;
    });
    return prepared;
  };
  return {
    prepare,
    inTurn(change) {
      const turn = writing.then(prepare).then(change);
      writing = turn.catch(() => undefined);
      return turn;
    },
    quiet: () => writing,
  };
}

/**
 * The key by which this workspace signs its reports: `.k77/report-key`, 0600, made when first needed. It never leaves the machine; its public half stands in every report.
 */
import { OperatorError } from '../core/errors.ts';
import type { Files } from '../core/ports.ts';
import { type Redactor, Secret } from '../core/secret.ts';
import { createExclusively } from '../ports/lock-file.ts';
import { newReportKey, publicKeyOf } from '../ports/report-signing.ts';
import type { EnvPlace } from './env-files.ts';

const path = '.k77/report-key';

/**
 * @param unique text that no other caller uses
 * @returns the private key, PEM @throws OperatorError when the file holds something else, or git would publish it
 */
export async function reportKey({ files, guard }: Pick<EnvPlace, 'files' | 'guard'>, redactor: Redactor, unique: string): Promise<string> {
  let pem = await keyIn(files);
  if (pem === undefined) {
    await guard(path);
    // Of two that sign for the first time one makes the key, and both sign with it.
    await createExclusively(files.root, path, newReportKey(), unique);
    pem = await keyIn(files);
  } else if (((await files.mode(path)) ?? 0) & 0o077) await files.write(path, pem, 0o600);
  if (pem === undefined) throw new OperatorError({ what: `${path} could not be kept`, fix: 'run the same command again' });
  for (const line of pem.split('\n')) if (!line.startsWith('-----')) redactor.learn(new Secret('REPORT_KEY', line));
  return pem;
}

/** The public half; undefined while nothing was signed here. */
export async function reportSigner(files: Files): Promise<string | undefined> {
  const pem = await keyIn(files);
  return pem === undefined ? undefined : publicKeyOf(pem);
}

async function keyIn(files: Files): Promise<string | undefined> {
  const text = await files.read(path);
  if (text === undefined) return undefined;
  try {
    publicKeyOf(text);
    return text;
  } catch (cause) {
    throw new OperatorError({
      what: `${path} is no Ed25519 key`,
      fix: 'move it aside and run the same command again: a new one is made, and reports that were signed before show the old one',
      cause,
    });
  }
}

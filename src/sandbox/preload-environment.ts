/**
 * What an emulated host gives to a service besides its own variables, so that an unmodified Node program lives in the rehearsal.
 */
import { basename, dirname, isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { OperatorError } from '../core/errors.ts';
import { openFiles } from '../ports/files.ts';
import { place } from './place.ts';

/** The built entry beside the bundle, or its source, which Node reads as well. */
const preload = import.meta.filename.endsWith('.ts') ? join(import.meta.dirname, 'preload.ts') : join(import.meta.dirname, 'preload.js');

export interface ServicePlace {
  /** Absolute path of the workspace, whose sandbox runs. */
  root: string;
  /** What the service would have had anyway: its options are kept, its authorities go on being trusted. */
  given?: { NODE_OPTIONS?: string | undefined; NODE_EXTRA_CA_CERTS?: string | undefined };
  /** Other files of the workspace than the sandbox's own. */
  files?: { edge: string; ca: string; trusted: string };
}

export interface ServiceEnvironment {
  NODE_OPTIONS: string;
  NODE_EXTRA_CA_CERTS: string;
  K77_EDGE: string;
}

/** @throws OperatorError when the sandbox never ran here, or the given file of authorities cannot be read */
export async function serviceEnvironment({ root, given = {}, files: told }: ServicePlace): Promise<ServiceEnvironment> {
  const files = openFiles(root);
  const at = told ?? { edge: place.world, ca: place.ca, trusted: place.trusted };
  const ca = await files.read(at.ca);
  if (ca === undefined) throw new OperatorError({ what: `There is no ${at.ca}`, fix: 'Start the sandbox with: k77 sandbox start' });
  let trusted = at.ca;
  if (given.NODE_EXTRA_CA_CERTS) {
    // Node takes one file only.
    await files.write(at.trusted, `${(await certificatesIn(given.NODE_EXTRA_CA_CERTS)).trimEnd()}\n${ca}`, 0o644);
    trusted = at.trusted;
  }
  return {
    NODE_OPTIONS: [given.NODE_OPTIONS, `--import=${pathToFileURL(preload).href}`].filter(Boolean).join(' '),
    NODE_EXTRA_CA_CERTS: join(root, trusted),
    K77_EDGE: join(root, at.edge),
  };
}

async function certificatesIn(path: string): Promise<string> {
  const text = isAbsolute(path) ? await openFiles(dirname(path)).read(basename(path)) : undefined;
  if (text !== undefined) return text;
  throw new OperatorError({
    what: `NODE_EXTRA_CA_CERTS names ${path}, which cannot be read`,
    fix: 'Give the absolute path of a PEM file, or unset it',
  });
}

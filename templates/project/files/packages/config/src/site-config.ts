/**
 * Reads `site.config.json`. Pages that are bundled import the JSON themselves and hand it to `parseSiteConfig`.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type SiteConfig, siteConfigSchema } from './site-schema.ts';

export class SiteConfigError extends Error {
  override readonly name = 'SiteConfigError';
}

/** At the root of the project; this file is three folders below, as source and as build. */
const place = new URL('../../../site.config.json', import.meta.url);

/** @throws SiteConfigError naming every field that is wrong */
export function parseSiteConfig(value: unknown): SiteConfig {
  const parsed = siteConfigSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(({ path, message }) => `  ${path.join('.') || '(the whole)'}: ${message}`);
  throw new SiteConfigError(['site.config.json cannot be used:', ...lines].join('\n'));
}

/** @throws SiteConfigError when it is not there, is no JSON, or a field is wrong */
export function readSiteConfig(path: string = fileURLToPath(place)): SiteConfig {
  return parseSiteConfig(parseJson(path));
}

function parseJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new SiteConfigError(`${path}: ${error instanceof Error ? error.message : 'cannot be read'}`);
  }
}

/** A browser in the rehearsal, before a running site; and a folder for pictures. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Edge, edgeInFile } from '../../ports/network.ts';
import { chromiumArguments } from '../../sandbox/chromium.ts';
import { place } from '../../sandbox/place.ts';
import type { BrowserContext } from './playwright.ts';
import { openSite, type Site } from './site.ts';
import { openTools, type Tools } from './tools.ts';
import { desk } from './visit.ts';

/** Git-ignored; made anew by each run. */
export const output = join(import.meta.dirname, '..', '..', '..', '.ci', 'output', 'web');

export interface Web {
  tools: Tools;
  site: Site;
  context: BrowserContext;
  edge: Edge;
  /** Authority behind the certificates of the edge, PEM. */
  ca: string;
  close(): Promise<void>;
}

/** @returns why nothing can be measured here, in words */
export async function openWeb(): Promise<Web | string> {
  const tools = await openTools();
  if (typeof tools === 'string') return tools;
  const site = await openSite();
  if (typeof site === 'string') return site;
  await rm(output, { recursive: true, force: true });
  await mkdir(output, { recursive: true });
  const profile = await mkdtemp(join(tmpdir(), 'k77-browser-'));
  const edge = edgeInFile(join(site.shop.root, place.world))();
  const context = await tools.chromium.launchPersistentContext(profile, {
    executablePath: tools.browser,
    chromiumSandbox: false,
    viewport: desk,
    args: chromiumArguments(edge, profile).filter((one) => !one.startsWith('--user-data-dir')),
  });
  return {
    tools,
    site,
    context,
    edge,
    ca: join(site.shop.root, place.ca),
    async close() {
      await context.close();
      await site.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

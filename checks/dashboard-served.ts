/**
 * What browsers are served by the dashboard, fetched once a walk: every page that its folder names, with all that these load.
 */
import type { CheckContext } from '../src/core/check.ts';
import type { Values } from '../src/core/keys.ts';
import type { Files } from '../src/core/ports.ts';
import { probeServed, type Served } from '../src/probes/http/served.ts';
import { internet } from '../src/vendors/internet.ts';
import { webOptions } from './domain-seen.ts';
import { frontendFolders } from './frontend-folder.ts';

type Looking = Pick<CheckContext, 'client' | 'clock' | 'signal' | 'files'> & { values: Partial<Values> };

/** Once for each deployment: a new one may serve something else. */
export async function served(context: Looking, domain: string): Promise<Served> {
  return context.client(internet).once(`served ${domain} ${context.values.DASHBOARD_DEPLOYED}`, async () => {
    const paths = await pagesIn(context.files);
    return probeServed(`https://${domain}`, paths, webOptions(context));
  });
}

/** Addresses of pages that need no id: `app/(site)/pricing/page.tsx` is /pricing. The start alone where the folder tells none. */
export async function pagesIn(files: Files): Promise<string[]> {
  const [folder] = await frontendFolders(files);
  if (folder === undefined) return ['/'];
  const found = await Promise.all(['app', 'src/app'].map((app) => below(files, `${folder}/${app}`, '')));
  return [...new Set(['/', ...found.flat()])].sort();
}

async function below(files: Files, folder: string, path: string): Promise<string[]> {
  const names = await files.list(folder);
  const own = names.some((name) => /^page\.[jt]sx?$/.test(name)) ? [path || '/'] : [];
  // Groups and slots are no part of the address; what is in brackets is an id, and `_` and `.` hide a folder.
  const inner = names.filter((name) => /^[\w@(-][^.[]*$/.test(name) && !name.startsWith('_'));
  const deeper = await Promise.all(inner.map((name) => below(files, `${folder}/${name}`, /^[(@]/.test(name) ? path : `${path}/${name}`)));
  return [...own, ...deeper.flat()];
}

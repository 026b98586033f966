/** What the stand-in dashboard's pages say of the status page: a link, from `site.config.json` as the template has it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Mischief } from './mischief.ts';

export async function statusLink({ root }: { root: string }, { status }: Mischief): Promise<string> {
  const text = await readFile(join(root, 'site.config.json'), 'utf8').catch(() => '{}');
  const { links } = JSON.parse(text) as { links?: { status?: string } };
  if (links?.status === undefined || status === 'unlinked') return '';
  return `<a href="${links.status}"${status === 'open' ? '' : ' rel="noopener noreferrer"'}>Status</a>`;
}

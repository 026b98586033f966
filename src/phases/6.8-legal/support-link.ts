/**
 * post#137: the site links to the support server. The invitation is the operator's own; it stands in `site.config.json`, from where every page takes it.
 */
import type { Values } from '../../core/keys.ts';
import { type NotWanted, notWanted, task } from '../../core/task.ts';
import { readSection, writeSection } from '../site-config.ts';
import { fingerprintOf } from './fingerprint.ts';

interface Link {
  support: string;
}

/** `abcdefgh` of https://discord.gg/abcdefgh; undefined: it is no invitation. */
export function inviteCode(address: string | undefined): string | undefined {
  return /^https:\/\/(?:discord\.gg|(?:www\.)?discord\.com\/invite)\/([\w-]{2,64})\/?$/.exec(address?.trim() ?? '')?.[1];
}

export const supportLink = task({
  id: 'legal.support-link',
  guide: ['post#137'],
  title: 'Link to the support server',
  uses: [],
  needs: [],
  tolerates: ['supportInvite'],
  want: (values): Link | NotWanted => {
    const invite = (values as Partial<Values>).supportInvite?.trim();
    return invite ? { support: invite } : notWanted('you named no invitation to a support server (supportInvite)');
  },
  async read(context): Promise<Link | undefined> {
    const { support } = await linksIn(context);
    return typeof support === 'string' ? { support } : undefined;
  },
  async apply(context, want): Promise<Link> {
    await writeSection(context, 'links', { ...(await linksIn(context)), support: want.support });
    return want;
  },
  async undo(context) {
    const { support: _ours, ...rest } = await linksIn(context);
    await writeSection(context, 'links', Object.keys(rest).length === 0 ? undefined : rest);
  },
  gives: { SUPPORT_LINK: ({ support }: Link) => fingerprintOf(support) },
});

async function linksIn(context: Parameters<typeof readSection>[0]): Promise<Record<string, unknown>> {
  const links = await readSection(context, 'links');
  return typeof links === 'object' && links !== null ? (links as Record<string, unknown>) : {};
}

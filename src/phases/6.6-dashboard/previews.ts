/**
 * Guide 6.6/7, 6.6/13 and 6.6/14: every other branch gets a preview, which strangers do not see and which holds no live key.
 */

import type { Key, Values } from '../../core/keys.ts';
import type { Secret } from '../../core/secret.ts';
import { type AnyTask, type Context, type NotWanted, notWanted } from '../../core/task.ts';
import { hostNamed, hostVendors } from '../../hosts/hosts.ts';
import { at, keysAt } from '../6.5-bot/hosted-service.ts';
import { memoryIn, memoryOf, missingFrom, type SeenVariables, seenAmong, type Variables } from '../6.5-bot/hosted-variables.ts';
import { optionalOf, previewVariables, requiredOf } from '../6.5-bot/variable-set.ts';

interface Previews extends Variables {
  strangers: 'protected' | 'open';
}
type Seen = SeenVariables & Previews;

export const previews: AnyTask = {
  id: 'dashboard.previews',
  guide: ['6.6/7', '6.6/13', '6.6/14', '6.6#018'],
  settings: [
    { id: '6.6/7:previews', says: 'previews get ENVIRONMENT=preview and a test key; live keys only production' },
    { id: '6.6/13:branches', says: 'each push to another branch makes a preview' },
    { id: '6.6/14:protection', says: 'only who is logged in at the host sees them; no password in the code' },
  ],
  title: 'Protect previews, and give them test keys',
  uses: hostVendors('dashboard'),
  needs: [...new Set<Key>([...keysAt('dashboard'), ...requiredOf('dashboard')])],
  tolerates: [...optionalOf('dashboard'), 'STRIPE_TEST_PUBLISHABLE_KEY', 'STRIPE_PUBLISHABLE_KEY'],
  want(values: Values): Previews | NotWanted {
    const host = hostNamed(values.dashboardHost);
    if (!host.api.previews) return notWanted(`${host.title} makes no previews`);
    return { strangers: 'protected', set: previewVariables(values), stale: [] };
  },

  async read(context: Context): Promise<Seen | undefined> {
    const { host, place, id } = at('dashboard', context.values);
    const wanted = previewVariables(context.values);
    const all = (await host.api.variables(context, place, id)).filter(({ target }) => target === 'preview');
    const seen = seenAmong(context, all, wanted, memoryIn(context.kept('PREVIEW_VARIABLES_SEEN') as string | undefined));
    const strangers = (await host.api.previews?.(context, place, id)) ?? 'open';
    if (Object.keys(seen.set).length === 0 && strangers === 'open') return undefined;
    const inSync = Object.keys(missingFrom(context, { set: wanted, stale: [] }, seen)).length === 0;
    return { ...seen, ...(inSync ? { memory: memoryOf(context, all, wanted) } : {}), strangers };
  },

  async apply(context: Context, want: Previews, have: Seen | undefined): Promise<Seen> {
    const { host, place, id } = at('dashboard', context.values);
    if (have?.strangers !== 'protected') await host.api.protectPreviews?.(context, place, id);
    const set: Readonly<Record<string, Secret>> = missingFrom(context, want, have);
    if (Object.keys(set).length + (have?.stale.length ?? 0) > 0)
      await host.api.setVariables(context, place, id, { set, remove: have?.stale ?? [], target: 'preview' });
    const after = (await host.api.variables(context, place, id)).filter(({ target }) => target === 'preview');
    return { ...want, foreign: [], memory: memoryOf(context, after, previewVariables(context.values)) };
  },
  undo: { never: 'previews that strangers see, or that hold live keys, are worse than none; open them in the dashboard of the host' },
  gives: { PREVIEW_VARIABLES_SEEN: (have: Seen) => JSON.stringify(have.memory) },
};

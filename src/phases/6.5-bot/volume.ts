/**
 * Guide 6.5/10: a disk for the bot, for whoever asks for one. The template keeps nothing on disk.
 */

import { OperatorError } from '../../core/errors.ts';
import type { Key, Values } from '../../core/keys.ts';
import type { AnyTask, Context } from '../../core/task.ts';
import { hostNamed, hostVendors } from '../../hosts/hosts.ts';
import { at, keysAt } from './hosted-service.ts';
import { nameKeys } from './names.ts';

interface Disk {
  /** `/data`, or none: then whatever is there is the operator's business. */
  path: string;
}
const needs: readonly Key[] = [...keysAt('bot'), 'volume'];

export const volume: AnyTask = {
  id: 'bot.volume',
  guide: ['6.5/10', '6.5#015'],
  settings: [
    { id: '6.5/10:volume', says: 'a disk at /data only where you ask for one; services log to stdout and write nothing else' },
    { id: '6.5/10:state', says: 'everything that must stay is in the database, which has backups (6.2)' },
  ],
  title: 'Give the bot a disk, where wanted',
  uses: hostVendors('bot'),
  needs,
  tolerates: [nameKeys.bot],
  want: (values: Values): Disk => ({ path: values.volume === 'yes' ? '/data' : 'none' }),
  async read(context: Context, want: Disk): Promise<Disk | undefined> {
    if (want.path === 'none') return want;
    const { host, place, name } = at('bot', context.values);
    const found = await host.api.service(context, place, name);
    return found?.settings.volume ? { path: found.settings.volume } : undefined;
  },
  async apply(context: Context, want: Disk): Promise<Disk> {
    const { host, place, id } = at('bot', context.values);
    if (want.path === 'none') return want;
    if (!host.settings.includes('volume')) throw hasNone(context.values);
    await host.api.configure(context, place, id, { volume: want.path });
    context.note('it is there from the next deployment on; k77 makes no copies of it');
    return want;
  },
  undo: { never: 'k77 deletes no data: copy what you need, then delete the disk in the dashboard of the host' },
  gives: { BOT_VOLUME: (have: Disk) => have.path },
};

function hasNone({ botHost }: Values): OperatorError {
  const { title, pages } = hostNamed(botHost);
  return new OperatorError({
    what: `${title} gives no disks to k77`,
    fix: 'answer "volume" with no, or let the bot run at another host (k77 hosts)',
    see: pages.billing,
  });
}

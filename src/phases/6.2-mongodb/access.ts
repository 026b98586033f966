/**
 * Guide 6.2/2: who may reach the database at all. Entries that k77 did not make stay; opening it to every address takes an explicit answer, and a date to look again.
 */
import { task } from '../../core/task.ts';
import { atlas } from '../../vendors/atlas.ts';
import type { AccessEntry } from '../../vendors/atlas-types.ts';

interface Access {
  entries: readonly string[];
}
export const anywhere = '0.0.0.0/0';
const reviewDays = 90;
/** Stands in the comment of an entry that lets everybody in; the check reads the date. */
export const reviewMark = 'review by';

export const access = task({
  id: 'atlas.access',
  guide: ['6.2/2', '6.2#003'],
  settings: [
    { id: '6.2/2:access-list', says: 'Only the addresses of your hosts and of this machine; 0.0.0.0/0 only when you answer exactly that' },
  ],
  title: 'Say which addresses may reach the database',
  uses: [atlas],
  needs: ['databaseAccess', 'ATLAS_PROJECT'],
  want: (values): Access => ({ entries: entriesOf(values.databaseAccess) }),

  async read(context, want): Promise<Access | undefined> {
    const there = (await context.client(atlas).accessList(context.values.ATLAS_PROJECT)).map(cidrOf);
    const wanted = want.entries.filter((entry) => there.includes(entry));
    return wanted.length > 0 ? { entries: wanted } : undefined;
  },

  async apply(context, want, have): Promise<Access> {
    const missing = want.entries.filter((entry) => !have?.entries.includes(entry));
    const review = new Date(context.clock.now().getTime() + reviewDays * 86_400_000).toISOString().slice(0, 10);
    const entries = missing.map((cidrBlock): AccessEntry => {
      return { cidrBlock, comment: cidrBlock === anywhere ? `k77: open to every address, ${reviewMark} ${review}` : 'k77' };
    });
    if (entries.length > 0) await context.client(atlas).addAccess(context.values.ATLAS_PROJECT, entries);
    if (missing.includes(anywhere))
      context.note(`every address on the internet may knock; only the password protects the data. Look again until ${review}`);
    return want;
  },

  async undo(context, have) {
    for (const entry of have.entries) await context.client(atlas).removeAccess(context.values.ATLAS_PROJECT, entry);
  },
  gives: { ATLAS_ACCESS: (have: Access) => [...have.entries].sort().join(', ') },
});

/** "203.0.113.7, 10.0.0.0/8" as Atlas keeps it: networks. */
export function entriesOf(answer: string): string[] {
  const all = answer.split(/[\s,]+/).filter((entry) => entry !== '');
  return [...new Set(all.map((entry) => (entry.includes('/') ? entry : `${entry}/32`)))].sort();
}

export function cidrOf(entry: AccessEntry): string {
  return entry.cidrBlock ?? (entry.ipAddress ? `${entry.ipAddress}/32` : (entry.awsSecurityGroup ?? ''));
}

export function accessVerdict(answer: string): true | string {
  const bad = entriesOf(answer).find((entry) => !isNetwork(entry));
  if (bad !== undefined)
    return `${bad.replace(/\/32$/, '')} is no IPv4 address; write addresses like 203.0.113.7 or networks like 203.0.113.0/24, or ${anywhere}`;
  return entriesOf(answer).length > 0 || `at least one address, or ${anywhere}`;
}

function isNetwork(entry: string): boolean {
  const found = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(entry);
  return found?.slice(1, 5).every((part) => Number(part) <= 255) === true && Number(found[5]) <= 32;
}

/** The access list: which addresses may reach the clusters of a project. */
import { type Call, page, type Route } from './api.ts';
import { badAttribute, missing } from './refusal.ts';
import type { Access, Books } from './state.ts';

const date = '2023-01-01';
const role = 'GROUP_OWNER';
const base = '/groups/{groupId}/accessList';

export const accessRoutes: readonly Route[] = [
  { method: 'GET', path: base, date, role: 'GROUP_READ_ONLY', run: list },
  { method: 'POST', path: base, date, role, run: add },
  { method: 'DELETE', path: `${base}/{entryValue}`, date, role, run: remove },
];

function list(call: Call): ReturnType<Route['run']> {
  return page(
    call,
    living(call.books)
      .filter((one) => one.groupId === call.at.groupId)
      .map(shown),
  );
}

/** Entries may have an end. */
export function living(books: Books): Access[] {
  return books.state.access.filter((one) => one.deleteAfterDate === undefined || Date.parse(one.deleteAfterDate) > books.now());
}

function add(call: Call): ReturnType<Route['run']> {
  const { books, at } = call;
  const entries = call.list.map((entry): Access => {
    const comment = String(entry.comment ?? '');
    if (comment.length > 80) throw badAttribute('comment', 'at most 80 characters');
    const until = entry.deleteAfterDate === undefined ? {} : { deleteAfterDate: String(entry.deleteAfterDate) };
    return { groupId: String(at.groupId), cidrBlock: cidr(entry), comment, ...until };
  });
  if (entries.length === 0) throw badAttribute('body', 'a list of entries');
  for (const entry of entries) {
    books.state.access = books.state.access.filter((one) => one.groupId !== entry.groupId || one.cidrBlock !== entry.cidrBlock);
    books.state.access.push(entry);
  }
  books.changed();
  return list(call);
}

function remove({ books, at }: Call): ReturnType<Route['run']> {
  const wanted = String(at.entryValue).includes('/') ? String(at.entryValue) : `${at.entryValue}/32`;
  const found = books.state.access.find((one) => one.groupId === at.groupId && one.cidrBlock === wanted);
  if (!found) throw missing('access list entry', 'ATLAS_NETWORK_PERMISSION_ENTRY_NOT_FOUND', wanted);
  books.state.access = books.state.access.filter((one) => one !== found);
  books.changed();
  return { status: 204, body: {} };
}

function cidr(entry: Record<string, unknown>): string {
  const text = String(entry.cidrBlock ?? (entry.ipAddress === undefined ? '' : `${entry.ipAddress}/32`));
  const found = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(text);
  if (!found || found.slice(1, 5).some((part) => Number(part) > 255) || Number(found[5]) > 32)
    throw badAttribute('cidrBlock', `${text} is no network`);
  return text;
}

function shown({ groupId, cidrBlock, comment, deleteAfterDate }: Access): Record<string, unknown> {
  const single = cidrBlock.endsWith('/32') ? { ipAddress: cidrBlock.slice(0, -3) } : {};
  return { cidrBlock, comment, groupId, links: [], ...single, ...(deleteAfterDate ? { deleteAfterDate } : {}) };
}

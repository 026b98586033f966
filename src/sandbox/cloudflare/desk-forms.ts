/** Texts of the dashboard's forms, as the rest of the emulator takes them. */
import type { DelegationSigner } from '../names/names.ts';
import { groups, type Permission, type Token } from './model.ts';

export type Fields = Readonly<Record<string, string>>;

/** The form's texts as the API takes them. */
export function bodyOf({ type, name, content, priority, proxied, ttl, comment, data }: Fields): Record<string, unknown> {
  const given = {
    type,
    name,
    content,
    comment,
    priority: priority === undefined || priority === '' ? undefined : Number(priority),
    ttl: ttl === undefined || ttl === '' ? undefined : Number(ttl),
    proxied: proxied === undefined ? undefined : proxied === 'on' || proxied === 'true',
    data: data === undefined ? undefined : JSON.parse(data),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** What names the record is not what changes. */
export function changesOf({ id: _id, type: _type, name: _name, ...changes }: Fields): Fields {
  return changes;
}

export function scopeOf({ permissions, without, zones, accounts, status, of }: Fields): Partial<Token> {
  const words = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);
  const all = groups.map((group): Permission => `${group}:edit`);
  const lacking =
    without === undefined ? undefined : all.filter((one) => !words(without).some((other) => one === other || one.split(':')[0] === other));
  return {
    ...(permissions === undefined ? {} : { permissions: words(permissions) as Permission[] }),
    ...(lacking ? { permissions: lacking } : {}),
    ...(zones === undefined ? {} : { zones: zones === 'all' ? 'all' : words(zones) }),
    ...(accounts === undefined ? {} : { accounts: accounts === 'all' ? 'all' : words(accounts) }),
    ...(status === undefined ? {} : { status: status as Token['status'] }),
    ...(of === undefined ? {} : { of: of as Token['of'] }),
  };
}

/** `12345 13 2 ABCD…`, as in a zone file. */
export function signersOf(ds: string | undefined): DelegationSigner[] {
  if (ds === undefined || ds === '') return [];
  const [keyTag, algorithm, digestType, digest = ''] = ds
    .replace(/^.*\bDS\s+/, '')
    .trim()
    .split(/\s+/);
  return [{ keyTag: Number(keyTag), algorithm: Number(algorithm), digestType: Number(digestType), digest: digest.toUpperCase() }];
}

/** Settings of a zone: read all or one, change one or several. */
import type { Call, Route } from './api.ts';
import type { Books } from './books.ts';
import type { Json, ZoneState } from './model.ts';
import { Refusal } from './refusal.ts';
import { settings } from './setting-values.ts';

export const settingRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/zones/:zone/settings',
    permission: 'zone-settings:read',
    words: 'zones',
    run: ({ zone }) => ({ result: Object.keys(settings).map((id) => shown(zone, id)) }),
  },
  {
    method: 'PATCH',
    path: '/zones/:zone/settings',
    permission: 'zone-settings:edit',
    words: 'zones',
    run: ({ books, zone, body }) => {
      const items = (Array.isArray(body.items) ? body.items : []) as { id: string; value: unknown }[];
      for (const { id, value } of items) check(id, value);
      for (const { id, value } of items) set(books, zone, id, value);
      return { result: items.map(({ id }) => shown(zone, id)) };
    },
  },
  {
    method: 'GET',
    path: '/zones/:zone/settings/:setting',
    permission: 'zone-settings:read',
    words: 'zones',
    run: ({ zone, at }) => ({ result: shown(zone, known(at.setting)) }),
  },
  { method: 'PATCH', path: '/zones/:zone/settings/:setting', permission: 'zone-settings:edit', words: 'zones', run: change },
];

function change({ books, zone, at, body }: Call) {
  const id = known(at.setting);
  if (!('value' in body)) throw new Refusal(400, 1006, 'Missing required parameter: value');
  check(id, body.value);
  set(books, zone, id, body.value);
  return { result: shown(zone, id) };
}

function known(id: string | undefined): string {
  if (id !== undefined && Object.hasOwn(settings, id)) return id;
  throw new Refusal(400, 1003, `Undefined zone setting: ${id}`);
}

function check(id: string, value: unknown): void {
  const { values, check: right, fixed } = settings[known(id)] ?? {};
  if (fixed) throw new Refusal(400, 1005, `Not allowed to edit setting for ${id}`);
  const fits = values ? values.includes(value) : (right?.(value) ?? false);
  if (!fits) throw new Refusal(400, 1007, `Invalid value for zone setting ${id}`);
}

/** Sets it as a person or the API does; HSTS keeps the parts that are not named. */
export function set(books: Books, zone: ZoneState, id: string, value: unknown): void {
  const next = id === 'security_header' ? mergedHeader(zone, value as Json) : value;
  zone.settings[id] = { value: next, modified: books.now() };
  books.changed();
}

function mergedHeader(zone: ZoneState, value: Json): Json {
  const before = (settingOf(zone, 'security_header') as { strict_transport_security: Json }).strict_transport_security;
  return { strict_transport_security: { ...before, ...(value.strict_transport_security as Json) } };
}

/** The value that counts now. */
export function settingOf(zone: ZoneState, id: string): unknown {
  return zone.settings[id]?.value ?? settings[id]?.usual;
}

/** @throws Refusal for a value that the setting does not take */
export function setChecked(books: Books, zone: ZoneState, id: string, value: unknown): void {
  check(id, value);
  set(books, zone, id, value);
}

function shown(zone: ZoneState, id: string): Json {
  const about = {
    id,
    value: settingOf(zone, id),
    modified_on: zone.settings[id]?.modified ?? null,
    editable: settings[id]?.fixed !== true,
  };
  return id === 'development_mode' ? { ...about, time_remaining: 0 } : about;
}

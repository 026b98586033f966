/**
 * What an exchange with a vendor leaves in the log: all of it, with every secret replaced by its placeholder before it is written.
 */
import { placeholder, Secret } from '../core/secret.ts';
import type { AnyVendor } from '../core/vendor.ts';
import type { Answer, Asked, DoorOptions } from './http.ts';

export async function recordExchange(
  doors: Pick<DoorOptions, 'redactor' | 'endpoints' | 'record'>,
  vendor: AnyVendor,
  asked: Asked,
  answer: Answer,
  at: string,
): Promise<void> {
  // What is sent in such a field is as secret as what comes back in it.
  for (const body of [asked.body, answer.body])
    for (const found of [...shownOnce(vendor, body), ...shaped(vendor, body)]) doors.redactor.learn(found);
  const redact = (text: string): string => doors.redactor.redact(text);
  const headers = [...asked.headers].map(([name, value]) => [name, name === 'authorization' ? '‹credentials›' : redact(value)]);
  const base = new URL(doors.endpoints[vendor.id] ?? vendor.base);
  const path = doors.endpoints[vendor.id] ? asked.url.pathname.slice(base.pathname.replace(/\/$/, '').length) : asked.url.pathname;
  await doors.record?.({
    at,
    vendor: vendor.id,
    method: asked.method,
    path: redact(path),
    query: redact(asked.url.search.replace(/^\?/, '')),
    requestHeaders: Object.fromEntries(headers) as Record<string, string>,
    requestBody: redact(withoutCollections(vendor, asked.body, asked.url.pathname)),
    status: answer.status,
    responseBody: redact(withoutCollections(vendor, answer.body, answer.status < 400 ? asked.url.pathname : '')),
  });
}

/**
 * A secret field that holds a collection (all variables of a service) is blanked leaf by leaf: also what is short, also what nobody has heard of. Its values
 * are not learned, because ordinary words are among them.
 */
function withoutCollections(vendor: AnyVendor, body: string, path: string): string {
  if (vendor.secretBodies?.(path) && body.startsWith('{')) return withoutValues(vendor, body);
  const inLists = vendor.secretFields.flatMap((field) => (field.endsWith('[]') ? [field.slice(0, -2)] : []));
  if (inLists.length > 0 && body.startsWith('[')) return withoutInList(vendor, body, inLists);
  if (!vendor.secretFields.some((field) => body.includes(`"${field}"`))) return body;
  try {
    let found = false;
    const bare: unknown = JSON.parse(body, (field, value: unknown) => {
      if (!vendor.secretFields.includes(field) || typeof value !== 'object' || value === null) return value;
      found = true;
      return blanked(value, (name) => placeholder(`${vendor.id}.${name}`), field);
    });
    return found ? JSON.stringify(bare) : body;
  } catch {
    return body;
  }
}

/** A body that is a list: such fields go, however deep they stand in its entries. */
function withoutInList(vendor: AnyVendor, body: string, fields: readonly string[]): string {
  try {
    const bare: unknown = JSON.parse(body, (field, value: unknown) =>
      fields.includes(field) && typeof value === 'string' ? placeholder(`${vendor.id}.${field}`) : value,
    );
    return JSON.stringify(bare);
  } catch {
    return body;
  }
}

function withoutValues(vendor: AnyVendor, body: string): string {
  try {
    return JSON.stringify(blanked(JSON.parse(body), (name) => placeholder(`${vendor.id}.${name}`), 'value'));
  } catch {
    return placeholder(`${vendor.id}.body`);
  }
}

/** Names stay, values go. */
function blanked(value: unknown, instead: (name: string) => string, name: string): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => blanked(one, instead, name));
  if (typeof value !== 'object' || value === null) return value === null ? null : instead(name);
  return Object.fromEntries(Object.entries(value).map(([inner, one]: [string, unknown]) => [inner, blanked(one, instead, inner)]));
}

function shaped(vendor: AnyVendor, body: string): Secret[] {
  const found = (vendor.secretShapes ?? []).flatMap((shape) => [...body.matchAll(shape)]);
  return found.map(([text]) => new Secret(`${vendor.id}.address`, text));
}

/** Values of the fields that this vendor shows once, wherever they stand in a JSON answer, or in a form that is sent. */
function shownOnce(vendor: AnyVendor, body: string): Secret[] {
  if (/^[\w.-]+=/.test(body)) {
    const fields = [...new URLSearchParams(body)].filter(([field]) => vendor.secretFields.includes(field));
    return fields.map(([field, value]) => new Secret(`${vendor.id}.${field}`, value));
  }
  if (!vendor.secretFields.some((field) => body.includes(`"${field.replace('{}', '')}"`))) return [];
  const found: Secret[] = [];
  try {
    JSON.parse(body, (field, value: unknown) => {
      if (vendor.secretFields.includes(field) && typeof value === 'string') found.push(new Secret(`${vendor.id}.${field}`, value));
      if (vendor.secretFields.includes(`${field}{}`))
        for (const name of Object.keys(value ?? {})) found.push(new Secret(`${vendor.id}.${field}`, name));
      return value;
    });
  } catch {
    return [];
  }
  return found;
}

/**
 * What an exchange with a vendor leaves in the log: all of it, with every secret replaced by its placeholder before it is written.
 */
import { Secret } from '../core/secret.ts';
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
  for (const found of [...shownOnce(vendor, asked.body), ...shownOnce(vendor, answer.body)]) doors.redactor.learn(found);
  const redact = (text: string): string => doors.redactor.redact(text);
  const headers = [...asked.headers].map(([name, value]) => [name, name === 'authorization' ? '‹credentials›' : redact(value)]);
  const base = new URL(doors.endpoints[vendor.id] ?? vendor.base);
  const path = doors.endpoints[vendor.id] ? asked.url.pathname.slice(base.pathname.replace(/\/$/, '').length) : asked.url.pathname;
  await doors.record?.({
    at,
    vendor: vendor.id,
    method: asked.method,
    path,
    query: redact(asked.url.search.replace(/^\?/, '')),
    requestHeaders: Object.fromEntries(headers) as Record<string, string>,
    requestBody: redact(asked.body),
    status: answer.status,
    responseBody: redact(answer.body),
  });
}

/** Values of the fields that this vendor shows once, wherever they stand in a JSON answer. */
function shownOnce(vendor: AnyVendor, body: string): Secret[] {
  if (!vendor.secretFields.some((field) => body.includes(`"${field}"`))) return [];
  const found: Secret[] = [];
  try {
    JSON.parse(body, (field, value: unknown) => {
      if (vendor.secretFields.includes(field) && typeof value === 'string') found.push(new Secret(`${vendor.id}.${field}`, value));
      return value;
    });
  } catch {
    return [];
  }
  return found;
}

/**
 * What Sentry hides by itself before it keeps an event, where its settings say so: values under names that sound secret, and addresses of people.
 * https://docs.sentry.io/security-legal-pii/scrubbing/server-side-scrubbing/
 */
import type { Books } from './books.ts';
import type { Privacy, Project } from './model.ts';

const byDefault = [
  ...['password', 'secret', 'passwd', 'api_key', 'apikey', 'auth', 'credentials', 'mysql_pwd'],
  ...['privatekey', 'private_key', 'token', 'bearer', 'session', 'csrf', 'cookie'],
];
const filtered = '[Filtered]';
const address = /\b\d{1,3}(\.\d{1,3}){3}\b/g;

type Json = Record<string, unknown>;

export function scrubbed(books: Books, project: Project, event: Json): Json {
  const rules = [project, books.organization(project.organization)].filter((one) => one !== undefined);
  const on = (setting: keyof Omit<Privacy, 'sensitiveFields'>): boolean => rules.some((one) => one[setting]);
  const names = on('dataScrubber')
    ? [
        ...(on('dataScrubberDefaults') ? byDefault : []),
        ...rules.flatMap(({ sensitiveFields }) => sensitiveFields.map((name) => name.toLowerCase())),
      ]
    : [];
  const hidden = hide(event, names) as Json;
  return on('scrubIPAddresses') ? withoutAddresses(hidden) : hidden;
}

function hide(value: unknown, names: readonly string[]): unknown {
  if (Array.isArray(value)) {
    // Headers, tags and cookies come as pairs.
    const [first, second] = value as [unknown, unknown];
    if (value.length === 2 && typeof first === 'string' && typeof second === 'string')
      return [first, sounds(first, names) ? filtered : second];
    return value.map((one) => hide(one, names));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, typeof inner === 'string' && sounds(name, names) ? filtered : hide(inner, names)]),
  );
}

function sounds(name: string, names: readonly string[]): boolean {
  const low = name.toLowerCase();
  return names.some((one) => low.includes(one));
}

function withoutAddresses(event: Json): Json {
  const { user, request, ...rest } = event as { user?: Json; request?: { env?: Json } & Json };
  const { ip_address: _address, ...person } = user ?? {};
  const bare = request && { ...request, env: undefined };
  return {
    ...rest,
    ...(user ? { user: person } : {}),
    ...(bare ? { request: JSON.parse(JSON.stringify(bare).replace(address, '[ip]')) as unknown } : {}),
  };
}

/** What a request says: names are written `likeThis` or `like_this`, as Sentry takes both. */
import { Refusal } from './refusal.ts';

export type Body = Readonly<Record<string, unknown>>;

export function bodyOf(text: string): Body {
  try {
    const value: unknown = text === '' ? {} : JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Body;
  } catch {
    // Refused below.
  }
  throw new Refusal(400, 'JSON parse error');
}

/** @param name as the description spells it, with low lines */
export function field(body: Body, name: string): unknown {
  return body[name] ?? body[name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())];
}

export function textIn(body: Body, name: string, longest = 200): string {
  const value = field(body, name);
  if (typeof value !== 'string' || value.trim() === '') throw new Refusal(400, { [name]: ['This field is required.'] });
  if (value.length > longest) throw new Refusal(400, { [name]: [`Ensure this field has no more than ${longest} characters.`] });
  return value;
}

export function listIn(body: Body, name: string): unknown[] {
  const value = field(body, name) ?? [];
  if (!Array.isArray(value)) throw new Refusal(400, { [name]: ['Expected a list of items.'] });
  return value;
}

/** Lower case, digits, hyphens and low lines, and not only digits. */
export function slugIn(body: Body, otherwise: string): string {
  const value = field(body, 'slug') ?? otherwise.toLowerCase().replace(/[^a-z\d]+/g, '-');
  if (typeof value === 'string' && /^(?![\d]+$)[a-z\d_-]{1,50}$/.test(value)) return value;
  throw new Refusal(400, {
    slug: ['Enter a valid slug consisting of lowercase letters, numbers, underscores or hyphens. It cannot be entirely numeric.'],
  });
}

/**
 * What leaves for Sentry: the same scrubber in every process. Headers, cookies, query, body, breadcrumbs and addresses of people are hidden, not trusted to be absent.
 */
import { hidden, isSecretName, scrubText } from './redact.ts';

const deepest = 12;

/** A copy without secrets: values under secret names are hidden, texts are searched for what looks like a secret. */
export function scrub<T>(value: T): T {
  return walk(value, 0) as T;
}

function walk(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return scrubText(withoutQuery(value));
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= deepest) return hidden;
  if (Array.isArray(value)) return value.map((one) => walk(one, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, hide(name, one, depth)]));
}

function hide(name: string, value: unknown, depth: number): unknown {
  if (name === 'user' && typeof value === 'object' && value !== null) return onlyId(value);
  if (name === 'query_string' || name === 'cookies' || name === 'data_collected') return hidden;
  if (isSecretName(name) && value !== null && value !== undefined) return hidden;
  return walk(value, depth + 1);
}

/** Sentry needs to tell people apart, not to know them. */
function onlyId(user: object): unknown {
  const { id } = user as { id?: unknown };
  return id === undefined ? {} : { id };
}

/** Query strings of addresses carry codes and tokens. */
function withoutQuery(text: string): string {
  return text.replace(/(https?:\/\/[^\s?#]+)\?[^\s#]*/g, `$1?${hidden}`);
}

/** What a request brings: JSON, a form, or several parts with files. */
import type { Incoming } from '../../ports/listen.ts';
import { refuse } from './refusal.ts';

/** An object, or a list where a call replaces a whole collection. */
export type Body = Readonly<Record<string, unknown>> & { readonly [index: number]: unknown };

export interface SentFile {
  filename: string;
  contentType: string;
  text: string;
}

/** `form`: the body as a form, for calls that take nothing else; empty when it is none. */
export function readBody(incoming: Incoming): { body: Body; form: Readonly<Record<string, string>>; files: SentFile[] } {
  const type = incoming.headers['content-type'] ?? '';
  const nothing = { form: {}, files: [] };
  if (incoming.body === '') return { body: {} as Body, ...nothing };
  if (type.startsWith('application/x-www-form-urlencoded')) {
    const form = Object.fromEntries(new URLSearchParams(incoming.body));
    return { body: form as Body, form, files: [] };
  }
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/.exec(type)?.[1];
  return boundary === undefined ? { body: parsed(incoming.body), ...nothing } : { ...parts(incoming.body, boundary), form: {} };
}

function parsed(text: string): Body {
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value === 'object' && value !== null) return value as Body;
  } catch {
    // Refused below.
  }
  throw refuse(50109);
}

/** `payload_json` is the body, the rest are files. What is not text does not survive, its name and size do. */
function parts(text: string, boundary: string): { body: Body; files: SentFile[] } {
  let body = {} as Body;
  const files: SentFile[] = [];
  for (const part of text.split(`--${boundary}`).slice(1, -1)) {
    const end = part.indexOf('\r\n\r\n');
    const head = part.slice(0, end);
    const content = part.slice(end + 4, -2);
    const filename = /filename="([^"]*)"/.exec(head)?.[1];
    if (filename !== undefined)
      files.push({ filename, contentType: /content-type:\s*([^\r\n]+)/i.exec(head)?.[1] ?? 'application/octet-stream', text: content });
    else if (/name="payload_json"/.test(head)) body = parsed(content);
  }
  return { body, files };
}

export function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

export function list(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(record) : [];
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

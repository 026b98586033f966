/**
 * What every HTTP probe is told, and the one way in which it asks.
 */
import type { Clock, Network } from '../../core/ports.ts';
import { askWeb, type WebOutcome, type WebRequest } from '../../ports/web.ts';

export interface HttpProbeOptions {
  clock: Clock;
  /** Of each request. */
  timeoutMs: number;
  /** How names are found; the machine's own way unless told. */
  network?: Network | undefined;
  signal?: AbortSignal | undefined;
}

/** What differs from a plain GET. */
export type Asking = Pick<WebRequest, 'method' | 'headers' | 'body' | 'acceptEncoding' | 'maxBytes' | 'verify'>;

export function ask(url: string | URL, { clock, timeoutMs, network, signal }: HttpProbeOptions, asking: Asking = {}): Promise<WebOutcome> {
  return askWeb(url, { clock, timeoutMs, network, signal, ...asking });
}

export function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

/** `<title>` pages and the like: what a browser reads as HTML. */
export function isHtml(contentType: string | undefined): boolean {
  return /^\s*(text\/html|application\/xhtml\+xml)\b/i.test(contentType ?? '');
}

export { headerValue, headerValues, type WebOutcome } from '../../ports/web.ts';

/**
 * Whether a server packs what it sends, and how much that saves.
 */
import { headerValue } from '../../ports/web.ts';
import { ask, type HttpProbeOptions } from './ask.ts';

export const codings = ['br', 'zstd', 'gzip'] as const;
export type Coding = (typeof codings)[number];

export interface Compression {
  url: string;
  /** Absent when nothing answered. */
  status?: number;
  contentType?: string;
  /** `Content-Encoding` for a browser, which takes all of them; `none` when it came plain. */
  chosen: string;
  /** Bytes of the body as sent without packing. */
  plainBytes: number;
  /** Each coding that the server speaks, with the bytes it sent. */
  offered: readonly { coding: Coding; bytes: number; saved: number }[];
  /** True when caches are told that the answer depends on `Accept-Encoding`. */
  varies: boolean;
}

/** Asks five times: plain, with each coding, and as a browser. The body is measured to its end or `maxBytes`. */
export async function probeCompression(url: string | URL, options: HttpProbeOptions): Promise<Compression> {
  const get = (acceptEncoding: string) => ask(url, options, { acceptEncoding, maxBytes: 16 * 1024 * 1024 });
  const [plain, browser, ...single] = await Promise.all([
    get('identity'),
    get('gzip, deflate, br, zstd'),
    ...codings.map((coding) => get(coding)),
  ]);
  const plainBytes = plain?.state === 'answered' ? plain.bytes : 0;
  if (browser?.state !== 'answered') return { url: new URL(url).href, chosen: 'none', plainBytes, offered: [], varies: false };
  const type = headerValue(browser.headers, 'content-type');
  return {
    url: browser.url,
    status: browser.status,
    ...(type === undefined ? {} : { contentType: type }),
    chosen: headerValue(browser.headers, 'content-encoding')?.toLowerCase() ?? 'none',
    plainBytes,
    offered: codings.flatMap((coding, index) => {
      const answer = single[index];
      if (answer?.state !== 'answered' || headerValue(answer.headers, 'content-encoding')?.toLowerCase() !== coding) return [];
      return [{ coding, bytes: answer.bytes, saved: plainBytes === 0 ? 0 : Math.round((1 - answer.bytes / plainBytes) * 1000) / 1000 }];
    }),
    varies: /(^|,)\s*(accept-encoding|\*)\s*(,|$)/i.test(headerValue(browser.headers, 'vary') ?? ''),
  };
}

/**
 * What `k77 probe http` and `k77 probe headers` share: which address is meant, and by which way it is reached. They ask that server and nobody else, and write nothing.
 */
import { join } from 'node:path';
import { exits, OperatorError } from '../../core/errors.ts';
import type { Network } from '../../core/ports.ts';
import { systemClock } from '../../ports/clock.ts';
import { edgeInFile, edgeNetwork } from '../../ports/network.ts';
import type { HttpProbeOptions } from '../../probes/http/ask.ts';
import { sandboxClient } from '../../sandbox/client.ts';
import { place } from '../../sandbox/place.ts';
import { findRoot } from '../../workspace/root.ts';
import { openSession } from '../compose.ts';
import { networkFrom } from '../endpoints.ts';
import type { GlobalOptions, Io } from '../io.ts';
import { pad, wrap } from '../text.ts';

const patienceMs = 10_000;

/** @throws OperatorError (exit 64) when it is no address of the web */
export function addressOf(target: string | undefined, what: string): URL {
  const text = target?.includes('://') ? target : `https://${target ?? ''}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === '') return url;
  throw new OperatorError({
    what: target === undefined ? 'no address to measure' : `this is no address of the web, or it holds a password`,
    fix: `k77 probe ${what} URL, e.g. k77 probe ${what} https://example.com`,
    exit: exits.usage,
  });
}

/** Runs `use` with the network by which the address is reached: the rehearsal's with `--sandbox`, and while one is running that knows the name; else the world's. */
export async function withProbe<T>(options: GlobalOptions, io: Io, url: URL, use: (about: HttpProbeOptions) => Promise<T>): Promise<T> {
  const session = options.sandbox ? await openSession(options, io, { lease: 'none' }) : undefined;
  try {
    const network = session?.rehearsal?.network ?? (await runningEdge(options, io, url)) ?? networkFrom(io.host.env);
    return await use({ clock: systemClock, timeoutMs: patienceMs, network, signal: io.signal });
  } finally {
    await session?.close();
  }
}

async function runningEdge(options: GlobalOptions, io: Io, url: URL): Promise<Network | undefined> {
  const root = await findRoot({ dir: options.dir, cwd: io.host.cwd() });
  const edge = edgeNetwork(edgeInFile(join(root, place.world)));
  if (![443, 80].some((port) => edge.route(url.hostname, port).host !== url.hostname)) return undefined;
  return sandboxClient(root).then(
    () => edge,
    () => undefined,
  );
}

/** `redirects   http://… 301 → …`, wrapped below itself. */
export function entry(io: Io, label: string, text: string, width = 13): string[] {
  const [first = '', ...more] = wrap(text, io.width - width - 4);
  return [`    ${io.paint.dim(pad(label, width))}${first}`, ...more.map((line) => `    ${' '.repeat(width)}${line}`)];
}

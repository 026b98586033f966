/**
 * Many visitors at once at one address, for a while: autocannon, plumbed like every other request of the web. Each visitor has a connection of its own and asks a fixed
 * number of times a second, as people do, instead of as fast as answers come.
 */
import { isIP } from 'node:net';
import { rootCertificates } from 'node:tls';
import type { Clock, Network } from '../core/ports.ts';
import { realNetwork } from './network.ts';

export interface LoadRequest {
  /** `https:` or `http:` */
  url: string;
  visitors: number;
  /** Requests a second of each visitor. */
  perSecond: number;
  /** Without an answer for so long, a request has failed. Milliseconds, whole seconds. */
  timeoutMs: number;
  clock: Clock;
  network?: Network | undefined;
  signal?: AbortSignal | undefined;
}

export interface LoadSeen {
  url: string;
  /** Milliseconds of each answer, whatever its status, in the order in which they came. */
  times: readonly number[];
  /** Statuses with how often they came. */
  statuses: Readonly<Record<string, number>>;
  /** Codes of requests without an answer, `ECONNREFUSED` or `timeout`, with how often. */
  failures: Readonly<Record<string, number>>;
  /** Milliseconds from the first request to the last. */
  lastedMs: number;
  /** It was called off, because nearly nothing was answered. */
  calledOff: boolean;
}

/** Visitors arrive over the first second, in so many groups: all in the same moment they would be a queue and no crowd. */
const groups = 10;
/** So many failures for each visitor end it: what is down needs no more of it. */
const patience = 20;
/** autocannon ends when it is told to; this is for the case that nobody does. Seconds. */
const longest = 600;

/** Reads the instrument, so that the first crowd does not wait for it. */
export async function readyToLoad(): Promise<void> {
  await import('autocannon/lib/init.js');
}

/**
 * @param over the load ends when it resolves or rejects
 * @throws the signal's reason when it is aborted
 */
export async function loadWeb(request: LoadRequest, over: Promise<unknown>): Promise<LoadSeen> {
  const { clock, visitors, signal } = request;
  const { default: autocannon } = await import('autocannon/lib/init.js');
  const times: number[] = [];
  const statuses: Record<string, number> = {};
  const failures: Record<string, number> = {};
  const raise = (counts: Record<string, number>, key: string): void => {
    counts[key] = (counts[key] ?? 0) + 1;
  };
  const began = clock.tick();
  let ended = false;
  const finished = over.then(
    () => {
      ended = true;
    },
    () => {
      ended = true;
    },
  );
  const sizes = Array.from({ length: Math.min(groups, visitors) }, (_, nth) => Math.floor((visitors + nth) / Math.min(groups, visitors)));
  const options = optionsFor(request);
  const runs = sizes.map(async (connections, nth) => {
    await Promise.race([clock.sleep((1000 / sizes.length) * nth, signal).catch(() => {}), finished]);
    if (ended) return false;
    const run = autocannon({ ...options, connections, bailout: connections * patience });
    run.on('response', (_client, status, _bytes, milliseconds) => {
      times.push(milliseconds);
      raise(statuses, String(status));
    });
    run.on('reqError', (error) => raise(failures, error.code ?? (/timed out/.test(error.message) ? 'timeout' : 'other')));
    const stopped = finished.then(() => run.stop());
    await run;
    const calledOff = !ended;
    await stopped;
    return calledOff;
  });
  const calledOff = (await Promise.all(runs)).includes(true);
  signal?.throwIfAborted();
  return { url: request.url, times, statuses, failures, lastedMs: Math.round(clock.tick() - began), calledOff };
}

function optionsFor({ url, perSecond, timeoutMs, network = realNetwork }: LoadRequest) {
  const target = new URL(url);
  const secure = target.protocol === 'https:';
  const host = target.hostname.replace(/^\[|\]$/g, '');
  const route = network.route(host, Number(target.port) || (secure ? 443 : 80));
  const aimed = new URL(target);
  aimed.hostname = route.host;
  aimed.port = String(route.port);
  return {
    url: aimed.href,
    duration: longest,
    connectionRate: perSecond,
    // Its correction takes every rate for one request a millisecond; what was waited for is told as it was.
    ignoreCoordinatedOmission: true,
    timeout: Math.max(1, Math.ceil(timeoutMs / 1000)),
    sampleInt: 100,
    headers: { host: target.host, 'user-agent': 'k77-probe', accept: '*/*' },
    ...(secure && isIP(host) === 0 ? { servername: host } : {}),
    ...(secure && network.ca !== undefined ? { tlsOptions: { ca: [...rootCertificates, network.ca] } } : {}),
  };
}

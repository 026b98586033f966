/**
 * How names are found: the machine's own way, or by the edge of a rehearsal.
 */
import { readFileSync, statSync } from 'node:fs';
import { exits, OperatorError } from '../core/errors.ts';
import type { Network } from '../core/ports.ts';

/** The world as it is. */
export const realNetwork: Network = { route: (host, port) => ({ host, port }), dnsServers: [], ca: undefined };

/** What a rehearsal's edge says of itself. Every address in it is loopback. */
export interface Edge {
  /** `api.kingdom77.test:443` → `127.0.0.1:8443`; `*.mongodb.net:27017` matches one label or more. */
  routes: Readonly<Record<string, string>>;
  /** `127.0.0.1:5533` */
  dns: string | undefined;
  ca: string | undefined;
  /** SHA-256 of the key of every certificate of its web servers, base64: for browsers that cannot be given the authority. */
  pin?: string | undefined;
  /** Absolute folder with the repositories of the rehearsal's GitHub: `<owner>/<name>.git`. */
  repositories?: string | undefined;
}

/** Nobody listens at the first port of this machine. */
const nowhere = { host: '127.0.0.1', port: 1 };

/**
 * Routes by exact name first, then by wildcard. A rehearsal talks to nobody: a name that its edge does not know leads nowhere (name servers are told from others
 * by their port, and say so themselves). Without an edge names are the real ones. A rehearsal's edge grows while it runs: it is asked each time.
 */
export function edgeNetwork(edge: Edge | (() => Edge)): Network {
  const now = typeof edge === 'function' ? edge : () => edge;
  return {
    route(host, port) {
      const edge = now();
      const known = routeIn(edge.routes, host, port);
      if (known) return known;
      return isRehearsal(edge) && port !== 53 && !isLoopback(host) ? nowhere : { host, port };
    },
    get dnsServers() {
      const { dns } = now();
      return dns === undefined ? [] : [dns];
    },
    get ca() {
      return now().ca;
    },
    get repositories() {
      return now().repositories;
    },
    get routes() {
      const edge = now();
      return isRehearsal(edge) ? edge.routes : undefined;
    },
    get pin() {
      return now().pin;
    },
  };
}

function isRehearsal({ dns, ca }: Edge): boolean {
  return dns !== undefined || ca !== undefined;
}

/**
 * The edge that a file tells, a `world.json` or its `edge` alone; read anew when it changes. No file: no edge.
 * @throws OperatorError when it leads anywhere but to this machine
 */
export function edgeInFile(path: string): () => Edge {
  let seen = '';
  let edge: Edge = { routes: {}, dns: undefined, ca: undefined };
  return () => {
    const about = statSync(path, { throwIfNoEntry: false });
    const mark = about ? `${about.mtimeMs} ${about.size} ${about.ino}` : '';
    if (mark === seen || !about) return edge;
    const told = JSON.parse(readFileSync(path, 'utf8')) as Partial<Edge> & { edge?: Partial<Edge> };
    const { routes = {}, dns, ca, pin, repositories } = told.edge ?? told;
    for (const target of [...Object.values(routes), ...(dns === undefined ? [] : [dns])])
      if (!/^(127\.0\.0\.1|localhost):\d+$/.test(target))
        throw new OperatorError({
          what: `${path} leads to ${target}, which is not on this machine`,
          fix: 'unset K77_EDGE to reach the real vendors, or start the sandbox anew',
          exit: exits.preflight,
        });
    if (repositories !== undefined && !repositories.startsWith('/'))
      throw new OperatorError({
        what: `${path} names a folder that is not absolute: ${repositories}`,
        fix: 'start the sandbox anew',
        exit: exits.preflight,
      });
    seen = mark;
    edge = { routes, dns, ca, pin, repositories };
    return edge;
  };
}

/** Where a table leads a name and port: by exact name first, then by wildcard. */
export function routeIn(routes: Edge['routes'], host: string, port: number): { host: string; port: number } | undefined {
  const target = routes[`${host}:${port}`] ?? wildcard(routes, host, port);
  if (target === undefined) return undefined;
  const at = target.lastIndexOf(':');
  return { host: target.slice(0, at), port: Number(target.slice(at + 1)) };
}

function wildcard(routes: Edge['routes'], host: string, port: number): string | undefined {
  const labels = host.split('.');
  for (let skip = 1; skip < labels.length; skip++) {
    const found = routes[`*.${labels.slice(skip).join('.')}:${port}`];
    if (found !== undefined) return found;
  }
  return undefined;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

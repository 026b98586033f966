/**
 * How names are found: the machine's own way, or by the edge of a rehearsal.
 */
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
}

/** Routes by exact name first, then by wildcard; a name that the edge does not know is the real one. */
export function edgeNetwork(edge: Edge): Network {
  return {
    route(host, port) {
      const target = edge.routes[`${host}:${port}`] ?? wildcard(edge.routes, host, port);
      if (target === undefined) return { host, port };
      const at = target.lastIndexOf(':');
      return { host: target.slice(0, at), port: Number(target.slice(at + 1)) };
    },
    dnsServers: edge.dns === undefined ? [] : [edge.dns],
    ca: edge.ca,
  };
}

function wildcard(routes: Edge['routes'], host: string, port: number): string | undefined {
  const labels = host.split('.');
  for (let skip = 1; skip < labels.length; skip++) {
    const found = routes[`*.${labels.slice(skip).join('.')}:${port}`];
    if (found !== undefined) return found;
  }
  return undefined;
}

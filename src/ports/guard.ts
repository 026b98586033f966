/**
 * What a confined process may reach: this machine, and what the edge's table knows. Everything else is refused by name.
 */
import net from 'node:net';
import { hostname } from 'node:os';
import { type Edge, routeIn } from './network.ts';

/** Nobody listens on port 1: questions to it end at once. */
const nobody = '127.0.0.1:1';

export class Guard {
  readonly #edge: () => Edge;
  /** Addresses that lookups gave out, so that whoever connects to one still means the name. */
  readonly #names = new Map<string, string>();
  readonly #addresses = new Map<string, string>();

  constructor(edge: () => Edge) {
    this.#edge = edge;
  }

  /** Where a name and port lead. @throws the refusal */
  route(host: string, port: number): { host: string; port: number; name: string } {
    const name = this.#names.get(host) ?? host.toLowerCase();
    const found = routeIn(this.#edge().routes, name, port);
    if (found) return { ...found, name };
    if (isLocal(name)) return { host, port, name };
    throw refusal('connect', name, port);
  }

  /** True when a name leads anywhere, on whatever port. */
  knows(name: string): boolean {
    return Object.keys(this.#edge().routes).some((route) => {
      const known = route.slice(0, route.lastIndexOf(':'));
      return known === name || (known.startsWith('*.') && name.endsWith(known.slice(1)));
    });
  }

  /** An address that stands for a name in this process: of the range for benchmarks (RFC 2544), which leads nowhere. */
  addressFor(name: string): string {
    const known = this.#addresses.get(name);
    if (known) return known;
    const nth = this.#addresses.size + 1;
    const address = `198.${18 + ((nth >> 16) & 1)}.${(nth >> 8) & 255}.${nth & 255}`;
    this.#addresses.set(name, address);
    this.#names.set(address, name);
    return address;
  }

  resolver(): string {
    return this.#edge().dns ?? nobody;
  }

  /** A name server that somebody set by hand. @throws the refusal */
  server(address: string): string {
    const found = /^\[?([^\]]+?)\]?(?::(\d+))?$/.exec(net.isIPv6(address) ? `[${address}]` : address);
    const { host, port } = this.route(found?.[1] ?? address, Number(found?.[2] ?? 53));
    return net.isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
  }
}

export function isLocal(host: string): boolean {
  return (
    /^(127\.\d+\.\d+\.\d+|localhost|::1|0\.0\.0\.0|::|::ffff:127\.\d+\.\d+\.\d+)$/.test(host) ||
    host.endsWith('.localhost') ||
    host === hostname().toLowerCase()
  );
}

export function refusal(syscall: string, host: string, port?: number): Error {
  const where = port === undefined ? host : `${host}:${port}`;
  const message = `k77: ${where} is outside of this rehearsal, which talks to nobody but this machine and its sandbox (k77 sandbox status lists its hosts)`;
  return Object.assign(new Error(message), {
    code: syscall === 'getaddrinfo' ? 'ENOTFOUND' : 'ENETUNREACH',
    syscall,
    hostname: host,
    host,
    port,
  });
}

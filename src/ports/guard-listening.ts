/**
 * Servers of a process that is confined to a rehearsal: whatever address they ask for, they listen on this machine only. Platforms tell their services to
 * listen everywhere (`0.0.0.0`), where the machine's neighbours would find them.
 */
import dgram from 'node:dgram';
import net from 'node:net';

const here = '127.0.0.1';

export function guardListening(): void {
  const { listen } = net.Server.prototype;
  net.Server.prototype.listen = function (this: net.Server, ...given: unknown[]) {
    return (listen as (...all: unknown[]) => net.Server).apply(this, confined(given));
  } as typeof listen;
  const { bind } = dgram.Socket.prototype;
  dgram.Socket.prototype.bind = function (this: dgram.Socket & { type?: string }, ...given: unknown[]) {
    const address = this.type === 'udp6' ? '::1' : here;
    return (bind as (...all: unknown[]) => dgram.Socket).apply(this, bound(given, address));
  } as typeof bind;
}

/** As `server.listen` takes them: (port, host?, backlog?, hear?), (path, …), (options, hear?), (handle, …) or nothing at all. */
function confined(given: readonly unknown[]): unknown[] {
  const [first, second] = given;
  if (isPort(first)) {
    const rest = given.slice(typeof second === 'string' ? 2 : 1).filter((one) => one !== undefined && one !== null);
    return [first, isLoopback(second) ? second : here, ...rest];
  }
  if (isOptions(first)) return isLoopback(first.host) ? [...given] : [{ ...first, host: here }, ...given.slice(1)];
  const isNothing = first === undefined || first === null || typeof first === 'function';
  return isNothing ? [0, here, ...given.filter((one) => typeof one === 'function')] : [...given];
}

function isLoopback(host: unknown): boolean {
  return typeof host === 'string' && /^(127\.\d+\.\d+\.\d+|localhost|::1)$/.test(host);
}

function isPort(value: unknown): value is number | string {
  return typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value));
}

/** Of TCP; a path, a descriptor or a handle is of this machine as it is. */
function isOptions(value: unknown): value is { port?: unknown; host?: unknown } {
  if (typeof value !== 'object' || value === null) return false;
  const options = value as Record<string, unknown>;
  return options.port !== undefined && !options.path;
}

/** As `socket.bind` takes them: (port?, address?, hear?) or (options, hear?). */
function bound(given: readonly unknown[], address: string): unknown[] {
  const [first, second] = given;
  if (typeof first === 'object' && first !== null && 'port' in first) return [{ ...first, address }, ...given.slice(1)];
  if (isPort(first)) return [first, isLoopback(second) ? second : address, ...given.slice(typeof second === 'string' ? 2 : 1)];
  return [...given];
}

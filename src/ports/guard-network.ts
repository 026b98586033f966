/**
 * Confines this process to a rehearsal: every connection, lookup and datagram goes through the edge's table or is refused.
 * Small and without dependencies, because every program of a rehearsal loads it first.
 */
import dgram from 'node:dgram';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { Guard } from './guard.ts';
import { guardListening } from './guard-listening.ts';
import { guardLookups, guardResolvers } from './guard-names.ts';
import { edgeInFile } from './network.ts';

/** @param path the edge's file, `world.json` */
export function guardNetwork(path = process.env.K77_EDGE): void {
  if (!path) throw new Error('k77: K77_EDGE is not set. It names the world.json of the rehearsal that this program belongs to.');
  const guard = new Guard(edgeInFile(path));
  guardConnections(guard);
  guardLookups(guard);
  guardResolvers(guard);
  guardDatagrams(guard);
  guardListening();
  syncBuiltinESMExports();
}

interface Target {
  host?: string;
  port?: number | string;
  path?: string;
  lookup?: unknown;
}

function guardConnections(guard: Guard): void {
  const { connect } = net.Socket.prototype;
  function guarded(this: net.Socket & { _host?: string }, ...given: unknown[]): net.Socket {
    const { target, hear } = readArguments(given);
    if (target.path || !target.port) return connect.apply(this, given as never);
    const host = target.host || 'localhost';
    try {
      const to = guard.route(host, Number(target.port));
      if (to.host === host && to.port === Number(target.port)) return connect.apply(this, given as never);
      const { lookup: _, ...rest } = target;
      const call = [{ ...rest, host: to.host, port: to.port }, hear];
      const socket = connect.apply(this, call as never);
      // Node names the peer by it where a TLS socket was given no server name.
      this._host = to.name;
      return socket;
    } catch (error) {
      if (hear) this.once('connect', hear);
      process.nextTick(() => this.destroy(error as Error));
      return this;
    }
  }
  net.Socket.prototype.connect = guarded as typeof connect;
}

/** As `net.connect` takes them: options or port and host or a path, then a listener. `net` itself hands over the normalised list. */
function readArguments(given: readonly unknown[]): { target: Target; hear: (() => void) | undefined } {
  const list = Array.isArray(given[0]) ? (given[0] as unknown[]) : given;
  const [first, second] = list;
  const hear = list.find((one) => typeof one === 'function') as (() => void) | undefined;
  if (typeof first === 'object' && first !== null) return { target: first as Target, hear };
  if (typeof first === 'string' && Number.isNaN(Number(first))) return { target: { path: first }, hear };
  return { target: { port: Number(first), ...(typeof second === 'string' ? { host: second } : {}) }, hear };
}

function guardDatagrams(guard: Guard): void {
  const { send, connect } = dgram.Socket.prototype;
  dgram.Socket.prototype.connect = function (this: dgram.Socket, port: number, ...rest: unknown[]) {
    const given = typeof rest[0] === 'string' ? rest[0] : 'localhost';
    const to = guard.route(given, port);
    (connect as (...all: unknown[]) => void).call(this, to.port, to.host, ...rest.slice(typeof rest[0] === 'string' ? 1 : 0));
  } as typeof connect;
  dgram.Socket.prototype.send = function (this: dgram.Socket, ...given: unknown[]) {
    // (message, port, address?, …) or (message, offset, length, port, address?, …); a connected socket names nobody.
    const at = typeof given[2] === 'number' && typeof given[3] === 'number' ? 3 : 1;
    const port = given[at];
    if (typeof port === 'number' && !isConnected(this)) {
      const named = typeof given[at + 1] === 'string';
      const to = guard.route(named ? (given[at + 1] as string) : 'localhost', port);
      given.splice(at, named ? 2 : 1, to.port, to.host);
    }
    (send as (...all: unknown[]) => void).apply(this, given);
  } as typeof send;
}

function isConnected(socket: dgram.Socket): boolean {
  try {
    socket.remoteAddress();
    return true;
  } catch {
    return false;
  }
}

/**
 * WebSockets for the sandbox's servers: takes an upgraded connection over (`ws`) and hands it on as text in, text out.
 */
import { constants, createDeflate } from 'node:zlib';
import { type WebSocket, WebSocketServer } from 'ws';
import type { UpgradeHandler } from './listen.ts';

export interface SocketLink {
  /** Sends one message: text, or bytes when the stream is compressed. Lost when the connection is closed. */
  send(text: string): void;
  /** Closes in order. Codes from 4000 on are the protocol's own. */
  close(code: number, reason: string): void;
  /** Breaks the connection without a word. */
  destroy(): void;
}

export interface SocketEvents {
  message(text: string): void;
  /** Once. 1006: it broke. */
  closed(code: number): void;
}

const server = new WebSocketServer({ noServer: true, maxPayload: 1024 * 1024, perMessageDeflate: false });

/**
 * Takes a connection over.
 * @param deflate one zlib stream for the whole connection, flushed after each message (`zlib-stream`)
 * @param opened gets the link and says what to do with what comes in
 */
export function acceptSocket(
  [request, socket, head]: Parameters<UpgradeHandler>,
  deflate: boolean,
  opened: (link: SocketLink) => SocketEvents,
): void {
  server.handleUpgrade(request, socket, head, (client: WebSocket) => {
    const send = deflate ? deflated(client) : (text: string) => client.send(text);
    const events = opened({
      send: (text) => {
        if (client.readyState === client.OPEN) send(text);
      },
      close: (code, reason) => client.close(code, reason),
      destroy: () => client.terminate(),
    });
    client.on('message', (data, isBinary) => events.message(isBinary ? '' : String(data)));
    client.once('close', (code) => events.closed(code));
    // What breaks is told by `close`.
    client.on('error', () => {});
  });
}

function deflated(client: WebSocket): (text: string) => void {
  const stream = createDeflate({ flush: constants.Z_SYNC_FLUSH });
  let parts: Buffer[] = [];
  stream.on('data', (part: Buffer) => {
    parts.push(part);
    // A message ends with the flush marker: https://docs.discord.com/developers/events/gateway#transport-compression
    if (
      !Buffer.concat(parts)
        .subarray(-4)
        .equals(Buffer.from([0, 0, 0xff, 0xff]))
    )
      return;
    client.send(Buffer.concat(parts));
    parts = [];
  });
  client.once('close', () => stream.destroy());
  return (text) => void stream.write(text);
}

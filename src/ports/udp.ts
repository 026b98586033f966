/**
 * Loopback datagrams. Binds 127.0.0.1 only.
 */
import { createSocket } from 'node:dgram';
import { OperatorError } from '../core/errors.ts';

export interface UdpServer {
  port: number;
  close(): Promise<void>;
}

/** @param answer what to send back; undefined sends nothing. @throws OperatorError when the port is taken */
export function listenUdp(options: { port?: number | undefined; answer(datagram: Buffer): Buffer | undefined }): Promise<UdpServer> {
  const socket = createSocket('udp4');
  socket.on('message', (datagram, from) => {
    const reply = options.answer(datagram);
    if (reply) socket.send(reply, from.port, from.address);
  });
  return new Promise((resolve, reject) => {
    const what = `UDP port ${options.port ?? 0} on 127.0.0.1 cannot be opened`;
    socket.once('error', (cause) => reject(new OperatorError({ what, fix: 'Stop the program that uses it, then try again', cause })));
    socket.bind(options.port ?? 0, '127.0.0.1', () => {
      // Later errors are single datagrams that could not be sent.
      socket.on('error', () => undefined);
      resolve({ port: socket.address().port, close: () => new Promise((done) => socket.close(() => done())) });
    });
  });
}

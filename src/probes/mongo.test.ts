import { createServer, type Server } from 'node:net';
import { BSON } from 'mongodb';
import { afterEach, expect, test } from 'vitest';
import { OperatorError } from '../core/errors.ts';
import { Secret } from '../core/secret.ts';
import { systemClock } from '../ports/clock.ts';
import { pingMongo } from './mongo.ts';
import { withoutPassword } from './url.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

const hello = {
  ok: 1,
  ismaster: true,
  isWritablePrimary: true,
  helloOk: true,
  maxWireVersion: 25,
  minWireVersion: 0,
  maxBsonObjectSize: 16777216,
  maxMessageSizeBytes: 48000000,
  maxWriteBatchSize: 100000,
  readOnly: false,
};

/** Enough of a MongoDB to say hello (OP_QUERY or OP_MSG) and answer a ping. https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/ */
async function fakeMongo(): Promise<number> {
  const server = createServer((socket) => {
    let buffered = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', (data) => {
      buffered = Buffer.concat([buffered, data]);
      while (buffered.length >= 16 && buffered.length >= buffered.readInt32LE(0)) {
        const length = buffered.readInt32LE(0);
        socket.write(reply(buffered.readInt32LE(4), buffered.readInt32LE(12)));
        buffered = buffered.subarray(length);
      }
    });
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as { port: number }).port;
}

function reply(to: number, opCode: number): Buffer {
  const document = BSON.serialize(hello);
  const isQuery = opCode === 2004;
  const body = isQuery
    ? Buffer.concat([Buffer.alloc(16), Buffer.from([1, 0, 0, 0]), document])
    : Buffer.concat([Buffer.alloc(5), document]);
  if (isQuery) body.writeInt32LE(8, 0);
  const header = Buffer.alloc(16);
  header.writeInt32LE(16 + body.length, 0);
  header.writeInt32LE(to, 8);
  header.writeInt32LE(isQuery ? 1 : 2013, 12);
  return Buffer.concat([header, isQuery ? fixed(body) : body]);
}

/** OP_REPLY: flags, cursor, starting at, number returned. */
function fixed(body: Buffer): Buffer {
  const head = Buffer.alloc(20);
  head.writeInt32LE(8, 0);
  head.writeInt32LE(1, 16);
  return Buffer.concat([head, body.subarray(20)]);
}

const ask = (uri: string) => pingMongo(new Secret('MONGODB_URI', uri), { clock: systemClock, timeoutMs: 800 });

test('a MongoDB that lets us in is timed', async () => {
  const port = await fakeMongo();
  const seen = await ask(`mongodb://127.0.0.1:${port}/kingdom?directConnection=true`);
  expect(seen).toMatchObject({ at: `mongodb://127.0.0.1:${port}`, tls: false });
  expect(seen.connectMs).toBeGreaterThanOrEqual(0);
});

test('nobody listening is an error with a remedy and without the password', async () => {
  const port = await fakeMongo();
  servers.pop()?.close();
  const error = await ask(`mongodb://bot:hidden-password@127.0.0.1:${port}/?directConnection=true`).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(OperatorError);
  expect((error as OperatorError).what).toContain(`mongodb://127.0.0.1:${port}`);
  expect((error as OperatorError).what).not.toContain('hidden-password');
});

test('an address that nobody can read is refused without being shown', async () => {
  const error = await ask('no-address-with:secret@x').catch((thrown: unknown) => thrown);
  expect((error as OperatorError).what).not.toContain('secret');
});

test('addresses are shown without user, password, database and options', () => {
  expect(withoutPassword('mongodb+srv://bot:p%40ss@cluster0.abcde.mongodb.net/kingdom?retryWrites=true')).toBe(
    'mongodb+srv://cluster0.abcde.mongodb.net',
  );
  expect(withoutPassword('mongodb://u:p@a:1,b:2/db')).toBe('mongodb://a:1,b:2');
  expect(withoutPassword('rediss://default:secret@eu.upstash.io:6379')).toBe('rediss://eu.upstash.io:6379');
  expect(withoutPassword('u:p@host')).toBe('(an address that cannot be read)');
});

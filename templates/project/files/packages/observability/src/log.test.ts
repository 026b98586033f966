import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Batch, type LogLine, type Taken } from './discord-batch.ts';
import { DiscordSender } from './discord-sender.ts';
import { createLogger } from './logger.ts';

const line = (msg: string, more: Partial<LogLine> = {}): LogLine => ({ level: 50, time: Date.UTC(2026, 5, 1), msg, ...more });

describe('lines', () => {
  function logged(log: (logger: ReturnType<typeof createLogger>) => void): string {
    let text = '';
    const destination = new Writable({
      write(chunk, _encoding, done) {
        text += String(chunk);
        done();
      },
    });
    log(createLogger({ service: 'api', level: 'info', version: '4.0', destination }));
    return text;
  }

  test('carry service, version and level', () => {
    expect(JSON.parse(logged((logger) => logger.info('started')))).toMatchObject({
      level: 30,
      service: 'api',
      version: '4.0',
      msg: 'started',
    });
    expect(logged((logger) => logger.debug('quiet'))).toBe('');
  });

  test.each([
    ['a header', { req: { headers: { authorization: 'Bearer hide-me', cookie: 'session=hide-me' } } }, ''],
    ['a field', { token: 'hide-me', user: { email: 'hide-me', ip: 'hide-me' } }, ''],
    ['a key in the message', {}, 'failed with sk_live_hideme'],
    ['a password in an address', {}, 'mongodb+srv://bot:hide-me@cluster.test is away'],
    ['a webhook', {}, 'POST https://discord.com/api/webhooks/1234/hide-me'],
    ['a webhook with a version', {}, 'PATCH https://discord.com/api/v10/webhooks/1234/hide-me/messages/@original'],
    ['the answer to an interaction', {}, 'POST https://discord.com/api/v10/interactions/1234/hide-me/callback'],
    ['an address of a person', {}, 'mail to hide-me@example.com'],
  ])('hide %s', (_what, fields, message) => {
    expect(logged((logger) => logger.error(fields, message))).not.toMatch(/hide-?me/);
  });

  test('hide secrets in errors and keep what helps', () => {
    const text = logged((logger) => logger.error({ err: new Error('redis://:hide-me@host refused') }, 'oops'));
    expect(text).not.toContain('hide-me');
    expect(JSON.parse(text)).toMatchObject({
      err: { type: 'Error', message: 'redis://[hidden]@host refused', stack: expect.stringContaining('log.test') },
    });
    const error = new Error('redis://:hide-me@host refused');
    for (const alone of [logged((logger) => logger.error(error)), logged((logger) => logger.error({ err: error }))]) {
      expect(alone).not.toContain('hide-me');
      expect(JSON.parse(alone)).toMatchObject({ msg: 'redis://[hidden]@host refused' });
    }
  });
});

describe('messages for Discord', () => {
  test('hold ten embeds and 6,000 characters at most', () => {
    const batch = new Batch();
    for (let number = 0; number < 25; number += 1) batch.add(line(`error ${String.fromCharCode(97 + number)}`));
    for (const letter of 'ghijklmn') batch.add(line(letter.repeat(5000)));
    const sizes: number[] = [];
    for (let taken = batch.take('api', 0); taken; taken = batch.take('api', 0)) {
      const { message } = taken;
      sizes.push(message.embeds.length);
      const characters = message.embeds.flatMap((embed) => [
        embed.title,
        embed.description,
        ...embed.fields.flatMap(({ name, value }) => [name, value]),
      ]);
      expect(characters.join('').length).toBeLessThanOrEqual(6000);
      expect(message.allowed_mentions).toEqual({ parse: [] });
    }
    expect(Math.max(...sizes)).toBe(10);
    expect(sizes.reduce((sum, one) => sum + one, 0)).toBe(33);
  });

  test('tell the same error once with its count, and where it is', () => {
    const batch = new Batch();
    const stack = 'Error: x\n    at sync (/app/worker/dist/roles.js:12:7)';
    for (const number of [1, 2, 3]) batch.add(line(`job ${number} failed`, { err: { type: 'Error', message: 'x', stack } }));
    const [embed] = batch.take('worker', 0)?.message.embeds ?? [];
    expect(embed).toMatchObject({ title: 'ERROR (3 times)', color: 0xe7_4c_3c, description: 'job 1 failed\nx' });
    expect(embed?.fields.map(({ value }) => value)).toEqual(['worker', 'sync', 'roles.js:12:7']);
  });

  test('say how many were not told', () => {
    const batch = new Batch({ most: 2 });
    for (const letter of 'abcd') batch.add(line(letter));
    const taken = batch.take('api', 0) as Taken;
    expect(taken.message).toMatchObject({ content: expect.stringContaining('2 further'), embeds: { length: 2 } });
    expect(batch.take('api', 0)).toBeUndefined();
    batch.lost(taken);
    batch.add(line('e'));
    expect(batch.take('api', 0)?.message.content).toContain('4 further');
  });

  test('count what goes on after it was told, tell that as a digest, and forget what ended', () => {
    const batch = new Batch({ digestMs: 60_000 });
    batch.add(line('redis is away'));
    const first = batch.take('api', 0) as Taken;
    batch.add(line('redis is away'));
    batch.told(first, 0);
    for (const _ of [1, 2, 3]) batch.add(line('redis is away'));
    expect(batch.size, 'nothing new to tell').toBe(0);
    batch.digest(59_999);
    expect(batch.size).toBe(0);
    batch.digest(60_000);
    const again = batch.take('api', 60_000) as Taken;
    expect(again.message.embeds).toMatchObject([{ title: 'ERROR (4 times more in 60 s)', description: 'redis is away' }]);
    batch.told(again, 60_000);
    batch.digest(120_000);
    expect(batch.size, 'it ended').toBe(0);
    batch.add(line('redis is away'));
    expect(batch.take('api', 180_000)?.message.embeds).toMatchObject([{ title: 'ERROR' }]);
  });

  test('of errors that were asked for each is told', () => {
    const batch = new Batch();
    for (const marker of ['k77-11111111', 'k77-22222222']) batch.add(line('a test error', { marker }));
    batch.told(batch.take('api', 0) as Taken, 0);
    batch.add(line('a test error', { marker: 'k77-33333333' }));
    expect(batch.size).toBe(1);
  });

  test('that did not arrive are told later, with what came meanwhile', () => {
    const batch = new Batch();
    batch.add(line('a'));
    const taken = batch.take('api', 0) as Taken;
    batch.add(line('b'));
    batch.add(line('a'));
    batch.putBack(taken);
    expect(batch.take('api', 0)?.message.embeds).toMatchObject([{ title: 'ERROR (2 times)', description: 'a' }, { description: 'b' }]);
  });

  test('hold no secret', () => {
    const batch = new Batch();
    batch.add(line('Bearer abc.def.ghi and whsec_abc', { err: { message: 'mongodb://a:hide-me@b' } }));
    batch.add(line('GET https://api.test/callback?code=hide-me failed'));
    expect(JSON.stringify(batch.take('api', 0)?.message)).not.toMatch(/hide-me|whsec_abc|abc\.def/);
  });
});

describe('sending', () => {
  let received: { body: string; at: number }[] = [];
  let answers: { status: number; retryAfter?: string; headers?: Record<string, string> }[] = [];
  let url = '';
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => {
      received.push({ body, at: Date.now() });
      const { status, retryAfter, headers = {} } = answers.shift() ?? { status: 204 };
      response.writeHead(status, retryAfter === undefined ? headers : { 'retry-after': retryAfter }).end();
    });
  });
  beforeEach(async () => {
    [received, answers] = [[], []];
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/webhooks/1/secret`;
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  test('what waits is sent when it closes', async () => {
    const sender = new DiscordSender({ url, service: 'api' });
    for (const letter of 'abc') sender.add(line(letter));
    await sender.close();
    expect(received).toHaveLength(1);
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({
      embeds: [{ description: 'a' }, { description: 'b' }, { description: 'c' }],
    });
  });

  test('after 429 it waits as long as it was told', async () => {
    answers = [{ status: 429, retryAfter: '0.3' }];
    const sender = new DiscordSender({ url, service: 'api', everyMs: 10 });
    sender.add(line('a'));
    await until(() => received.length === 1);
    sender.add(line('b'));
    await until(() => received.length === 2);
    expect((received[1]?.at ?? 0) - (received[0]?.at ?? 0)).toBeGreaterThanOrEqual(280);
    expect(JSON.parse(received[1]?.body ?? ''), 'nothing is lost').toMatchObject({
      content: '',
      embeds: [{ description: 'a' }, { description: 'b' }],
    });
    await sender.close();
  });

  test('before Discord refuses it waits until its bucket is full again', async () => {
    answers = [{ status: 204, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': '0.3' } }];
    const sender = new DiscordSender({ url, service: 'api', everyMs: 10 });
    sender.add(line('a'));
    await until(() => received.length === 1);
    sender.add(line('b'));
    await until(() => received.length === 2);
    expect((received[1]?.at ?? 0) - (received[0]?.at ?? 0)).toBeGreaterThanOrEqual(280);
    await sender.close();
  });

  test('what Discord cannot take now is told when it can, and said once', async () => {
    answers = [{ status: 503 }, { status: 500 }];
    let now = 0;
    const complaints: string[] = [];
    const sender = new DiscordSender({ url, service: 'api', everyMs: 5, now: () => now, complain: (text) => complaints.push(text) });
    sender.add(line('a'));
    await until(() => received.length === 1);
    const later = (count: number) =>
      until(() => {
        now += 500;
        return received.length === count;
      });
    await later(2);
    const second = now;
    await later(3);
    expect(now - second, 'longer each time').toBeGreaterThanOrEqual(10_000);
    await sender.close();
    expect(received[2]?.body).toContain('"description":"a"');
    expect(complaints.map((text) => JSON.parse(text))).toMatchObject([{ level: 40, service: 'api', why: 'status 503' }]);
    expect(complaints.join()).not.toContain('secret');
  });

  test('a webhook that is gone is left alone, and what it missed is counted', async () => {
    answers = [{ status: 404 }];
    let now = 0;
    let gone = false;
    const sender = new DiscordSender({ url, service: 'api', everyMs: 5, now: () => now, complain: () => (gone = true) });
    sender.add(line('a'));
    await until(() => gone);
    sender.add(line('b'));
    now += 599_000;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(received).toHaveLength(1);
    now += 2000;
    await until(() => received.length === 2);
    expect(JSON.parse(received[1]?.body ?? '')).toMatchObject({
      content: expect.stringContaining('1 further'),
      embeds: [{ description: 'b' }],
    });
    await sender.close();
  });

  test('nobody who answers is no error', async () => {
    const sender = new DiscordSender({ url: 'http://127.0.0.1:1/x', service: 'api', everyMs: 10, complain: () => undefined });
    sender.add(line('a'));
    await expect(sender.close(200)).resolves.toBeUndefined();
  });
});

test('a process with a webhook tells its errors from a thread, and keeps its own log on stdout', async () => {
  const built = new URL('../dist/index.js', import.meta.url).href;
  const program = `
    import { createServer } from 'node:http';
    import { createLogger, flushLogger } from ${JSON.stringify(built)};
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => { body += chunk; });
      request.on('end', () => { response.writeHead(204).end(); process.stderr.write(body); server.close(); });
    });
    server.listen(0, '127.0.0.1', async () => {
      const logger = createLogger({ service: 'bot', level: 'info', version: '1', webhookUrl: 'http://127.0.0.1:' + server.address().port + '/x' });
      logger.info('fine');
      logger.error({ told: true }, 'told elsewhere');
      logger.error({ err: new Error('broken') }, 'sync failed');
      await flushLogger(logger);
    });`;
  const child = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8', timeout: 15_000 });
  expect(
    child.stdout
      .split('\n')
      .filter(Boolean)
      .map((text) => JSON.parse(text).msg),
  ).toEqual(['fine', 'told elsewhere', 'sync failed']);
  expect(JSON.parse(child.stderr).embeds).toMatchObject([{ title: 'ERROR', description: 'sync failed\nbroken' }]);
});

async function until(true_: () => boolean, ms = 5000): Promise<void> {
  for (const end = Date.now() + ms; !true_(); ) {
    if (Date.now() > end) throw new Error('it did not happen');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

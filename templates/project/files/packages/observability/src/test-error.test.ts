import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createLogger } from './logger.ts';
import { openSentry, silentReporter } from './sentry.ts';
import { canaryOf, makeTestError, markerShape } from './test-error.ts';

const marker = 'proof-7f3a-of-the-bot';

function logged() {
  const lines: string[] = [];
  const logger = createLogger({ service: 'bot', level: 'info', version: '1', destination: { write: (line) => void lines.push(line) } });
  return { logger, lines };
}

test('is logged as an error and told to Sentry with its marker, and what looks like a secret arrives nowhere', async () => {
  let received = '';
  const server = createServer((request, response) => {
    request.on('data', (chunk) => {
      received += String(chunk);
    });
    request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const dsn = `http://public@127.0.0.1:${(server.address() as AddressInfo).port}/7`;
  const errors = await openSentry({ dsn, environment: 'production', service: 'bot', version: '0123456789ab' });
  const { logger, lines } = logged();

  const id = await makeTestError(marker, { logger, errors });
  server.close();
  expect(id).toMatch(/^[\da-f]{32}$/);
  // It has left when the answer is there.
  expect(received).toContain(id);
  for (const part of [`"k77_marker":"${marker}"`, `A test of the error reports (${marker})`, 'bot@0123456789ab', 'TestError'])
    expect(received).toContain(part);
  expect(lines).toHaveLength(1);
  expect(JSON.parse(String(lines[0]))).toMatchObject({ level: 50, marker, err: { message: expect.stringContaining(marker) } });
  for (const text of [received, lines.join('')]) expect(text).not.toContain(canaryOf(marker));
});

/** Needs `npm run build`, as `npm test` does. */
test('built and started as services are, its stack names the source and not what was made of it', () => {
  const built = new URL('../dist/test-error.js', import.meta.url).href;
  const program = `const { makeTestError } = await import(${JSON.stringify(built)});
    const logger = { error: ({ err }) => console.log(err.stack) };
    await makeTestError('proof-of-the-stack', { logger, errors: { capture() {}, async flush() {} } });`;
  const { stdout } = spawnSync(process.execPath, ['--enable-source-maps', '--input-type=module', '--eval', program], { encoding: 'utf8' });
  expect(stdout).toMatch(/at makeTestError \(\S+observability\/src\/test-error\.ts:\d+:\d+\)/);
});

test('without Sentry it is logged all the same', async () => {
  const { logger, lines } = logged();
  expect(await makeTestError(marker, { logger, errors: silentReporter })).toBeUndefined();
  expect(lines).toHaveLength(1);
});

test('what stands in it has the looks of a key, whatever the marker', () => {
  expect(canaryOf('a-b-c-d-e')).toBe('sk_test_abcde');
  expect(['short', 'With-Capitals', 'x'.repeat(41), 'mark er-77'].filter((text) => markerShape.test(text))).toEqual([]);
});

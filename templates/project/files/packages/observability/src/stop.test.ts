import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { createStop } from './stop.ts';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

test('steps run in order and once, whatever fails or hangs', async () => {
  const ran: string[] = [];
  const stop = createStop({ logger: silent, timeoutMs: 300 });
  stop.add('take no more', () => ran.push('first'));
  stop.add('fails', () => {
    ran.push('second');
    throw new Error('x');
  });
  stop.add('hangs', () => new Promise(() => ran.push('third')));
  stop.add('flush', async () => ran.push('last'));
  const codes = await Promise.all([stop.stop('test'), stop.stop('again')]);
  expect(ran).toEqual(['first', 'second', 'third', 'last']);
  expect(codes).toEqual([1, 1]);
});

test('a clean stop is 0, one for a reason keeps its code', async () => {
  expect(await createStop({ logger: silent }).stop('SIGTERM')).toBe(0);
  expect(await createStop({ logger: silent }).stop('the gateway is gone', 3)).toBe(3);
});

test.each([
  ['SIGTERM', 0],
  ['an error that nobody caught', 1],
])('after %s the process finishes its work and ends with %i', async (how, code) => {
  const program = `
    import { createStop } from ${JSON.stringify(new URL('./stop.ts', import.meta.url).href)};
    const logger = { info() {}, warn() {}, error() {} };
    const stop = createStop({ logger });
    stop.add('finish', () => new Promise((resolve) => setTimeout(() => { console.log('finished'); resolve(); }, 50)));
    stop.listen();
    setInterval(() => {}, 1000);
    console.log('up');
    if (${how !== 'SIGTERM'}) setTimeout(() => { throw new Error('x'); }, 10);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += String(chunk);
    if (how === 'SIGTERM' && said === 'up\n') child.kill('SIGTERM');
  });
  const [exit] = await once(child, 'exit');
  expect([exit, said]).toEqual([code, 'up\nfinished\n']);
});

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { serviceEnvironment } from './preload-environment.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'k77 service-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

test('a service gets the preload, the edge and the authority, and keeps what it had', async () => {
  await mkdir(join(root, '.k77/sandbox'), { recursive: true });
  await writeFile(join(root, '.k77/sandbox/ca.pem'), 'OURS\n');
  await writeFile(join(root, 'company.pem'), 'THEIRS\n');
  expect(await serviceEnvironment({ root })).toEqual({
    NODE_OPTIONS: expect.stringMatching(/^--import=file:\/\/\S+\/preload\.(ts|js)$/),
    NODE_EXTRA_CA_CERTS: join(root, '.k77/sandbox/ca.pem'),
    K77_EDGE: join(root, '.k77/sandbox/world.json'),
  });
  const given = { NODE_OPTIONS: '--max-old-space-size=256', NODE_EXTRA_CA_CERTS: join(root, 'company.pem') };
  const both = await serviceEnvironment({ root, given });
  expect(both.NODE_OPTIONS).toMatch(/^--max-old-space-size=256 --import=/);
  expect(await readFile(both.NODE_EXTRA_CA_CERTS, 'utf8')).toBe('THEIRS\nOURS\n');
});

test('it says what is missing', async () => {
  await expect(serviceEnvironment({ root })).rejects.toThrow('There is no .k77/sandbox/ca.pem');
  await mkdir(join(root, '.k77/sandbox'), { recursive: true });
  await writeFile(join(root, '.k77/sandbox/ca.pem'), 'OURS\n');
  await expect(serviceEnvironment({ root, given: { NODE_EXTRA_CA_CERTS: '/nowhere/ca.pem' } })).rejects.toThrow('cannot be read');
});

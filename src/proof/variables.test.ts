/** No service is handed a value that it does not read, nor a setting that it does not know. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { infoOf, type Key, keys, nameOf } from '../core/keys.ts';
import { packaged } from '../ports/packaged.ts';
import { consumersIn, folders, type Running } from './consumers.ts';

const running = Object.keys(folders) as Running[];
const project = packaged('templates/project/files');
const consumers = await consumersIn(project);

test('every variable that k77 writes for the bot, the worker and the API is read in their code', () => {
  const unread = (Object.keys(keys) as Key[]).flatMap((key) =>
    running
      .filter((service) => infoOf(key).services.includes(service) && !consumers.of(service, nameOf(key)))
      .map((service) => `${service} ${key}`),
  );
  expect(unread).toEqual([]);
});

test('a variable that is only accepted, named in a type or in a comment is not read', () => {
  expect(consumers.of('worker', 'STRIPE_ENABLED')).toBeUndefined();
  expect(consumers.of('worker', 'RATE_LIMIT_FREE')).toBeUndefined();
  expect(consumers.of('api', 'DISCORD_TOKEN')).toBeUndefined();
  expect(consumers.of('worker', 'STRIPE_SECRET_KEY')).toBe('worker/src/main.ts');
});

/** An unknown section keeps every service from starting. */
test('every section of site.config.json that a phase writes is in the schema with which services read it', async () => {
  const phases = packaged('src/phases');
  const files = (await readdir(phases, { recursive: true })).filter((path) => /^6\.\d-.*\.ts$/.test(path));
  const texts = await Promise.all(files.map((path) => readFile(join(phases, path), 'utf8')));
  const sections = new Set(texts.flatMap((text) => [...text.matchAll(/writeSection\(context, '(\w+)'/g)].map(([, name]) => name)));
  const schema = await readFile(join(project, 'packages/config/src/site-schema.ts'), 'utf8');
  const known = new Set([...(schema.split('export const siteConfigSchema')[1] ?? '').matchAll(/^ {2}(\w+):/gm)].map(([, name]) => name));
  expect(sections.size).toBeGreaterThan(3);
  expect([...sections].filter((name) => !known.has(name))).toEqual([]);
});

/** The files in `deploy/` name what there is: entry points, variables, health checks. */
import { readFile } from 'node:fs/promises';
import { envSchemas, type Service } from '@k77/config';
import { describe, expect, test } from 'vitest';
import { docsFolder } from './pages.ts';

const root = new URL('../', docsFolder);
const read = (path: string) => readFile(new URL(path, root), 'utf8');
const services: readonly [Service, folder: string, health: string][] = [
  ['bot', 'bot', '/health'],
  ['worker', 'worker', '/health'],
  ['api', 'dashboard', '/health/ready'],
];

async function sourceExists(program: string): Promise<void> {
  await expect(read(program.replace('/dist/', '/src/').replace(/\.js$/, '.ts')), program).resolves.toBeTypeOf('string');
}

describe.each(services)('%s', (service, folder, health) => {
  test('starts on Railway and Render with its own program and health check', async () => {
    const { deploy } = JSON.parse(await read(`deploy/railway.${service}.json`)) as { deploy: Record<string, string | string[]> };
    expect(deploy).toMatchObject({ healthcheckPath: health, startCommand: expect.stringContaining(`${folder}/dist/main.js`) });
    const block = await renderBlock(service);
    expect(block).toContain(`healthCheckPath: ${health}\n`);
    expect(block).toContain(`startCommand: ${String(deploy.startCommand)}\n`);
    for (const [program] of `${JSON.stringify(deploy)}${block}`.matchAll(/[\w/-]+\/dist\/[\w-]+\.js/g)) await sourceExists(program);
  });

  test('is asked for every variable that it needs on Render, and for none that it does not read', async () => {
    const asked = [...(await renderBlock(service)).matchAll(/key: (\w+)/g)].map(([, name]) => name).filter((name) => name !== 'NODE_ENV');
    const { shape } = envSchemas[service];
    for (const name of asked) expect(Object.keys(shape)).toContain(name);
    const required = Object.entries(shape).filter(([, schema]) => !schema.safeParse(undefined).success);
    for (const [name] of required) expect(asked).toContain(name);
  });

  test('is started with source maps wherever it is started, so that stacks are readable', async () => {
    const { scripts } = JSON.parse(await read('package.json')) as { scripts: Record<string, string> };
    const starts = [
      scripts[`start:${service}`],
      ...(await Promise.all([`${folder}/Procfile`, `${folder}/package.json`, `deploy/railway.${service}.json`].map(read))),
      await renderBlock(service),
      ...((await read('deploy/Dockerfile')).match(/^ENTRYPOINT .*/m) ?? []),
    ];
    expect(starts).toHaveLength(6);
    for (const start of starts) expect(start).toContain('--enable-source-maps');
  });

  test('has a Procfile', async () => {
    expect(await read(`${folder}/Procfile`)).toMatch(
      service === 'api' ? /^web: node .*dist\/main\.js\n$/ : /^worker: node .*dist\/main\.js\n$/,
    );
  });
});

async function renderBlock(name: string): Promise<string> {
  const block = (await read('deploy/render.yaml')).split('  - type: web\n').find((text) => text.startsWith(`    name: ${name}\n`));
  if (block === undefined) throw new Error(`render.yaml has no ${name}`);
  return block;
}

test('the image has the Node version of the project', async () => {
  const version = (await read('.node-version')).trim();
  const images = [...(await read('deploy/Dockerfile')).matchAll(/^FROM node:([\d.]+)-/gm)].map(([, tag]) => tag);
  expect(images).toEqual([version, version]);
});

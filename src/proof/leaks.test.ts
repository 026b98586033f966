/** Every secret of a whole run is searched for wherever it must not be: output, journal, evidence, exchanges, reports, logs, arguments of every process. */
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isKey, isSecret } from '../core/keys.ts';
import { isPublic } from '../sandbox/minted.ts';
import { openShop, type Shop } from './command.ts';
import { livingSecrets } from './inventory.ts';
import { isSecretFile } from './laws.ts';
import { filesOf } from './stage.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

/** Programs that k77 runs, each replaced by one that writes down its arguments and goes on to the real one. */
async function spyOn(programs: readonly string[], log: string): Promise<string> {
  const folder = join(shop.root, '..', `${shop.root.split('/').at(-1)}-spies`);
  await mkdir(folder, { recursive: true });
  for (const program of programs) {
    const path = join(folder, program);
    const rest = (process.env.PATH ?? '')
      .split(':')
      .filter((one) => one !== folder)
      .join(':');
    await writeFile(path, `#!/bin/sh\nprintf '%s %s\\n' ${program} "$*" >> ${log}\nPATH=${rest} exec ${program} "$@"\n`);
    await chmod(path, 0o755);
  }
  return folder;
}

test('no secret of a run is found where it must not be', { timeout: 120_000 }, async () => {
  const log = join(shop.root, '..', `${shop.root.split('/').at(-1)}-argv.log`);
  const spies = await spyOn(['git', 'npm', 'python3'], log);
  const env = { PATH: `${spies}:${process.env.PATH ?? ''}` };
  const told: string[] = [];
  const runs = [
    ['deploy', '--sandbox', '--yes', '--verbose'],
    ['deploy', '--sandbox', '--yes', '--events'],
    ['plan', '--sandbox', '--json'],
    ['verify', '--sandbox', '--json'],
    ['status', '--sandbox', '--json'],
    ['env', 'list', '--sandbox'],
    ['env', 'diff', '--sandbox', '--json'],
    ['env', 'check', '--sandbox'],
    ['doctor', '--sandbox'],
    ['sandbox', 'status', '--json'],
    ['sandbox', 'logs'],
  ];
  for (const words of runs) {
    const { out, err } = await shop.k77(words, env);
    told.push(`${words.join(' ')}\n${out}\n${err}`);
  }
  const sandbox = await shop.sandbox();
  const minted = Object.entries(await sandbox.credentials()).flatMap(([name, text]) => (isPublic(name) ? [] : [text]));
  const kept = Object.entries(await filesOf(shop.root))
    .filter(([path]) => isSecretFile(path) && !path.includes('snapshots/'))
    .flatMap(([, text]) =>
      [...text.matchAll(/^(\w*(?:SECRET|KEY|TOKEN|PASSWORD|URI)\w*)=(.+)$/gm)]
        .filter(([, name = '']) => (isKey(name) ? isSecret(name) : !/PUBLISHABLE/.test(name)))
        .map(([, , value]) => String(value).replace(/^["']|["']$/g, '')),
    );
  const control = (await readFile(join(shop.root, '.k77/sandbox/control-token'), 'utf8')).trim();
  const secrets = [...new Set([...minted, ...kept, ...livingSecrets(await sandbox.snapshot()), control])].filter(
    (text) => text.length >= 16,
  );
  expect(secrets.length).toBeGreaterThan(8);

  const state = /^\.k77\/sandbox\/(state\/|control-token)/;
  const files = Object.entries(await filesOf(shop.root)).filter(([path]) => !isSecretFile(path) && !state.test(path));
  const places = [...files, ['what was printed', told.join('\n')], ['arguments of programs', await readFile(log, 'utf8')]] as const;
  expect(files.map(([path]) => path.split('/').at(-1))).toEqual(
    expect.arrayContaining(['journal.ndjson', 'exchanges.ndjson', 'values.json', 'sandbox.log']),
  );
  expect(places.at(-1)?.[1]).toContain('git ');
  const hits = places.flatMap(([path, text]) =>
    secrets.filter((secret) => text.includes(secret)).map((secret) => `${path}: ${secret.slice(0, 8)}…`),
  );
  expect(hits).toEqual([]);
  for (const { mode, path } of await modes(shop.root)) expect(mode, path).toBe('600');
});

/** Permissions of the files that hold secrets. */
async function modes(root: string): Promise<{ path: string; mode: string }[]> {
  const { stat } = await import('node:fs/promises');
  const paths = Object.keys(await filesOf(root)).filter(
    (path) => (isSecretFile(path) && !path.endsWith('.env.example')) || path.endsWith('control-token') || path.includes('/state/'),
  );
  return Promise.all(paths.map(async (path) => ({ path, mode: ((await stat(join(root, path))).mode & 0o777).toString(8) })));
}

/**
 * Every secret of a run is searched for wherever it must not be: output, journal, evidence, exchanges, reports, logs, arguments of every process. The phases that
 * host services are searched in `hosting.alone.test.ts`, which builds them anyway.
 */
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type Shop } from './command.ts';
import { leaks, modes, publicFiles, secretsOf } from './leaks.ts';

const early = ['6.1', '6.2', '6.3', '6.4'];
let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(async () => {
  await shop.close();
  for (const left of ['spies', 'argv.log']) await rm(`${shop.root}-${left}`, { recursive: true, force: true });
});

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
    ['deploy', ...early, '--sandbox', '--yes', '--verbose'],
    ['deploy', ...early, '--sandbox', '--yes', '--events'],
    ['deploy', '--only', 'code.committed', '--only', 'ci.workflow', '--sandbox', '--yes'],
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
  const secrets = await secretsOf(shop);
  expect(secrets.length).toBeGreaterThan(8);
  const files = await publicFiles(shop.root);
  const places = [...files, ['what was printed', told.join('\n')], ['arguments of programs', await readFile(log, 'utf8')]] as const;
  expect(files.map(([path]) => path.split('/').at(-1))).toEqual(
    expect.arrayContaining(['journal.ndjson', 'exchanges.ndjson', 'values.json', 'sandbox.log']),
  );
  expect(places.at(-1)?.[1]).toContain('git ');
  expect(leaks(secrets, places)).toEqual([]);
  for (const { mode, path } of await modes(shop.root)) expect(mode, path).toBe('600');
});

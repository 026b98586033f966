/** The generated project in an empty folder, as an operator has it after `k77 scaffold`: it installs, it is clean, and its own tests pass. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openFiles } from '../ports/files.ts';
import { systemShell } from '../ports/shell.ts';
import { groundOf, surveyProject, updateProject } from '../scaffold/project.ts';

const minutes = 60_000;
const offline = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|E40[13]/;
const settings = /^(HOME|TMPDIR|npm_config_(registry|cache)|https?_proxy|no_proxy|NODE_EXTRA_CA_CERTS)$/i;
/** npm's settings of this machine; nothing of k77's own checkout. */
const env = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => settings.test(name))),
  PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
};

let root: string;
/** Why nothing can be proved here; undefined: it can. */
let lacking: string | undefined;
const npm = (...words: string[]) => {
  const { status, stdout, stderr } = spawnSync('npm', words, { cwd: root, env, encoding: 'utf8', timeout: 5 * minutes });
  return { status, said: `${stdout}${stderr}` };
};

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'k77-template-'));
  const ground = groundOf(openFiles(root), systemShell);
  const { conflicts } = await updateProject(await surveyProject({ project: 'Kingdom-77', domain: 'kingdom77.test' }, ground), ground);
  expect(conflicts).toEqual([]);
  const { status, said } = npm('ci', '--no-audit', '--no-fund', '--prefer-offline');
  if (status !== 0 && offline.test(said)) lacking = `the npm registry cannot be reached: ${said.slice(0, 300)}`;
  else expect(status, said).toBe(0);
}, 4 * minutes);
afterAll(() => rm(root, { recursive: true, force: true }));
beforeEach(({ skip }) => {
  if (lacking !== undefined) skip(lacking);
});

test('it is formatted, without lint, and every type is right', { timeout: 4 * minutes }, () => {
  const { status, said } = npm('run', 'check');
  expect(status, said).toBe(0);
});

test('its tests pass', { timeout: 5 * minutes }, () => {
  const { status, said } = npm('test');
  expect(status, said).toBe(0);
  const passed = Number(/Tests\D+?(\d+) passed/.exec(stripVTControlCharacters(said))?.[1]);
  expect(passed, said.slice(-2000)).toBeGreaterThan(0);
});

import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { alive as isAlive } from '../../ports/environment.ts';
import { ask, openStand, project, type Stand, wanted, workspaces } from './fixture.ts';

let stand: Stand;
beforeEach(async () => {
  stand = await openStand();
});
afterEach(() => stand.close());

const whats = (): string[] => stand.events.map(({ what }) => what);

test('a deployment is cloned, built, started and live, and gone when nobody wants it', async () => {
  const commit = await stand.push(project);
  stand.want(wanted(commit, { buildCommand: 'echo built > built.txt' }));
  await stand.event('live');
  expect(whats()).toEqual(['building', 'built', 'starting', 'live']);
  const { pid, cwd } = await ask(stand.url('d1'));
  expect(await readFile(join(cwd, 'built.txt'), 'utf8')).toBe('built\n');
  expect(await readdir(cwd)).not.toContain('.git');
  stand.want();
  await stand.runner.settle();
  expect(isAlive(pid)).toBe(false);
  expect(stand.runner.services()).toEqual([]);
  expect(stand.runner.logs('railway/d1', 'run').map(({ text }) => text)).toContain('goes');
});

test('a service gets exactly its variables, PORT, and what every program needs', async () => {
  const commit = await stand.push(project);
  stand.want(wanted(commit, { variables: { VERSION: '1', NODE_ENV: 'production' } }));
  await stand.event('live');
  const env = (await (await fetch(`${stand.url('d1')}/env`)).json()) as Record<string, string>;
  // The shell that starts it adds its own.
  const { PATH, HOME, TMPDIR: _, LANG: __, PWD: ___, OLDPWD: ____, SHLVL: _____, _: ______, ...rest } = env;
  expect(rest).toEqual({ VERSION: '1', NODE_ENV: 'production', PORT: new URL(stand.url('d1')).port });
  expect(HOME).toBe(join(stand.root, '.k77/sandbox/hosting/railway/d1/home'));
  expect(PATH?.split(':')[0]).toMatch(/node_modules\/\.bin$/);
});

test('workspaces and packages beside them are installed once and shared by links', async () => {
  const commit = await stand.push(workspaces);
  const app = (id: string, words: string) =>
    wanted(commit, {
      id,
      service: id,
      root: 'app',
      buildCommand: 'npm run build',
      startCommand: 'npm start',
      health: undefined,
      variables: { FOR: words },
    });
  stand.want(app('a', 'bots'), app('b', 'workers'));
  await stand.runner.settle();
  const said = await Promise.all(['a', 'b'].map(async (id) => (await fetch(stand.url(id))).text()));
  expect(said).toEqual(['the library and the package beside for bots', 'the library and the package beside for workers']);
  const logs = ['a', 'b'].map((id) => stand.runner.logs(`railway/${id}`, 'build').map(({ text }) => text));
  expect(logs.filter((log) => log.some((text) => text.startsWith('> npm ci')))).toHaveLength(1);
  expect(logs.filter((log) => log.some((text) => text.includes('were installed before')))).toHaveLength(1);
});

test('the same commit with the same variables is not built twice', async () => {
  const commit = await stand.push(project);
  const build = { buildCommand: 'echo built >> times.txt', variables: { A: '1', RAILWAY_DEPLOYMENT_ID: 'one' } };
  stand.want(wanted(commit, build));
  await stand.event('live');
  const { cwd } = await ask(stand.url('d1'));
  stand.want(wanted(commit, build), wanted(commit, { ...build, id: 'd2', variables: { A: '1', RAILWAY_DEPLOYMENT_ID: 'two' } }));
  await stand.event('live', 'd2');
  expect(await readFile(join(cwd, 'times.txt'), 'utf8')).toBe('built\n');
  stand.want(wanted(commit, { ...build, id: 'd3', variables: { A: '2' } }));
  await stand.event('live', 'd3');
  expect((await ask(stand.url('d3'))).cwd).not.toBe(cwd);
});

test('a new deployment takes over while the old one still answers, which then ends what it began', async () => {
  const commit = await stand.push(project);
  const [old, next] = [wanted(commit, { variables: { VERSION: '1' } }), wanted(commit, { id: 'd2', variables: { VERSION: '2' } })];
  stand.want(old);
  await stand.event('live', 'd1');
  const before = await ask(stand.url('d1'));
  let refused = 0;
  let isOver = false;
  const visits = (async () => {
    while (!isOver) await ask(stand.url('d2') || stand.url('d1')).catch(() => (refused += 1));
  })();
  const slow = ask(stand.url('d1'), '/slow');
  stand.want(old, next);
  await stand.event('live', 'd2');
  await stand.event('stopped', 'd1');
  isOver = true;
  await visits;
  expect(refused).toBe(0);
  expect((await slow).version).toBe('1');
  expect((await ask(stand.url('d2'))).version).toBe('2');
  expect(isAlive(before.pid)).toBe(false);
});

test('one that never gets ready leaves the old one where it is', async () => {
  const commit = await stand.push(project);
  stand.want(wanted(commit));
  await stand.event('live', 'd1');
  stand.want(wanted(commit), wanted(commit, { id: 'd2', startCommand: 'node server.mjs crash' }));
  await stand.event('start-failed', 'd2');
  expect(await ask(stand.url('d1'))).toMatchObject({ pid: expect.any(Number) });
});

test('a killed service is back at the same address', async () => {
  const commit = await stand.push(project);
  stand.want(wanted(commit));
  await stand.event('live');
  const before = await ask(stand.url('d1'));
  expect(stand.runner.kill('railway/d1')).toBe(true);
  expect(await stand.event('restarted')).toMatchObject({ restarts: 1 });
  await expect
    .poll(() =>
      ask(stand.url('d1')).then(
        ({ pid }) => pid !== before.pid,
        () => false,
      ),
    )
    .toBe(true);
  expect(stand.runner.services()).toMatchObject([{ state: 'live', restarts: 1 }]);
});

test('it is suspended and resumed, restarted and scaled, without a build', async () => {
  const commit = await stand.push(project);
  const one = wanted(commit, { buildCommand: 'true' });
  stand.want(one);
  await stand.event('live');
  stand.want({ ...one, state: 'stopped' });
  await stand.event('stopped');
  await expect(ask(stand.url('d1'))).rejects.toThrow();
  stand.want(one);
  await stand.event('live');
  const { pid } = await ask(stand.url('d1'));
  stand.want({ ...one, attempt: 1 });
  await stand.event('live');
  expect((await ask(stand.url('d1'))).pid).not.toBe(pid);
  stand.want({ ...one, attempt: 1, instances: 3 });
  await expect.poll(() => stand.events.at(-1)).toMatchObject({ what: 'live', upstreams: { length: 3 } });
  await stand.runner.settle();
  const { upstreams = [], pids } = stand.runner.services()[0] ?? {};
  expect(new Set(await Promise.all(upstreams.map(async (url) => (await ask(url)).pid))).size).toBe(3);
  expect(pids).toHaveLength(3);
  stand.want({ ...one, attempt: 1 });
  await stand.runner.settle();
  expect(stand.events.at(-1)).toMatchObject({ what: 'live', upstreams: { length: 1 } });
  expect(whats().filter((what) => what === 'building')).toHaveLength(1);
});

test('after a restart of the sandbox it runs again at its address, from what was built', async () => {
  const commit = await stand.push(project);
  const one = wanted(commit, { buildCommand: 'echo built >> times.txt' });
  stand.want(one);
  await stand.event('live');
  const { pid, cwd } = await ask(stand.url('d1'));
  const before = stand.url('d1');
  await stand.again();
  expect(isAlive(pid)).toBe(false);
  stand.want(one);
  await stand.event('live');
  expect(whats()).toEqual(['building', 'built', 'starting', 'live', 'live']);
  expect(stand.url('d1')).toBe(before);
  expect(await ask(before)).toMatchObject({ cwd });
  expect(await readFile(join(cwd, 'times.txt'), 'utf8')).toBe('built\n');
  expect(stand.runner.logs('railway/d1', 'run').filter(({ text }) => text.startsWith('listening'))).toHaveLength(2);
});

test('files of logs belong to their owner and hold no secret; the platform itself shows what was printed', async () => {
  const commit = await stand.push(project);
  stand.want(wanted(commit, { variables: { A_SECRET: 'hunter2hunter2', API_URL: 'https://api.kingdom77.test' } }));
  await stand.event('live');
  await expect
    .poll(() => stand.runner.logs('railway/d1', 'run').map(({ text }) => text))
    .toContain('listening, the secret is hunter2hunter2');
  await stand.runner.settle();
  const file = join(stand.root, '.k77/sandbox/hosting/railway/d1/run.log');
  expect(await readFile(file, 'utf8')).toContain('listening, the secret is ‹A_SECRET›');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(stand.runner.redacted('railway/d1', 'run').map(({ text }) => text)).toContain('listening, the secret is ‹A_SECRET›');
});

test('memory and CPU are measured, and who uses far too much is ended', async () => {
  const commit = await stand.push(project);
  stand.want(wanted(commit, { memoryMb: 200 }));
  await stand.event('live');
  await expect.poll(() => stand.runner.metrics('railway/d1')?.memoryMb ?? 0).toBeGreaterThan(1);
  await fetch(`${stand.url('d1')}/eat`).catch(() => undefined);
  await stand.event('restarted');
  expect(
    stand.runner
      .logs('railway/d1', 'run')
      .map(({ text }) => text)
      .join('\n'),
  ).toMatch(/Out of memory: shop-api used \d+ MB, its limit is 200 MB/);
});

test('what a service started dies with it', async () => {
  const commit = await stand.push(project);
  stand.want(wanted(commit, { startCommand: 'sleep 1000 & echo child $!; exec node server.mjs' }));
  await stand.event('live');
  const said = () => stand.runner.logs('railway/d1', 'run').find(({ text }) => text.startsWith('child'))?.text;
  await expect.poll(said).toBeDefined();
  const child = Number(said()?.slice('child '.length));
  expect(isAlive(child)).toBe(true);
  stand.want();
  await stand.runner.settle();
  await expect.poll(() => isAlive(child)).toBe(false);
});

test('old builds go, the last ones stay', async () => {
  const builds = async (): Promise<number> =>
    (await readdir(join(stand.root, '.k77/sandbox/hosting/builds'))).filter((name) => name.endsWith('.json')).length;
  for (let nth = 1; nth <= 6; nth++) {
    const commit = await stand.push({ ...project, 'nth.txt': String(nth) });
    stand.want(wanted(commit, { id: `d${nth}`, web: false, health: undefined, startCommand: 'sleep 1000' }));
    await stand.event('live', `d${nth}`);
    await stand.runner.settle();
  }
  await expect.poll(builds).toBe(4);
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStand, project, type Stand, wanted } from './fixture.ts';

let stand: Stand;
beforeEach(async () => {
  stand = await openStand({ portMs: 700, buildMs: 400 });
});
afterEach(() => stand.close());

test('a build that fails says what the command said', async () => {
  const commit = await stand.push(project);
  stand.want(wanted(commit, { buildCommand: "echo one line; echo 'error TS2322: that is no number' >&2; exit 2" }));
  const failed = await stand.event('build-failed');
  expect(failed).toMatchObject({ why: 'build', message: expect.stringContaining('failed with exit code 2') });
  expect(failed.message).toContain('error TS2322: that is no number');
  await stand.runner.settle();
  expect(stand.runner.logs('railway/d1', 'build').map(({ text }) => text)).toContain('one line');
  expect(stand.events.map(({ what }) => what)).toEqual(['building', 'build-failed']);
});

test('a build that hangs is ended, with all that it started', async () => {
  const commit = await stand.push(project);
  stand.want(wanted(commit, { buildCommand: 'node -e "setInterval(() => {}, 1000)" & sleep 1000' }));
  expect(await stand.event('build-failed')).toMatchObject({ why: 'build', message: expect.stringContaining('did not end within 0.4 s') });
});

test('what is not there is named: the repository, the commit, the root directory', async () => {
  const commit = await stand.push(project);
  stand.want(
    wanted(commit, { id: 'a', repository: 'ann/none' }),
    wanted('0'.repeat(40), { id: 'b' }),
    wanted(commit, { id: 'c', root: 'packages/api' }),
  );
  await stand.runner.settle();
  const failed = stand.events.flatMap((one) => (one.what === 'build-failed' ? [[one.deployment, one.why, one.message]] : [])).sort();
  expect(failed).toEqual([
    ['a', 'repository', expect.stringContaining('There is no repository ann/none')],
    ['b', 'commit', expect.stringContaining('has no commit 000')],
    ['c', 'root', expect.stringContaining('"packages/api" is not in commit')],
  ]);
});

test('a pre-deploy command that fails keeps the deployment from starting', async () => {
  const commit = await stand.push(project);
  stand.want(wanted(commit, { preDeployCommand: 'echo no database >&2; exit 1' }));
  expect(await stand.event('build-failed')).toMatchObject({ why: 'pre-deploy', message: expect.stringContaining('no database') });
});

test('packages that cannot be installed are a failure of their own', async () => {
  const manifest = { name: 'fixture', dependencies: { beside: 'file:./beside' } };
  const lock = { name: 'fixture', lockfileVersion: 3, requires: true, packages: { '': { name: 'fixture' } } };
  const commit = await stand.push({
    'package.json': JSON.stringify(manifest),
    'package-lock.json': JSON.stringify(lock),
    'beside/package.json': '{ "name": "beside", "version": "1.0.0" }',
  });
  stand.want(wanted(commit));
  expect(await stand.event('build-failed')).toMatchObject({
    why: 'install',
    message: expect.stringContaining('run npm install and commit both'),
  });
});

test('a bot without its token crashes with its words, after it was tried again', async () => {
  const commit = await stand.push(project);
  stand.want(
    wanted(commit, {
      startCommand: 'node server.mjs missing',
      web: false,
      health: undefined,
      restart: { policy: 'on-failure', retries: 2 },
    }),
  );
  await stand.event('live');
  expect(await stand.event('crashed')).toMatchObject({
    code: 78,
    restarts: 2,
    message: expect.stringContaining('DISCORD_TOKEN is missing'),
  });
  expect(stand.events.filter(({ what }) => what === 'restarted')).toHaveLength(2);
  await stand.runner.settle();
  expect(stand.runner.services()).toMatchObject([{ state: 'crashed', restarts: 2, pids: [] }]);
});

test('a service that crashes before it was ever ready never starts', async () => {
  const commit = await stand.push(project);
  stand.want(wanted(commit, { startCommand: 'node server.mjs crash', restart: { policy: 'always', retries: 10 } }));
  const failed = await stand.event('start-failed');
  expect(failed).toMatchObject({ why: 'exited', message: expect.stringContaining('after 3 restarts with exit code 1') });
  expect(failed.message).toContain('TypeError: nothing is something');
});

test('a policy of never means never', async () => {
  const commit = await stand.push(project);
  stand.want(
    wanted(commit, { startCommand: 'node server.mjs crash', web: false, health: undefined, restart: { policy: 'never', retries: 10 } }),
  );
  await stand.event('live');
  expect(await stand.event('crashed')).toMatchObject({ code: 1, restarts: 0 });
});

test('a port that was never opened is told with the one that was', async () => {
  const commit = await stand.push(project);
  stand.want(wanted(commit, { startCommand: 'node server.mjs deaf', health: undefined }));
  expect(await stand.event('start-failed')).toMatchObject({
    why: 'no-port',
    message: expect.stringContaining('It has to listen on the port that the variable PORT names'),
  });
  stand.want(wanted(commit, { id: 'd2', startCommand: 'node server.mjs elsewhere', health: undefined }));
  const { message } = await stand.event('start-failed', 'd2');
  if (process.platform === 'linux') expect(message).toMatch(/It listens on \d+ instead/);
});

test('a service that is never healthy is told with what it answered, and ended', async () => {
  const commit = await stand.push(project);
  stand.want(wanted(commit, { startCommand: 'node server.mjs ill', health: { path: '/health', timeoutSeconds: 0.5 } }));
  expect(await stand.event('start-failed')).toMatchObject({ why: 'unhealthy', message: expect.stringContaining('within 0.5 s: 503') });
  await stand.runner.settle();
  expect(stand.runner.services()).toMatchObject([{ state: 'failed', pids: [], upstreams: [] }]);
});

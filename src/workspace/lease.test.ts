import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { systemClock as clock } from '../ports/clock.ts';
import { startTimeOf } from '../ports/environment.ts';
import { systemRandom as random } from '../ports/random.ts';
import { type LeaseOptions, type Owner, takeLease } from './lease.ts';

const home = mkdtempSync(join(tmpdir(), 'k77-lease-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const folder = '.k77/production';

function place() {
  const root = mkdtempSync(join(home, 'root-'));
  const file = join(root, folder, 'lease');
  const take = (more: Partial<LeaseOptions> = {}) => takeLease({ root, folder, command: 'k77 deploy 6.1', clock, random, ...more });
  const put = (owner: Partial<Owner>) => {
    mkdirSync(join(root, folder), { recursive: true });
    const now = new Date().toISOString();
    writeFileSync(
      file,
      JSON.stringify({
        pid: process.pid,
        startTime: 'then',
        host: hostname(),
        command: 'k77 deploy',
        since: now,
        heartbeat: now,
        expires: now,
        token: 't',
        ...owner,
      }),
    );
  };
  return { root, file, take, put, owner: () => JSON.parse(readFileSync(file, 'utf8')) as Owner };
}

/** A process of its own that takes the lease when told, says how that went, and holds it until it is killed. */
async function taker(root: string): Promise<{ child: ChildProcess; go: () => Promise<string> }> {
  const script = `
    const { takeLease } = await import(${JSON.stringify(join(import.meta.dirname, 'lease.ts'))});
    const { systemClock: clock } = await import(${JSON.stringify(join(import.meta.dirname, '../ports/clock.ts'))});
    const { systemRandom: random } = await import(${JSON.stringify(join(import.meta.dirname, '../ports/random.ts'))});
    console.log('ready');
    process.stdin.once('data', () => takeLease({ root: ${JSON.stringify(root)}, folder: ${JSON.stringify(folder)}, command: 'k77 deploy', clock, random })
      .then(() => console.log('won'), (error) => console.log('lost ' + error.exit)));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = async () => String((await once(child.stdout ?? child, 'data'))[0]).trim();
  expect(await said()).toBe('ready');
  return {
    child,
    go: () => {
      const answer = said();
      child.stdin?.write('go\n');
      return answer;
    },
  };
}

describe('the lease', () => {
  test('is held by one: the second is told who, what, since when, and what to do', async () => {
    const { take, file } = place();
    const release = await take();
    await expect(take()).rejects.toMatchObject({
      name: 'OperatorError',
      exit: 5,
      what: expect.stringMatching(new RegExp(`\`k77 deploy 6.1\`, process ${process.pid} on .+, since \\d{4}-`)),
      fix: expect.stringContaining(`kill ${process.pid}`),
    });
    await release();
    await release();
    expect(existsSync(file)).toBe(false);
    await (await take())();
  });

  test('of a process that died is taken over, and that is said', async () => {
    const { take, put, owner, root } = place();
    put({ pid: 999_999_9, startTime: 'x', command: 'k77 deploy 6.2' });
    const said: string[] = [];
    const release = await take({ say: (text) => said.push(text) });
    expect(said.join()).toContain('k77 deploy 6.2');
    expect(owner().pid).toBe(process.pid);
    expect(readdirSync(join(root, folder))).toEqual(['lease']);
    await release();
  });

  test('of a process whose id belongs to another by now is taken over', async () => {
    const { take, put } = place();
    put({ pid: process.pid, startTime: 'a boot ago' });
    await (await take())();
  });

  test('of a running process on this machine holds, also past its expiry: a laptop may have slept', async () => {
    const { take, put } = place();
    put({ startTime: startTimeOf(process.pid) ?? '', expires: '2020-01-01T00:00:00.000Z' });
    await expect(take()).rejects.toMatchObject({ exit: 5 });
  });

  test('of another machine holds until it expires', async () => {
    const { take, put } = place();
    put({ host: 'elsewhere', expires: new Date(Date.now() + 60_000).toISOString() });
    await expect(take()).rejects.toMatchObject({ exit: 5, fix: expect.stringContaining('elsewhere') });
    put({ host: 'elsewhere', expires: new Date(Date.now() - 1000).toISOString() });
    await (await take())();
  });

  test('is not taken from somebody who took it over between our look and our grasp', async () => {
    const { take, put, owner } = place();
    const stale = { host: 'elsewhere', expires: new Date(Date.now() - 1000).toISOString() };
    put(stale);
    let looks = 0;
    // Three looks at the clock make our own entry; the fourth judges the stale lease that was just read.
    const now = () => {
      looks += 1;
      if (looks === 4) put({ startTime: startTimeOf(process.pid) ?? '', token: 'quicker' });
      return clock.now();
    };
    await expect(take({ clock: { ...clock, now } })).rejects.toMatchObject({ exit: 5 });
    expect(looks).toBeGreaterThanOrEqual(4);
    expect(owner().token).toBe('quicker');
  });

  test('that cannot be read is taken over after a moment', async () => {
    const { take, file, root } = place();
    mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(file, '');
    const said: string[] = [];
    await (await take({ say: (text) => said.push(text) }))();
    expect(said.join()).toContain('cannot be read');
  });

  test('beats, and notices when somebody else has it', async () => {
    const { take, put, owner } = place();
    const lost: string[] = [];
    const release = await take({ holdsForMs: 120, onLost: (by) => lost.push(by) });
    const first = owner().heartbeat;
    await expect.poll(() => owner().heartbeat).not.toBe(first);
    // A beat that is under way may still write over it once: whoever takes a lease for good would try again, too.
    const takeIt = (): string => {
      if (lost.length === 0) put({ host: 'elsewhere', token: 'theirs' });
      return lost.join();
    };
    await expect.poll(takeIt, { timeout: 5000, interval: 100 }).toContain('elsewhere');
    await release();
    expect(owner().token).toBe('theirs');
  });

  test('goes to exactly one of thirty takers at once, time after time', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { take, put, root } = place();
      put({ pid: 999_999_9, startTime: `${round}` });
      const ends = await Promise.allSettled(Array.from({ length: 30 }, () => take()));
      expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(readdirSync(join(root, folder))).toEqual(['lease']);
    }
  });

  test('goes to exactly one of several processes at once, free or left behind by a dead one', async () => {
    for (const left of ['nothing', 'a dead lease', 'a dead lease and a dead claim on it']) {
      const { root, put, file } = place();
      if (left !== 'nothing') put({ pid: 999_999_9, startTime: 'x' });
      if (left.endsWith('it')) {
        const { createHash } = await import('node:crypto');
        const text = readFileSync(file, 'utf8');
        writeFileSync(`${file}.${createHash('sha256').update(text).digest('hex').slice(0, 16)}`, text.replace('"t"', '"claim"'));
      }
      const takers = await Promise.all([taker(root), taker(root), taker(root)]);
      const said = await Promise.all(takers.map(({ go }) => go()));
      expect(said.sort(), left).toEqual(['lost 5', 'lost 5', 'won']);
      for (const { child } of takers) child.kill('SIGKILL');
    }
  });
});

import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { openLog } from './log-file.ts';

const home = mkdtempSync(join(tmpdir(), 'k77-log-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const folder = () => mkdtempSync(join(home, 'root-'));

describe('a log file', () => {
  test('is created by the first append and not by opening or reading, 0600', async () => {
    const root = folder();
    const log = openLog(root, '.k77/production/journal.ndjson');
    expect(await log.read()).toEqual({ lines: [], tornBytes: 0, bytes: 0 });
    expect(existsSync(join(root, '.k77'))).toBe(false);
    expect(await log.append('one', 0)).toBe(4);
    expect(await log.append('zwö', 4)).toBe(9);
    expect(await log.read()).toEqual({ lines: ['one', 'zwö'], tornBytes: 0, bytes: 9 });
    expect(statSync(join(root, '.k77/production/journal.ndjson')).mode & 0o777).toBe(0o600);
  });

  test('counts the bytes of a torn tail and can cut them off', async () => {
    const root = folder();
    const log = openLog(root, 'log');
    await log.append('one', 0);
    appendFileSync(join(root, 'log'), '{"half');
    expect(await log.read()).toEqual({ lines: ['one'], tornBytes: 6, bytes: 10 });
    await log.truncate(4);
    expect(await log.read()).toEqual({ lines: ['one'], tornBytes: 0, bytes: 4 });
  });

  test('refuses to append when somebody else wrote', async () => {
    const root = folder();
    const log = openLog(root, 'log');
    const length = await log.append('one', 0);
    appendFileSync(join(root, 'log'), 'two\n');
    await expect(log.append('three', length)).rejects.toMatchObject({ name: 'OperatorError', exit: 5 });
    expect((await log.read()).lines).toEqual(['one', 'two']);
  });

  test('a full disk leaves no half line', async ({ skip }) => {
    const at = mkdtempSync(join(home, 'mount-'));
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', at], { stdio: 'ignore' });
    } catch {
      return skip('mounting a tmpfs is not allowed here');
    }
    const log = openLog(at, 'log');
    onTestFinished(() => {
      execFileSync('umount', [at]);
    });
    const length = await log.append('one', 0);
    await expect(log.append('x'.repeat(200_000), length)).rejects.toThrow('the disk is full');
    expect(await log.read()).toEqual({ lines: ['one'], tornBytes: 0, bytes: 4 });
    expect(await log.append('two', length)).toBe(8);
  });
});

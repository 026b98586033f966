import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { OperatorError } from '../core/errors.ts';
import { openFiles } from './files.ts';

const home = mkdtempSync(join(tmpdir(), 'k77-files-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const folder = () => mkdtempSync(join(home, 'root-'));

/** Mounting needs root; where it is not to be had these tests are skipped by name. */
function mounted(options: string): string | undefined {
  const at = mkdtempSync(join(home, 'mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', at], { stdio: 'ignore' });
    onTestFinished(() => {
      execFileSync('umount', [at], { stdio: 'ignore' });
    });
    return at;
  } catch {
    return undefined;
  }
}

describe('files below a root', () => {
  test('a file that is not there reads as undefined and lists as nothing', async () => {
    const files = openFiles(join(folder(), 'not-yet'));
    expect(await files.read('a/b')).toBeUndefined();
    expect(await files.mode('a')).toBeUndefined();
    expect(await files.list('a')).toEqual([]);
    expect(existsSync(files.root)).toBe(false);
  });

  test('a write creates the root and its parents, with the mode that was asked for whatever the umask', async () => {
    const files = openFiles(join(folder(), 'new'));
    await files.write('.k77/production/credentials', 'x', 0o600);
    await files.write('src/a.ts', 'y');
    expect(await files.mode('.k77/production/credentials')).toBe(0o600);
    expect(await files.mode('.k77')).toBe(0o700);
    expect(await files.mode('.k77/production')).toBe(0o700);
    expect(await files.mode('src')).not.toBe(0o700);
    expect(await files.list('.k77/production')).toEqual(['credentials']);
  });

  test('rewriting keeps the permissions that are there, and can tighten them', async () => {
    const files = openFiles(folder());
    writeFileSync(join(files.root, 'a'), 'one');
    chmodSync(join(files.root, 'a'), 0o640);
    await files.write('a', 'two');
    expect(await files.mode('a')).toBe(0o640);
    await files.write('a', 'three', 0o600);
    expect(await files.mode('a')).toBe(0o600);
    expect(await files.read('a')).toBe('three');
  });

  test('what stands open elsewhere keeps the old content: the file is replaced, not rewritten', async () => {
    const files = openFiles(folder());
    await files.write('a', 'old');
    const before = statSync(join(files.root, 'a')).ino;
    await files.write('a', 'new');
    expect(statSync(join(files.root, 'a')).ino).not.toBe(before);
  });

  test.each(['../out', '/etc/passwd', 'a/../../out', '..'])('the path %s is refused', async (path) => {
    const files = openFiles(folder());
    await expect(files.write(path, 'x')).rejects.toThrow(OperatorError);
    await expect(files.read(path)).rejects.toThrow('leads out of');
    await expect(files.remove(path)).rejects.toThrow('leads out of');
  });

  test('a symbolic link that leads out is refused for reading, writing and listing; removing it removes the link only', async () => {
    const outside = folder();
    writeFileSync(join(outside, 'secret'), 'theirs');
    const files = openFiles(folder());
    symlinkSync(outside, join(files.root, 'link'));
    symlinkSync(join(outside, 'secret'), join(files.root, 'file'));
    await expect(files.read('link/secret')).rejects.toThrow('leads out of');
    await expect(files.write('link/new', 'x')).rejects.toThrow('leads out of');
    await expect(files.write('file', 'x')).rejects.toThrow('leads out of');
    await expect(files.list('link')).rejects.toThrow('leads out of');
    await expect(files.remove('link/secret')).rejects.toThrow('leads out of');
    await files.remove('link');
    await files.remove('file');
    expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe('theirs');
    expect(readdirSync(outside)).toEqual(['secret']);
  });

  test('a link inside the root is followed', async () => {
    const files = openFiles(folder());
    mkdirSync(join(files.root, 'real'));
    symlinkSync('real', join(files.root, 'link'));
    await files.write('link/a', 'x');
    expect(await files.read('real/a')).toBe('x');
  });

  test('the root itself is never removed', async () => {
    const files = openFiles(folder());
    await expect(files.remove('.')).rejects.toThrow('never removed');
  });

  test('a folder in the place of a file is said so, with the remedy', async () => {
    const files = openFiles(folder());
    mkdirSync(join(files.root, 'k77.json'));
    await expect(files.read('k77.json')).rejects.toMatchObject({
      what: expect.stringContaining('a folder is in its place'),
      fix: expect.stringContaining('Move'),
    });
  });

  test('a full disk is an OperatorError, and neither half a file nor a temporary one stays', async ({ skip }) => {
    const at = mounted('size=64k');
    if (at === undefined) return skip('mounting a tmpfs is not allowed here');
    const files = openFiles(at);
    await files.write('kept', 'before');
    await expect(files.write('kept', 'x'.repeat(200_000))).rejects.toMatchObject({
      name: 'OperatorError',
      what: expect.stringContaining('the disk is full'),
      fix: expect.stringContaining('Free some space'),
    });
    await expect(files.write('new', 'x'.repeat(200_000))).rejects.toThrow('the disk is full');
    expect(await files.read('kept')).toBe('before');
    expect(readdirSync(at)).toEqual(['kept']);
    await files.write('kept', 'after');
    expect(await files.read('kept')).toBe('after');
  });

  test('a read-only file system is an OperatorError', async ({ skip }) => {
    const at = mounted('size=64k,ro');
    if (at === undefined) return skip('mounting a tmpfs is not allowed here');
    await expect(openFiles(at).write('.k77/a', 'x')).rejects.toMatchObject({
      name: 'OperatorError',
      what: expect.stringContaining('read-only'),
    });
  });

  test('a folder that may not be written is an OperatorError', () => {
    const at = folder();
    chmodSync(home, 0o755);
    chmodSync(at, 0o555);
    // Root may write everywhere, so the attempt is made by nobody.
    const script = `const { openFiles } = await import(${JSON.stringify(join(import.meta.dirname, 'files.ts'))});
      await openFiles(${JSON.stringify(at)}).write('a', 'x').catch((error) => console.log(error.name, error.what));`;
    const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', cwd: '/', ...nobody });
    expect(said).toBe(`OperatorError Cannot write ${join(at, 'a')}: permission denied.\n`);
  });
});

import { describe, expect, test } from 'vitest';
import { systemShell } from './shell.ts';

const node = process.execPath;

describe('the shell', () => {
  test('gives code, output and errors of a program, and hands it its input', async () => {
    const script = 'process.stdin.pipe(process.stdout); console.error("careful"); process.exitCode = 3';
    expect(await systemShell.run(node, ['-e', script], { input: 'grüße\n' })).toEqual({ code: 3, stdout: 'grüße\n', stderr: 'careful\n' });
  });

  test('passes arguments as they are: no shell reads them', async () => {
    const { stdout } = await systemShell.run(node, ['-e', 'console.log(process.argv[1])', '$(id) "; rm -rf ~']);
    expect(stdout).toBe('$(id) "; rm -rf ~\n');
  });

  test('a program without input meets the end of it instead of waiting', async () => {
    expect((await systemShell.run(node, ['-e', 'process.stdin.resume()'], { timeoutMs: 5000 })).code).toBe(0);
  });

  test('a missing program is code 127, a timeout 124, a kill 128 and its number', async () => {
    expect((await systemShell.run('k77-no-such-program', [])).code).toBe(127);
    expect((await systemShell.run(node, ['-e', 'setInterval(() => {}, 1000)'], { timeoutMs: 200 })).code).toBe(124);
    expect((await systemShell.run(node, ['-e', 'process.kill(process.pid, "SIGKILL")'])).code).toBe(137);
  });

  test('an abort ends the program and throws its reason', async () => {
    const stop = new AbortController();
    const running = systemShell.run(node, ['-e', 'setInterval(() => {}, 1000)'], { signal: stop.signal });
    setTimeout(() => stop.abort(new Error('enough')), 100);
    await expect(running).rejects.toThrow('enough');
  });

  test('a git hook that k77 runs in does not lend its repository to children', async () => {
    process.env.GIT_DIR = '/somewhere/else';
    try {
      const { stdout } = await systemShell.run(node, ['-p', 'String(process.env.GIT_DIR) + process.env.MORE'], { env: { MORE: '!' } });
      expect(stdout).toBe('undefined!\n');
    } finally {
      delete process.env.GIT_DIR;
    }
  });
});

import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { exits } from '../core/errors.ts';
import { commandLine } from './command-line.ts';
import { captured } from './io-double.ts';

async function script(shell: string): Promise<string> {
  const { host, stdout } = captured({}, ['completion', shell]);
  expect(await commandLine(host)).toBe(exits.proven);
  return stdout();
}

/** What bash offers after these words, the last of them unfinished. */
function offered(completion: string, words: readonly string[]): string[] {
  const ask = `${completion}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
_k77; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', ask], { encoding: 'utf8' }).split('\n').filter(Boolean);
}

function has(program: string): boolean {
  return spawnSync(program, ['--version']).status === 0;
}

describe('completion', () => {
  test('bash completes commands, phases, tasks, sections and the values of options', async () => {
    const completion = await script('bash');
    expect(offered(completion, ['k77', 'ver'])).toEqual(['verify']);
    expect(offered(completion, ['k77', 'deploy', 'str'])).toEqual(['stripe']);
    expect(offered(completion, ['k77', 'deploy', '--only', 'stripe.web'])).toEqual(['stripe.webhook']);
    expect(offered(completion, ['k77', 'verify', 'pay'])).toEqual(['payments']);
    expect(offered(completion, ['k77', 'sandbox', 're'])).toEqual(['reset']);
    expect(offered(completion, ['k77', '--env', 's'])).toEqual(['staging']);
    expect(offered(completion, ['k77', '--sandbox', 'deploy', '--ans'])).toEqual(['--answers']);
  });

  test('every shell that is installed can read its script', async () => {
    for (const [shell, args] of [
      ['bash', ['-n']],
      ['zsh', ['-n']],
      ['fish', ['--no-execute']],
    ] as const) {
      const completion = await script(shell);
      for (const word of ['deploy', 'stripe.webhook', '6.1', 'payments']) expect(completion, shell).toContain(word);
      if (has(shell)) expect(spawnSync(shell, args, { input: completion, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    }
  });

  test('another shell is refused with those that there are', async () => {
    const { host, stderr } = captured({}, ['completion', 'ksh']);
    expect(await commandLine(host)).toBe(exits.usage);
    expect(stderr()).toContain('one of bash, zsh, fish');
  });
});

import { describe, expect, test } from 'vitest';
import { exits } from '../core/errors.ts';
import { commandLine } from './command-line.ts';
import { helpText } from './help.ts';
import { captured } from './io-double.ts';
import { columns } from './text.ts';

async function typed(...words: string[]) {
  const seen = captured({}, words);
  return { exit: await commandLine(seen.host), stdout: seen.stdout(), stderr: seen.stderr() };
}

describe('what cannot be understood', () => {
  test('is a usage error that says what was probably meant', async () => {
    expect(await typed('depoly')).toMatchObject({ exit: exits.usage, stdout: '', stderr: expect.stringContaining('did you mean deploy?') });
    expect(await typed('plan', '--sandbx')).toMatchObject({
      exit: exits.usage,
      stderr: expect.stringContaining('did you mean --sandbox?'),
    });
    expect(await typed('plan', 'strype')).toMatchObject({ exit: exits.usage, stderr: expect.stringContaining('did you mean stripe?') });
    expect(await typed('deploy', '--only', 'stripe.webhok')).toMatchObject({
      exit: exits.usage,
      stderr: expect.stringContaining('stripe.webhook'),
    });
    expect(await typed('verify', '--check', 'domain.cca')).toMatchObject({
      exit: exits.usage,
      stderr: expect.stringContaining('did you mean domain.caa?'),
    });
    expect(await typed('verify', 'paymets')).toMatchObject({
      exit: exits.usage,
      stderr: expect.stringContaining('did you mean payments?'),
    });
  });

  test('names the values that an option takes', async () => {
    expect(await typed('plan', '--env', 'prod')).toMatchObject({
      exit: exits.usage,
      stderr: expect.stringContaining('one of production, staging'),
    });
    expect(await typed('plan', '--latency', 'soon')).toMatchObject({ exit: exits.usage, stderr: expect.stringContaining('milliseconds') });
    expect(await typed('env', 'show')).toMatchObject({ exit: exits.usage, stderr: expect.stringContaining('one of list, diff, check') });
  });

  test('with --json is one document on stdout', async () => {
    const { exit, stdout } = await typed('--json', 'plan', '--bogus');
    expect([exit, JSON.parse(stdout)]).toEqual([64, { error: { what: "unknown option '--bogus'", fix: expect.any(String), exit: 64 } }]);
  });

  test('a secret in --set is refused without being repeated', async () => {
    const secret = ['sk', 'test', 'abcdefgh12345678'].join('_');
    const { exit, stdout, stderr } = await typed('deploy', '--set', `STRIPE_SECRET_KEY=${secret}`);
    expect(exit).toBe(exits.usage);
    expect(stderr).toContain('.k77/credentials');
    expect(stdout + stderr).not.toContain(secret);
  });
});

describe('help', () => {
  test('without a command goes to stderr and is a usage error', async () => {
    expect(await typed()).toMatchObject({ exit: exits.usage, stdout: '', stderr: expect.stringContaining('Usage: k77 <command>') });
  });

  test('of a command names its own options and those of all commands', async () => {
    const { exit, stdout } = await typed('deploy', '--help');
    expect(exit).toBe(exits.proven);
    for (const word of ['--answers', '--replace', '--sandbox', '--json']) expect(stdout).toContain(word);
  });

  test('fits 60, 80 and 100 columns and names every command, the exit codes and whom k77 talks to', () => {
    for (const width of [60, 80, 100]) {
      const text = helpText(width);
      for (const line of text.split('\n')) expect(columns(line), line).toBeLessThanOrEqual(width);
      for (const word of [
        'deploy',
        'plan',
        'verify',
        'status',
        'guide',
        'env',
        'doctor',
        'sandbox',
        'completion',
        'Exit codes',
        'Talks to',
      ])
        expect(text).toContain(word);
    }
  });

  test('options may stand before or after the command', async () => {
    for (const words of [
      ['--json', 'completion', 'ksh'],
      ['completion', '--json', 'ksh'],
      ['completion', 'ksh', '--json'],
    ])
      expect(JSON.parse((await typed(...words)).stdout).error.exit).toBe(exits.usage);
  });
});

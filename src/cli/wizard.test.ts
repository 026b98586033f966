/**
 * The wizard at a real terminal of 60 columns: everything is answered by keyboard, and the workspace is the one that `--answers` makes.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { spawn } from '@lydell/node-pty';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const bin = join(root, 'bin', 'k77.js');
const ctrlC = '\u0003';
const made: string[] = [];

/** Variables of this machine must neither answer nor switch the terminal off. */
const env = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name, value]) => value !== undefined && !/^(CI|NO_COLOR|FORCE_COLOR|STRIPE_.*|K77_.*|npm_.*|VITEST.*|TERM)$/.test(name),
  ),
) as Record<string, string>;

function workspace(): string {
  const dir = mkdtempSync(join(tmpdir(), 'k77-wizard-'));
  made.push(dir);
  return dir;
}

function k77(dir: string, ...words: string[]): string {
  return execFileSync(process.execPath, [bin, ...words, '--sandbox', '--dir', dir], {
    encoding: 'utf8',
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Somebody at the keyboard: waits until something is on the screen, then types. */
class Keyboard {
  #seen = '';
  #from = 0;
  readonly #ended: Promise<number>;
  readonly #process;

  constructor(dir: string, ...words: string[]) {
    const options = { name: 'xterm-256color', cols: 60, rows: 40, cwd: dir, env: { ...env, TERM: 'xterm-256color', LANG: 'C.UTF-8' } };
    this.#process = spawn(process.execPath, [bin, ...words, '--sandbox', '--dir', dir], options);
    this.#process.onData((text) => {
      this.#seen += text;
    });
    this.#ended = new Promise((resolve) => this.#process.onExit(({ exitCode }) => resolve(exitCode)));
  }

  get raw(): string {
    return this.#seen;
  }

  get text(): string {
    return stripVTControlCharacters(this.#seen);
  }

  /** Waits for `what` behind what was waited for last, then types the keys. */
  async at(what: string, keys: string): Promise<void> {
    const since = Date.now();
    let found = this.#flat().indexOf(what, this.#from);
    for (; found < 0; found = this.#flat().indexOf(what, this.#from)) {
      if (Date.now() - since > 15_000) throw new Error(`"${what}" did not appear after:\n${this.text.slice(-1500)}`);
      await pause(20);
    }
    this.#from = found + what.length;
    await pause(40);
    this.#process.write(keys);
  }

  async exit(): Promise<number> {
    return this.#ended;
  }

  /** Wrapped lines as one. */
  #flat(): string {
    return this.text.replaceAll(/\s+/g, ' ');
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** What a workspace holds, ids and secrets left out: those differ from account to account. */
function contents(dir: string) {
  const json = (path: string) => JSON.parse(readFileSync(join(dir, path), 'utf8')) as Record<string, unknown>;
  const plain = (text: string) => text.replaceAll(/(acct|prod|price|we|bpc|pk_test|sk_test)_\w+/g, '$1_…');
  const files = readdirSync(dir)
    .filter((name) => name.startsWith('.env.sandbox.'))
    .sort();
  return {
    answers: JSON.parse(plain(JSON.stringify(json('.k77/sandbox/answers.json')))) as unknown,
    values: JSON.parse(plain(JSON.stringify(json('.k77/sandbox/values.json').values))) as unknown,
    env: files.map((name) => [
      name,
      readFileSync(join(dir, name), 'utf8')
        .split('\n')
        .filter((line) => /^\w+=/.test(line))
        .map((line) => line.split('=')[0])
        .sort(),
    ]),
  };
}

beforeAll(() => {
  execFileSync(process.execPath, [join(root, '.ci', 'prepare.mjs')], { stdio: 'inherit' });
}, 120_000);

afterAll(() => {
  for (const dir of made) k77(dir, 'sandbox', 'stop');
});

describe('the wizard', () => {
  test('ends in the same workspace as --answers, after a wrong secret, Ctrl-C and going on', { timeout: 90_000 }, async () => {
    const typed = workspace();
    const first = new Keyboard(typed, 'deploy', '6.1');
    await first.at('What is the bot called?', 'Castle\b\b\b\b\b\bRook\r');
    await first.at('Which domain will it live at?', 'rook.test\r');
    await first.at('Stripe secret key', `${['sk', 'live', 'abcdefgh12345678'].join('_')}\r`);
    await first.at('this is a live-mode key', '');
    await first.at('Stripe secret key', ctrlC);
    expect(await first.exit()).toBe(130);
    expect(first.text).toContain('continue with: k77 deploy 6.1 --sandbox');
    expect(first.text).not.toContain('abcdefgh12345678');

    const second = new Keyboard(typed, 'deploy', '6.1');
    await second.at('Stripe secret key', '\r');
    await second.at('Stripe publishable key', '\r');
    await second.at('Currency of the prices', '\r');
    await second.at('Monthly price of Premium', 'free\r');
    await second.at('an amount above zero', '\u00154.99\r');
    await second.at('Yearly price of Premium', '\u001549.99\r');
    await second.at('in full for how many days?', '\r');
    await second.at('in part until which day?', '\r');
    await second.at('how many per cent?', '\r');
    await second.at('Should Stripe compute tax?', 'y\r');
    await second.at('Country of the head office', 'DE\r');
    await second.at('Where are you registered', 'DE, US-CA\r');
    await second.at('Apply?', 'y\r');
    await second.at('By hand · Activate the Stripe account', '');
    await second.at('Enter = k77 does it', '\r');
    await second.at('By hand · Switch on refund e-mails', '');
    await second.at('Enter = I have done it', 's');
    await second.at('By hand · Let Stripe mail you', '');
    await second.at('Enter = I have done it', 's');
    expect(await second.exit()).toBe(0);
    for (const said of ['Gate 6.1', 'left open', 'when it is done:']) expect(second.text).toContain(said);

    const given = workspace();
    const answers = join(given, 'answers.json');
    const wanted = {
      project: 'Rook',
      domain: 'rook.com',
      currency: 'usd',
      monthlyPrice: 4.99,
      yearlyPrice: '49.99',
      taxCollection: true,
      taxCountry: 'DE',
    };
    writeFileSync(
      answers,
      JSON.stringify({ ...wanted, taxRegistrations: 'DE, US-CA', refundFullDays: 7, refundPartialDays: 14, refundPartialPercent: 50 }),
    );
    const scripted = new Keyboard(given, 'deploy', '6.1', '--yes', '--answers', answers);
    expect(await scripted.exit()).toBe(0);
    expect(contents(typed)).toEqual(contents(given));
  });

  test('stops at once at a by-hand step, gives the cursor back, and says how to go on', { timeout: 60_000 }, async () => {
    const dir = workspace();
    const person = new Keyboard(dir, 'deploy', '6.1', '--set', 'project=Rook');
    await person.at('Which domain', '\r');
    await person.at('Stripe secret key', '\r');
    await person.at('Stripe publishable key', '\r');
    for (const what of ['Currency', 'Monthly price', 'Yearly price', 'in full', 'in part until', 'per cent', 'compute tax'])
      await person.at(what, '\r');
    await person.at('Apply?', '\r');
    await person.at('still missing', ctrlC);
    expect(await person.exit()).toBe(130);
    expect(person.text.replaceAll(/\s+/g, ' ')).toContain('continue with: k77 deploy 6.1 --set project=Rook --sandbox');
    expect(person.raw.lastIndexOf('\u001b[?25h')).toBeGreaterThan(person.raw.lastIndexOf('\u001b[?25l'));
    expect(k77(dir, 'plan', '--json', '--only', 'stripe.products')).toContain('"pending": 0');
  });
});

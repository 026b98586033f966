/**
 * Where the command line begins. `--version` and `--help` are answered here, from what the build wrote down, and load nothing else.
 */
import type { Exit } from '../core/errors.ts';
import type { Host } from './io.ts';
import { version } from './version.ts';

/** The text of `k77 --help` by width; the build takes it from the command table. */
declare const __K77_HELP__: Readonly<Record<string, string>> | undefined;

/** Runs the command line of `host` and resolves to its exit code. Never throws, never ends the process. */
export async function main(host: Host): Promise<Exit> {
  const text = known(host);
  if (text === undefined) return (await import('./command-line.ts')).commandLine(host);
  host.stdout.write(text);
  return 0;
}

function known(host: Host): string | undefined {
  const [word, ...others] = host.argv.slice(2);
  if (word === undefined || others.length > 0) return undefined;
  if (word === '--version' || word === '-V') return `${version}\n`;
  if (!['--help', '-h', 'help'].includes(word) || typeof __K77_HELP__ !== 'object') return undefined;
  const columns = host.stdout.isTTY ? host.stdout.columns : 100;
  return __K77_HELP__[columns >= 100 ? '100' : columns >= 80 ? '80' : '60'];
}

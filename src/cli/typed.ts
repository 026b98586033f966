/**
 * The command as it was typed, for the journal and for "continue with". Values of `--set` and `--answers` are kept: they are never secrets.
 */
import type { Host } from './io.ts';

export function typed(host: Pick<Host, 'argv' | 'env'>): string {
  const words = host.argv.slice(2).map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`));
  return [programOf(host), ...words].join(' ');
}

/** How this k77 is called: `npx k77` where npm ran it, so that what we print can be typed. */
export function programOf({ env }: Pick<Host, 'env'>): string {
  return env.npm_command === 'exec' ? 'npx k77' : 'k77';
}

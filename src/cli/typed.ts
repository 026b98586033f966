/**
 * The command as it was typed, for the journal and for "continue with". Values of `--set` and `--answers` are kept: they are never secrets.
 */
import type { Host } from './io.ts';

export function typed(host: Pick<Host, 'argv' | 'env'>): string {
  const words = host.argv.slice(2).map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`));
  return [host.env.npm_command === 'exec' ? 'npx k77' : 'k77', ...words].join(' ');
}

/**
 * What an update would change, as a unified diff: made by git, so that it reads like every other diff.
 */
import type { Ground, Surveyed } from './survey.ts';

/** Empty for a file that does not change. */
export async function differenceOf(one: Surveyed, { shell, scratch }: Pick<Ground, 'shell' | 'scratch'>): Promise<string> {
  const [before, after] = [one.ours, one.outcome === 'remove' ? undefined : one.result];
  if (before === after || (before === undefined && after === undefined)) return '';
  return await scratch(async (folder, write) => {
    if (before !== undefined) await write('before', before);
    if (after !== undefined) await write('after', after);
    const args = [
      'diff',
      '--no-index',
      '--no-color',
      '--',
      before === undefined ? '/dev/null' : 'before',
      after === undefined ? '/dev/null' : 'after',
    ];
    const { stdout } = await shell.run('git', args, { cwd: folder });
    const body = stdout.slice(Math.max(0, stdout.search(/^@@ /m)));
    return `--- ${before === undefined ? '/dev/null' : `a/${one.path}`}\n+++ ${after === undefined ? '/dev/null' : `b/${one.path}`}\n${body}`;
  });
}

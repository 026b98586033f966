/**
 * Guide 6.5/2 and 6.5/9: the commit is on GitHub, on the branch that is deployed. Pushed by address, never with force; your remotes are not touched.
 */
import { OperatorError } from '../../core/errors.ts';
import type { Key, Values } from '../../core/keys.ts';
import type { AnyTask, Context } from '../../core/task.ts';
import { git } from '../../vendors/git.ts';
import { repositoryOf } from './code.ts';
import { pushedIn, pushedText } from './pushed-text.ts';
import { keysOf } from './services.ts';

interface Pushed {
  repository: string;
  branch: string;
  /** Of the branch there. */
  commit: string;
  text?: string;
}

/** Everything that a push might deploy has its variables first. */
const needs: readonly Key[] = ['repository', 'branch', 'CODE_REMOTE', 'CODE_COMMIT', keysOf.bot.variables];

export const pushed: AnyTask = {
  id: 'code.pushed',
  guide: ['6.5/2', '6.5/9'],
  title: 'Push the commit to GitHub',
  uses: [git],
  needs,
  fresh: ['CODE_COMMIT'],
  // Where the bot is the operator's own there is no worker to wait for; where the dashboard will be may not be known yet.
  tolerates: [keysOf.worker.variables, 'API_PUSHES', 'DASHBOARD_PUSHES'],
  want: ({ repository, branch, CODE_COMMIT }: Values): Pushed => ({ repository, branch, commit: CODE_COMMIT }),

  async read(context: Context, want: Pushed): Promise<Pushed | undefined> {
    const found = await repositoryOf(context).remote(want.repository, want.branch);
    if (!found.seen || found.head === undefined) return undefined;
    const before = context.kept('CODE_PUSHED') as string | undefined;
    const known = before !== undefined && pushedIn(before).commit === found.head;
    return { ...want, commit: found.head, text: known ? before : pushedText(found.head) };
  },

  async apply(context: Context, want: Pushed, have: Pushed | undefined): Promise<Pushed> {
    const repository = repositoryOf(context);
    if (have?.commit === want.commit) return have;
    if (have && !((await repository.knows(have.commit)) && (await repository.isAncestor(have.commit, want.commit)))) throw ahead(want);
    await repository.push(want.repository, want.commit, want.branch);
    return { ...want, text: pushedText(want.commit, context.clock.now()) };
  },
  undo: { never: 'what was pushed may be deployed already; git revert takes a commit back, and a push of that deploys it' },
  gives: { CODE_PUSHED: (have: Pushed) => have.text },
};

function ahead({ repository, branch }: Pushed): OperatorError {
  return new OperatorError({
    what: `${branch} of ${repository} has commits that this folder lacks; k77 neither overwrites them nor deploys something older`,
    fix: `git pull --rebase https://github.com/${repository}.git ${branch}, then run the same command again`,
  });
}

/**
 * Guide 6.5/2: what is deployed is a commit. Of files that k77 wrote it makes one; work of the operator that is not committed stays as it is and is not deployed.
 */
import { OperatorError } from '../../core/errors.ts';
import type { Values } from '../../core/keys.ts';
import { type Context, task } from '../../core/task.ts';
import { readBase } from '../../scaffold/base.ts';
import { git, type Repository } from '../../vendors/git.ts';
import { pathsIn } from './image-workflow.ts';
import { ownUncommitted } from './own-files.ts';
import type { Shape } from './services.ts';
import { workflowPath } from './workflow.ts';

interface Committed {
  /** Of files that k77 wrote, those that no commit holds as they are. */
  uncommitted: readonly string[];
  branch: string;
  commit?: string | undefined;
  root?: string | undefined;
  shape?: Shape | undefined;
}
type Ground = Pick<Context<'branch' | 'CODE_WORKFLOW'>, 'client' | 'files' | 'run' | 'values' | 'note'>;

/** What later phases write into files that are deployed, each by a key of its own. */
const writers = ['BUSINESS_DETAILS', 'PROCESSORS', 'BOT_LISTING', 'SUPPORT_LINK', 'STATUS_LINK', 'MEASURING'] as const;

export const code = task({
  id: 'code.committed',
  guide: ['6.5/2', 'pre#009'],
  settings: [{ id: '6.5/2:commit', says: 'the commit that is checked out; files that k77 wrote are committed, yours are left alone' }],
  title: 'Commit what k77 wrote',
  uses: [git],
  needs: ['branch', 'CODE_WORKFLOW'],
  tolerates: ['CODE_IMAGES', ...writers],
  // What they write in this run is committed in this run.
  fresh: writers,
  want: ({ branch }): Committed => ({ uncommitted: [], branch }),

  async read(context): Promise<Committed | undefined> {
    const repository = repositoryOf(context);
    const prefix = await repository.prefix();
    if (prefix === undefined) return undefined;
    const [commit, branch, own, shape] = await Promise.all([
      repository.head(),
      branchOf(repository, context.values.branch),
      look(context, repository),
      shapeOf(context),
    ]);
    return {
      uncommitted: own.ours,
      branch,
      ...(commit === undefined ? {} : { commit }),
      root: prefix === '' ? '.' : prefix,
      shape,
    };
  },

  async apply(context, want, have): Promise<Committed> {
    const repository = repositoryOf(context);
    if ((await readBase(context.files)).written.size === 0) throw nothingWritten();
    if (have === undefined) await repository.init(want.branch);
    else if (have.branch !== want.branch) throw elsewhere(have.branch, want.branch);
    const own = await look(context, repository);
    if (own.ours.length > 0) await repository.commit(own.ours, messageFor(own.ours, have?.commit === undefined));
    if (own.theirs.length > 0) context.note(`not committed, so not deployed: ${someOf(own.theirs)}`);
    const prefix = await repository.prefix();
    return { ...want, commit: await repository.head(), root: prefix ? prefix : '.', shape: await shapeOf(context) };
  },
  undo: { never: 'a commit is yours from the moment it is made; git revert takes it back' },
  gives: {
    CODE_COMMIT: (have: Committed) => have.commit,
    CODE_ROOT: (have: Committed) => have.root,
    CODE_SHAPE: (have: Committed) => have.shape,
  },
});

function repositoryOf(context: Pick<Ground, 'client' | 'files' | 'run'>): Repository {
  return context.client(git).at(context.files.root, context.run);
}

/** Another name than the wanted one only where the wanted one exists: whoever works on `master` and deploys `main` has one branch. */
async function branchOf(repository: Repository, wanted: string): Promise<string> {
  const branch = await repository.branch();
  return branch === undefined || branch === wanted || !(await repository.hasBranch(wanted)) ? wanted : branch;
}

async function look(context: Pick<Ground, 'files' | 'values'>, repository: Repository) {
  const { CODE_WORKFLOW, CODE_IMAGES } = context.values as Partial<Values>;
  const uncommitted = await repository.uncommitted();
  const workflows = [...(CODE_WORKFLOW === 'none' ? [] : [workflowPath]), ...pathsIn(CODE_IMAGES)];
  return ownUncommitted(uncommitted, context.files, workflows);
}

async function shapeOf({ files }: Pick<Ground, 'files'>): Promise<Shape> {
  const { written } = await readBase(files);
  return written.has('package.json') ? 'project' : written.has('k77_health.py') ? 'python' : 'project';
}

function messageFor(paths: readonly string[], first: boolean): string {
  if (first) return 'Project, written by k77';
  return paths.length === 1 ? `Update ${paths[0]} (k77)` : `Update ${paths.length} files (k77)`;
}

function someOf(paths: readonly string[]): string {
  const more = paths.length > 3 ? ` and ${paths.length - 3} more` : '';
  return `${paths.slice(0, 3).join(', ')}${more}`;
}

function nothingWritten(): OperatorError {
  return new OperatorError({
    what: 'there is no project here that could be deployed',
    fix: 'npx k77 scaffold writes it; where you have a bot of your own, it writes what hosting needs beside it',
  });
}

function elsewhere(branch: string, wanted: string): OperatorError {
  return new OperatorError({
    what: `you are on the branch ${branch}, and ${wanted} is what is deployed; k77 switches no branches`,
    fix: `git switch ${wanted}, or deploy this one: --set branch=${branch}`,
  });
}

export { repositoryOf };

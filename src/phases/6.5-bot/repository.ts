/**
 * Guide 6.5/2: the repository on GitHub. Nobody but its owner can make it; k77 sees it with the login that git has.
 */
import { task } from '../../core/task.ts';
import { hostNamed } from '../../hosts/hosts.ts';
import { addressOf, git } from '../../vendors/git.ts';
import { hostsOf } from './access.ts';
import { repositoryOf } from './code.ts';

interface OnGitHub {
  repository: string;
  address: string;
  /** Ids of chosen hosts that do not tell whether they may read it: a person sees to it in the same visit. */
  hosts: readonly string[];
}

const hosted = ['bot', 'worker', 'api', 'dashboard'] as const;

export const repository = task({
  id: 'code.repository',
  guide: ['6.5/2', '6.5#002'],
  settings: [{ id: '6.5/2:repository', says: 'a private repository on GitHub, which the hosts read' }],
  title: 'Have a repository on GitHub',
  uses: [git],
  needs: ['repository', 'branch', 'botHost', 'workerHost', 'apiHost'],
  // Asked in 6.6: where it is known already, one visit is enough.
  tolerates: ['dashboardHost'],
  want: ({ repository: name, ...answers }): OnGitHub => ({
    repository: name,
    address: addressOf(name),
    hosts: hostsOf(hosted, answers)
      .filter((host) => host.hidesAccess)
      .map(({ id }) => id),
  }),
  async read(context, want): Promise<OnGitHub | undefined> {
    const found = await repositoryOf(context).remote(want.repository, context.values.branch);
    return found.seen ? want : undefined;
  },
  apply: async (_context, want) => want,
  undo: { never: 'the repository is yours and holds your code; delete it on GitHub under Settings → Danger Zone' },
  gives: { CODE_REMOTE: (have: OnGitHub) => have.address },
  byHand: {
    open: ({ repository: name }) => {
      const [owner = '', short = ''] = name.split('/');
      return `https://github.com/new?owner=${owner}&name=${short}&visibility=private`;
    },
    steps: ({ repository: name, hosts }) => {
      const [owner, short] = name.split('/');
      return [
        `Owner ${owner}, repository name ${short}, Private`,
        'Nothing else: no README, no .gitignore, no license; press Create repository',
        'So that git may push there: gh auth login && gh auth setup-git (or the SSH keys that you use already)',
        ...hosts.map(hostNamed).flatMap((host) => [`Let ${host.title} read it: ${host.pages.access}`, ...host.accessSteps(name)]),
      ];
    },
    async look(context, want) {
      const found = await repositoryOf(context).remote(want.repository, 'main');
      return found.seen ? [] : [`git says: ${found.says}`];
    },
    proof: 'read',
  },
});

/** What git says when it refuses, and what the operator does about it. Git was run in English (LC_ALL=C). */
import { exits, OperatorError } from '../core/errors.ts';
import type { Finished } from '../core/ports.ts';

interface About {
  /** "push owner/name", "commit". */
  doing: string;
  repository?: string;
  branch?: string;
}

interface Known {
  says: RegExp;
  what(about: About): string;
  fix(about: About): string;
  see?: string;
}

const known: readonly Known[] = [
  {
    says: /tell me who you are|empty ident|auto-detect email|no email was given/i,
    what: () => 'git does not know who you are, so it cannot commit',
    fix: () =>
      'git config --global user.name "Your Name" && git config --global user.email you@example.com (the address of your GitHub account)',
    see: 'https://docs.github.com/en/get-started/git-basics/setting-your-username-in-git',
  },
  {
    says: /non-fast-forward|fetch first|tip of your current branch is behind|stale info/i,
    what: ({ repository, branch }) => `${branch} of ${repository} has commits that this folder lacks; k77 never overwrites them`,
    fix: ({ repository, branch }) => `git pull --rebase https://github.com/${repository}.git ${branch}`,
  },
  {
    says: /protected branch|GH006|GH013|pre-receive hook declined|push declined/i,
    what: ({ repository, branch }) => `GitHub does not let you push to ${branch} of ${repository}: a rule protects it`,
    fix: () =>
      'merge the commit by a pull request, or let yourself bypass the rule under Settings → Rules; then run the same command again',
  },
  {
    says: /workflow.* scope|without .workflow. scope/i,
    what: () => 'the token with which git speaks to GitHub may not write workflows',
    fix: () => 'gh auth refresh --scopes workflow, or give the token the scope "workflow"',
  },
  {
    says: /could not read (Username|Password)|Authentication failed|Permission denied|terminal prompts disabled|returned error: 40[13]|Invalid username or (password|token)/i,
    what: ({ repository }) => `git has no login for GitHub with which it may ${repository ? `reach ${repository}` : 'do this'}`,
    fix: () =>
      'gh auth login && gh auth setup-git; where you use SSH keys: git config --global url."git@github.com:".insteadOf https://github.com/',
    see: 'https://docs.github.com/en/get-started/git-basics/caching-your-github-credentials-in-git',
  },
  {
    says: /repository .*not found|Repository not found|does not appear to be a git repository|returned error: 404/i,
    what: ({ repository }) => `there is no repository ${repository} on GitHub, or your login does not see it`,
    fix: () => 'make it (empty, without a README), or correct the answer "repository" in k77.json',
    see: 'https://github.com/new',
  },
  {
    says: /Could not resolve host|Failed to connect|Connection (refused|timed out|reset)|unable to access/i,
    what: () => 'GitHub cannot be reached',
    fix: () => 'look at your connection and at https://www.githubstatus.com, then run the same command again',
  },
  {
    says: /gpg failed to sign|failed to write commit object/i,
    what: () => 'git could not sign the commit',
    fix: () => 'commit once by yourself, so that your agent knows the passphrase; then run the same command again',
  },
  {
    says: /index\.lock.*File exists|Another git process/i,
    what: () => 'another git is at work in this folder',
    fix: () => 'wait until it is done; if there is none, remove .git/index.lock',
  },
];

/** @param finished of a git that ended with another code than 0 */
export function gitError({ code, stdout, stderr }: Finished, about: About): OperatorError {
  const text = `${stderr}\n${stdout}`;
  if (code === 127)
    return new OperatorError({ what: 'git is not installed', fix: 'install it: https://git-scm.com/downloads', exit: exits.preflight });
  if (code === 124)
    return new OperatorError({
      what: `git did not finish (${about.doing}) within its time: it may be waiting for a passphrase or for a hook`,
      fix: 'do it once by yourself in a terminal, then run the same command again',
    });
  const found = known.find(({ says }) => says.test(text));
  if (found) return new OperatorError({ what: found.what(about), fix: found.fix(about), see: found.see });
  return new OperatorError({
    what: `git refused to ${about.doing}: ${lastLines(text)}`,
    fix: 'do it once by yourself in a terminal to see why, then run the same command again',
  });
}

/** True when git has nobody to sign a commit with. */
export function lacksIdentity({ stderr }: Finished): boolean {
  return known[0]?.says.test(stderr) === true;
}

function lastLines(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  const told = lines.filter((line) => line !== '' && !line.startsWith('hint:'));
  return told.slice(-3).join(' · ') || 'it did not say why';
}

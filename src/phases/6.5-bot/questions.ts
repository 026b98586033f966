/**
 * What only the operator knows about the hosts, the repository and the optional features of the bot. 6.6 asks for what the dashboard needs.
 */
import type { Question } from '../../core/phase.ts';
import { alertQuestions } from './alert-questions.ts';
import { featureQuestions } from './feature-questions.ts';
import { hostQuestions } from './host-questions.ts';
import { nameQuestions } from './names.ts';

export const questions: readonly Question[] = [
  ...hostQuestions,
  {
    key: 'repository',
    ask: 'Repository on GitHub that the hosts deploy from (owner/name)',
    why: 'Private is right. k77 pushes there by address and leaves your remotes alone; when it does not exist yet, you make it in a minute.',
    where: 'https://github.com/new',
    kind: 'text',
    sandbox: 'kingdom77/kingdom77',
    guide: ['6.5/2'],
    check: isRepository,
  },
  {
    key: 'branch',
    ask: 'Branch that is deployed',
    kind: 'text',
    default: () => 'main',
    sandbox: 'main',
    check: (answer) => isBranch(answer) || 'the name of a branch, such as main',
  },
  {
    key: 'workflow',
    ask: 'Deploy by a GitHub workflow, which verifies afterwards?',
    why: 'It needs a copy of your credentials as a secret of the repository. Without it the hosts deploy every push by themselves, which is enough for most.',
    kind: 'yes-no',
    default: () => 'no',
    sandbox: 'no',
    guide: ['6.5/9'],
  },
  {
    key: 'autoDeploy',
    ask: 'Deploy every push to that branch?',
    kind: 'yes-no',
    when: (answers) => answers.workflow === 'no',
    default: () => 'yes',
    sandbox: 'yes',
    guide: ['6.5/9', '6.5#013'],
    settings: [{ id: '6.5/9:push', says: 'the hosts deploy every push to the branch; not where a workflow deploys' }],
  },
  ...alertQuestions,
  ...featureQuestions,
  ...nameQuestions,
];

/** `owner/name`, as GitHub allows it; an address is taken apart in the hint. */
export function isRepository(answer: string): true | string {
  const found = /^(?:https:\/\/github\.com\/|git@github\.com:)([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(answer)?.[1];
  if (found) return `only owner/name: ${found}`;
  if (!/^[a-z\d](?:[a-z\d]|-(?=[a-z\d])){0,38}\/[\w.-]{1,100}$/i.test(answer)) return 'owner/name, such as ann/kingdom77';
  return answer.endsWith('.git') ? 'without .git at the end' : true;
}

/** https://git-scm.com/docs/git-check-ref-format, the usual part of it. */
function isBranch(answer: string): boolean {
  return /^[\w][\w./-]{0,99}$/.test(answer) && !/\.\.|\/\/|\.lock$|[./]$/.test(answer);
}

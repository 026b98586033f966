/**
 * Guide 6.5/9: a workflow that deploys by the hosts' APIs and then verifies, for whoever wants GitHub to do it. The credentials of k77 have to reach it: one secret
 * of the repository that holds what `.k77` and the env files hold.
 */
import { createHash } from 'node:crypto';
import { task } from '../../core/task.ts';

export const workflowPath = '.github/workflows/deploy.yml';
/** By this line k77 knows its own file. */
const mark = '# Written by k77';
const only = ['code.committed', 'code.pushed', 'bot.deployed', 'worker.deployed', 'api.deployed', 'dashboard.deployed'];

interface Workflow {
  file: string;
}

export const workflow = task({
  id: 'ci.workflow',
  guide: ['6.5/9', '6.5#013'],
  settings: [{ id: '6.5/9:workflow', says: 'on request a GitHub workflow that deploys by API on each push and then runs k77 verify' }],
  title: 'Write the GitHub workflow, where wanted',
  uses: [],
  needs: ['workflow', 'branch'],
  want: ({ workflow: wanted, branch }): Workflow => ({ file: wanted === 'yes' ? hashOf(workflowText(branch)) : 'none' }),
  async read({ files }, want): Promise<Workflow | undefined> {
    // Without the wish, whatever stands there is the operator's business.
    if (want.file === 'none') return want;
    const text = await files.read(workflowPath);
    if (text === undefined) return undefined;
    return text.startsWith(mark) ? { file: hashOf(text) } : want;
  },
  async apply(context, want): Promise<Workflow> {
    if (want.file === 'none') return want;
    await context.files.write(workflowPath, workflowText(context.values.branch));
    context.note(`it needs the secret K77_WORKSPACE: ${secretCommand}`);
    return want;
  },
  undo: { never: 'it is a file of your repository: git rm it, and answer "workflow" with no' },
  gives: { CODE_WORKFLOW: (have: Workflow) => have.file },
});

const secretCommand =
  'tar cz k77.json .env.production.* .k77/credentials .k77/production/values.json | base64 | gh secret set K77_WORKSPACE';

export function workflowText(branch: string): string {
  return `${mark}: each push to ${branch} is deployed by the hosts' APIs, then verified. Edit it as you like and remove this line: k77 leaves it alone then.
# It reads one secret of the repository, made on your machine:
#   ${secretCommand}
name: deploy
on:
  push:
    branches: [${JSON.stringify(branch)}]
permissions:
  contents: read
concurrency:
  group: deploy
  cancel-in-progress: false
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    env:
      CI: 'true'
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-node@v5
        with:
          node-version: 24
      - name: Restore what k77 knows
        run: (umask 077 && printf '%s' "$K77_WORKSPACE" | base64 -d | tar xz)
        env:
          K77_WORKSPACE: \${{ secrets.K77_WORKSPACE }}
      - name: Deploy this commit
        run: npx --yes k77 deploy --yes ${only.map((id) => `--only ${id}`).join(' ')}
      - name: Verify
        run: npx --yes k77 verify
`;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** What is said when git refuses: cause and remedy. Lines as git 2.43 and GitHub write them. */
import { expect, test } from 'vitest';
import { gitError } from './git-errors.ts';

const about = { doing: 'push to ann/shop', repository: 'ann/shop', branch: 'main' };
const said = (stderr: string, code = 128) => gitError({ code, stdout: '', stderr }, about);

test.each([
  ["fatal: could not read Username for 'https://github.com': terminal prompts disabled", 'has no login', 'gh auth login'],
  [
    "remote: Support for password authentication was removed on August 13, 2021.\nfatal: Authentication failed for 'https://github.com/ann/shop.git/'",
    'has no login',
    'gh auth',
  ],
  ['git@github.com: Permission denied (publickey).', 'has no login', 'insteadOf'],
  [
    'remote: Permission to ann/shop.git denied to bo.\nfatal: unable to access: The requested URL returned error: 403',
    'has no login',
    'gh auth',
  ],
  ["remote: Repository not found.\nfatal: repository 'https://github.com/ann/shop.git/' not found", 'no repository ann/shop', 'k77.json'],
  [
    ' ! [rejected]        abc -> main (fetch first)\nerror: failed to push some refs',
    'has commits that this folder lacks',
    'git pull --rebase',
  ],
  ['remote: error: GH006: Protected branch update failed for refs/heads/main.', 'a rule protects it', 'pull request'],
  [
    '! [remote rejected] (refusing to allow an OAuth App to create or update workflow `.github/workflows/deploy.yml` without `workflow` scope)',
    'may not write workflows',
    'scopes workflow',
  ],
  ['fatal: unable to access: Could not resolve host: github.com', 'cannot be reached', 'githubstatus'],
  ['Author identity unknown\n\n*** Please tell me who you are.', 'does not know who you are', 'user.email'],
  ['error: gpg failed to sign the data\nfatal: failed to write commit object', 'could not sign', 'commit once'],
])('%s', (stderr, what, fix) => {
  const error = said(stderr);
  expect(error.what).toContain(what);
  expect(error.fix).toContain(fix);
});

test('a git that is not there, and one that waits for somebody', () => {
  expect(said('', 127).what).toBe('git is not installed');
  expect(said('', 124).what).toContain('did not finish');
});

test('what k77 does not know is told in git’s own last words', () => {
  expect(said('hint: try again\nfatal: something odd').what).toBe('git refused to push to ann/shop: fatal: something odd');
});

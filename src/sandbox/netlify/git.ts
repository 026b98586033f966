/** Repositories: what the app on GitHub may read, and which of them a site follows. */
import type { Books } from './books.ts';
import type { Json, Repo } from './model.ts';
import { unprocessable, wrong } from './refusal.ts';

/** What `repo` of a request says. @throws Refusal where the app may not read it */
export function repoIn(books: Books, body: Json): Repo {
  const { state, tools } = books;
  const { provider, repo_path: path, repo, repo_branch: branch, branch: other, installation_id: installation } = body;
  const wanted = String(path ?? repo ?? '');
  if (provider !== 'github') throw wrong('provider', 'is not supported in this world: github');
  if (!/^[^/\s]+\/[^/\s]+$/.test(wanted)) throw wrong('repo_path', 'is invalid');
  if (typeof installation !== 'number') throw wrong('installation_id', 'or deploy_key_id is required');
  const found = state.opened.find((one) => one.toLowerCase() === wanted.toLowerCase());
  if (installation !== state.installation || found === undefined || !tools.hosting.repositories().includes(found))
    throw unprocessable(`Unable to access repository ${wanted} with installation ${installation}`);
  return {
    path: found,
    branch: String(branch ?? other ?? 'main'),
    installation,
    allowed: Array.isArray(body.allowed_branches) ? body.allowed_branches.map(String) : [String(branch ?? other ?? 'main')],
    stopped: body.stop_builds === true,
    skipPrs: body.skip_prs === true,
    createdAt: books.ms(),
  };
}

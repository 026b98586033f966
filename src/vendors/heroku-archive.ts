/**
 * The address at which Heroku fetches the code of one commit. Of a public repository everybody may fetch it. Of a private one GitHub lends an address that is good for
 * five minutes to whoever may read it: k77 asks for that with a token of its own, which Heroku never sees.
 * https://docs.github.com/en/rest/repos/contents#download-a-repository-archive-tar
 */
import type { Door } from '../core/vendor.ts';
import { HerokuRefusal, lost } from './heroku-http.ts';

export interface Archive {
  repository: string;
  commit: string;
}

/** @param token undefined: the repository is public. @throws HerokuRefusal when GitHub does not lend it */
export async function archiveAddress(door: Door, token: string | undefined, { repository, commit }: Archive): Promise<string> {
  if (token === undefined || token === '') return `https://github.com/${repository}/archive/${commit}.tar.gz`;
  const [owner = '', name = ''] = repository.split('/').map(encodeURIComponent);
  const response = await door(`https://api.github.com/repos/${owner}/${name}/tarball/${encodeURIComponent(commit)}`, {
    method: 'GET',
    headers: { accept: 'application/vnd.github+json', authorization: `Bearer ${token}`, 'x-github-api-version': '2022-11-28' },
  }).catch(lost);
  const address = response.headers.get('location');
  if (response.status === 302 && address !== null) return address;
  throw new HerokuRefusal({
    status: response.status,
    id: response.status === 401 ? 'github_token' : 'github_repository',
    message: `GitHub lends no archive of ${repository} (${response.status})`,
    requestId: response.headers.get('x-github-request-id') ?? undefined,
  });
}

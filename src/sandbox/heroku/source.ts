/** Where the code of a build comes from: GitHub, which gives archives of public repositories to everybody, and lends addresses of others for five minutes. */
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import { isSame } from '../same.ts';
import type { Books } from './books.ts';
import { bad, json } from './refusal.ts';

interface Source {
  repository: string;
  /** Empty: it cannot be fetched. */
  commit: string;
}

const fiveMinutes = 5 * 60_000;

export function sourceAt(books: Books, url: string): Source {
  if (!/^https:\/\//.test(url)) throw bad('https is required for source_blob:url');
  const at = new URL(url);
  const [, owner = '', name = '', , last = ''] = at.pathname.split('/');
  const repository = `${owner}/${name}`;
  const commit = last.replace(/\.tar\.gz$/, '');
  const readable =
    at.hostname === 'codeload.github.com'
      ? isLent(books, at.searchParams.get('token') ?? '', repository, commit)
      : isPublic(books, at, repository);
  return { repository, commit: readable && books.tools.hosting.commit(repository, commit) ? commit : '' };
}

function isPublic({ state }: Books, { hostname }: URL, repository: string): boolean {
  return hostname === 'github.com' && state.github.published.includes(repository);
}

function isLent(books: Books, token: string, repository: string, commit: string): boolean {
  return books.state.github.lent.some(
    (one) => isSame(token, one.$secret) && one.repository === repository && one.commit === commit && one.until >= books.ms(),
  );
}

/** `GET /repos/{owner}/{repo}/tarball/{ref}` of GitHub. https://docs.github.com/en/rest/repos/contents#download-a-repository-archive-tar */
export function answerGithub(books: Books, { path, headers }: Incoming): Outgoing {
  const { github } = books.state;
  const [, , owner = '', name = '', what, commit = ''] = path.split('/').map(decodeURIComponent);
  const repository = `${owner}/${name}`;
  if (!isSame(headers.authorization ?? '', `Bearer ${github.$secret}`)) return json(401, { message: 'Bad credentials' });
  const known = what === 'tarball' && !github.closed.includes(repository) && books.tools.hosting.commit(repository, commit);
  if (!known) return json(404, { message: 'Not Found' });
  const made = { $secret: books.letters(32), repository, commit, until: books.ms() + fiveMinutes };
  github.lent = [...github.lent.filter(({ until }) => until >= books.ms()), made];
  books.changed();
  const location = `https://codeload.github.com/${repository}/legacy.tar.gz/${commit}?token=${made.$secret}`;
  return { status: 302, headers: { location }, body: '' };
}

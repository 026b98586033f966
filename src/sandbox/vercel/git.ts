/** Repositories: what the GitHub app may read, which of them a project follows, and on which branch. */
import type { Call, Route } from './api.ts';
import { type Books, digest } from './books.ts';
import { text } from './fields.ts';
import type { Json, Project } from './model.ts';
import { projectView } from './project-view.ts';
import { bad, unreadable } from './refusal.ts';

/** @throws Refusal where the app may not read it */
export function connectRepository(books: Books, project: Project, type: string, repository: string): void {
  if (type !== 'github') throw bad(`To link a ${type} repository, you need to add a Login Connection to your account first.`);
  const found = books.state.opened.find((one) => one.toLowerCase() === repository.toLowerCase());
  if (found === undefined || !books.tools.hosting.repositories().includes(found)) throw unreadable(repository);
  const [org = '', repo = ''] = found.split('/');
  const branches = books.tools.hosting.branches(found).map(({ branch }) => branch);
  const productionBranch = ['main', 'master'].find((one) => branches.includes(one)) ?? 'main';
  project.link = { org, repo, repoId: repositoryId(found), productionBranch, createdAt: books.ms() };
  project.updatedAt = books.ms();
}

export function repositoryOf({ link }: Project): string | undefined {
  return link && `${link.org}/${link.repo}`;
}

/** GitHub numbers its repositories. */
export function repositoryId(repository: string): number {
  return Number.parseInt(digest(repository).slice(0, 7), 16);
}

function link({ books, account, at, body }: Call): Json {
  const project = books.project(at.project ?? '', account);
  if (project.link) throw bad('This project is already linked to a Git repository.', 'project_already_linked');
  connectRepository(books, project, text(body, 'type'), text(body, 'repo'));
  return projectView(books, project);
}

export const gitRoutes: readonly Route[] = [
  { method: 'POST', path: '/v9/projects/:project/link', run: link },
  {
    method: 'DELETE',
    path: '/v9/projects/:project/link',
    run({ books, account, at }) {
      const project = books.project(at.project ?? '', account);
      project.link = undefined;
      return projectView(books, project);
    },
  },
  {
    method: 'PATCH',
    path: '/v9/projects/:project/branch',
    run({ books, account, at, body }) {
      const project = books.project(at.project ?? '', account);
      if (!project.link) throw bad('The project is not linked to a Git repository.', 'project_not_linked');
      project.link = { ...project.link, productionBranch: text(body, 'branch') };
      return projectView(books, project);
    },
  },
  {
    method: 'GET',
    path: '/v1/integrations/git-namespaces',
    run: ({ books }) =>
      namespacesOf(books).map((slug) => ({
        provider: 'github',
        slug,
        id: repositoryId(slug),
        ownerType: 'user',
        name: slug,
        isAccessRestricted: false,
        installationId: repositoryId(`installation ${slug}`),
        requireReauth: false,
      })),
  },
  {
    method: 'GET',
    path: '/v1/integrations/search-repo',
    run({ books, query }) {
      const wanted = query.get('namespaceId');
      const slug = wanted === null ? namespacesOf(books)[0] : namespacesOf(books).find((one) => String(repositoryId(one)) === wanted);
      const repos = books.state.opened.filter((one) => one.split('/')[0] === slug && one.includes(query.get('query') ?? ''));
      return {
        gitAccount: { provider: 'github', namespaceId: slug === undefined ? null : repositoryId(slug) },
        repos: repos.map((one) => ({
          id: repositoryId(one),
          provider: 'github',
          url: `https://github.com/${one}`,
          name: one.split('/')[1],
          slug: one.split('/')[1],
          namespace: slug,
          owner: { id: repositoryId(slug ?? ''), name: slug },
          ownerType: 'user',
          private: true,
          defaultBranch: 'main',
          updatedAt: books.ms(),
        })),
      };
    },
  },
];

/** Accounts on GitHub in which the app is installed. */
function namespacesOf({ state }: Books): string[] {
  return [...new Set(state.opened.map((one) => one.split('/')[0] ?? ''))];
}

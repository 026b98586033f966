/** Deployments: ordered, listed, looked at, called off. */
import type { Call, Route } from './api.ts';
import type { Books } from './books.ts';
import { begin, cancel } from './deploying.ts';
import { isCandidate, listed, whole } from './deployment-view.ts';
import { maybeText, paged, text } from './fields.ts';
import { connectRepository, repositoryOf } from './git.ts';
import type { Deployment, Json, Project } from './model.ts';
import { newProject } from './projects.ts';
import { bad, notFound, Refusal } from './refusal.ts';

function create(call: Call): Json {
  const { books, body } = call;
  text(body, 'name');
  if (body.files !== undefined) throw bad('Deployments of uploaded files are not part of this world: name a `gitSource`.');
  return whole(books, body.deploymentId === undefined ? fromGit(call) : again(call));
}

function fromGit({ books, account, body }: Call): Deployment {
  const source = body.gitSource as Json | undefined;
  if (!source) throw bad('Invalid request: missing required property `gitSource` or `files`.');
  const project = targetProject(books, account, body);
  const repository = repositoryIn(project, source);
  if (!books.state.opened.includes(repository)) connectRepository(books, { ...project }, 'github', repository);
  const branch = text(source, 'ref');
  const head = books.tools.hosting.head(repository, branch);
  const commit = maybeText(source, 'sha') ?? head;
  if (head === undefined || commit === undefined || !books.tools.hosting.commit(repository, commit))
    throw bad(
      'The provided GitHub repository does not contain the requested branch or commit reference. Please ensure the repository is not empty.',
      'incorrect_git_source_info',
    );
  return order(books, project, body, { branch, commit, repository, source: 'api-trigger-git-deploy' });
}

/** `project`, or the one of that name; made where there is none. */
function targetProject(books: Books, account: string, body: Json): Project {
  const wanted = maybeText(body, 'project') ?? text(body, 'name');
  const found = books.state.projects.find((one) => one.account === account && (one.id === wanted || one.name === wanted));
  if (found) return found;
  if (body.project !== undefined) throw notFound('Project not found.');
  const made = newProject(books, account, wanted);
  books.state.projects.push(made);
  return made;
}

function repositoryIn(project: Project, source: Json): string {
  if (source.type !== 'github') throw bad('Invalid request: `gitSource.type` should be equal to one of the allowed values.');
  const own = repositoryOf(project);
  if (source.repoId === undefined) return `${text(source, 'org')}/${text(source, 'repo')}`;
  if (own === undefined || String(project.link?.repoId) !== String(source.repoId))
    throw bad('The repository could not be found.', 'repo_not_found');
  return own;
}

/** The same source once more, with the settings and variables of now. */
function again({ books, account, body }: Call): Deployment {
  const before = books.deployment(text(body, 'deploymentId'), account);
  const { branch, commit, repository } = before;
  return order(books, books.projectOf(before), body, { branch, commit, repository, source: 'redeploy' });
}

function order(
  books: Books,
  project: Project,
  body: Json,
  about: Pick<Deployment, 'branch' | 'commit' | 'repository' | 'source'>,
): Deployment {
  if (project.paused) throw new Refusal(400, 'project_paused', 'The project is paused.');
  const settings = (body.projectSettings ?? {}) as Partial<Deployment['settings']>;
  return begin(books, project, { ...about, production: body.target === 'production', settings });
}

function list({ books, account, query }: Call): Json {
  const wanted = query.get('projectId');
  const [target, sha, branch, app] = ['target', 'sha', 'branch', 'app'].map((name) => query.get(name) || undefined);
  const states = query.get('state')?.split(',');
  const own = books.state.deployments.filter((one) => {
    const project = books.projectOf(one);
    return (
      project.account === account &&
      (!wanted || project.id === wanted || project.name === wanted) &&
      (!app || project.name === app) &&
      (!target || (target === 'production') === one.production) &&
      (!sha || one.commit === sha) &&
      (!branch || one.branch === branch) &&
      (!states || states.includes(one.state)) &&
      (query.get('rollbackCandidate') !== 'true' || isCandidate(books, one))
    );
  });
  const { page, pagination } = paged(own, query, ({ createdAt }) => createdAt);
  return { deployments: page.map((one) => listed(books, one)), pagination };
}

export const deploymentRoutes: readonly Route[] = [
  { method: 'GET', path: '/v6/deployments', run: list },
  { method: 'POST', path: '/v13/deployments', run: create },
  {
    method: 'GET',
    path: '/v13/deployments/:deployment',
    run: ({ books, account, at }) => whole(books, books.deployment(at.deployment ?? '', account)),
  },
  {
    method: 'PATCH',
    path: '/v12/deployments/:deployment/cancel',
    run({ books, account, at }) {
      const one = books.deployment(at.deployment ?? '', account);
      if (one.state !== 'QUEUED' && one.state !== 'BUILDING') throw bad('The deployment is not building.', 'deployment_not_building');
      cancel(books, one, 'The Deployment was canceled.');
      return whole(books, one);
    },
  },
];

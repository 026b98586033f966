/** A deployment as the API words it. */
import { deploymentHosts } from './addresses.ts';
import type { Books } from './books.ts';
import type { Deployment, Json } from './model.ts';
import { metaOf } from './project-view.ts';

/** As the list shows it. */
export function listed(books: Books, one: Deployment): Json {
  const { state } = books;
  return {
    uid: one.id,
    name: books.projectOf(one).name,
    projectId: one.project,
    url: one.url,
    created: one.createdAt,
    source: one.source,
    state: one.state,
    readyState: one.state,
    ...readiness(one),
    type: 'LAMBDAS',
    creator: { uid: state.user.id, email: state.user.email, username: state.user.username, githubLogin: 'owner-77' },
    inspectorUrl: inspector(books, one),
    meta: metaOf(one),
    target: one.production ? 'production' : null,
    aliasError: null,
    aliasAssigned: one.readyAt === 0 || one.staged ? null : one.readyAt,
    isRollbackCandidate: isCandidate(books, one),
    createdAt: one.createdAt,
    ...(one.buildingAt === 0 ? {} : { buildingAt: one.buildingAt }),
    ...(one.readyAt === 0 ? {} : { ready: one.readyAt }),
    ...(one.error ? { errorCode: one.error.code, errorMessage: one.error.message } : {}),
    projectSettings: projectSettings(one),
  };
}

function readiness(one: Deployment): Json {
  return one.state === 'READY' ? { readySubstate: one.staged ? 'STAGED' : 'PROMOTED' } : {};
}

/** Hobby goes back by one only: https://vercel.com/docs/instant-rollback#eligible-deployments */
export function isCandidate(books: Books, one: Deployment): boolean {
  const project = books.projectOf(one);
  if (!one.production || one.state !== 'READY' || one.staged || project.current === one.id) return false;
  const before = books
    .deploymentsOf(project)
    .filter((other) => other.production && other.state === 'READY' && other.id !== project.current);
  return books.planOf(project.account) !== 'hobby' || before[0]?.id === one.id;
}

function inspector(books: Books, one: Deployment): string {
  const project = books.projectOf(one);
  return `https://vercel.com/${books.slugOf(project.account)}/${project.name}/${one.id.slice(4)}`;
}

function projectSettings({ settings }: Deployment): Json {
  const { framework, buildCommand, installCommand, outputDirectory, commandForIgnoringBuildStep } = settings;
  return { framework, buildCommand, devCommand: null, installCommand, outputDirectory, commandForIgnoringBuildStep };
}

/** As it is shown by itself. */
export function whole(books: Books, one: Deployment): Json {
  const project = books.projectOf(one);
  const team = books.team(project.account);
  const [org = '', repo = ''] = one.repository.split('/');
  const { user } = books.state;
  return {
    id: one.id,
    name: project.name,
    url: one.url,
    alias: deploymentHosts(books, one),
    aliasAssigned: one.state === 'READY' && !one.staged,
    aliasError: null,
    autoAssignCustomDomains: project.autoAssign,
    automaticAliases: [],
    bootedAt: one.buildingAt,
    build: { env: Object.keys(one.$variables) },
    buildSkipped: false,
    buildingAt: one.buildingAt,
    createdAt: one.createdAt,
    createdIn: 'iad1',
    creator: { uid: user.id, username: user.username },
    env: Object.keys(one.$variables),
    ...(one.error ? { errorCode: one.error.code, errorMessage: one.error.message, errorStep: 'buildStep' } : {}),
    ...(one.reason === undefined ? {} : { readyStateReason: one.reason }),
    gitSource: { type: 'github', repoId: project.link?.repoId ?? 0, org, repo, ref: one.branch, sha: one.commit },
    inspectorUrl: inspector(books, one),
    isInConcurrentBuildsQueue: one.state === 'QUEUED',
    isInSystemBuildsQueue: false,
    meta: metaOf(one),
    nodeVersion: one.settings.nodeVersion,
    ownerId: project.account,
    plan: books.planOf(project.account),
    project: { id: project.id, name: project.name, framework: project.framework },
    projectId: project.id,
    projectSettings: projectSettings(one),
    public: false,
    ...(one.readyAt === 0 ? {} : { ready: one.readyAt }),
    readyState: one.state,
    ...readiness(one),
    regions: project.regions,
    routes: [],
    source: one.source,
    status: one.state,
    ...(one.production ? { target: 'production' } : { target: null }),
    ...(team ? { team: { id: team.id, name: team.name, slug: team.slug } } : {}),
    type: 'LAMBDAS',
    version: 2,
  };
}

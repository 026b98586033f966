/** A project as the API words it. */
import { deploymentHosts } from './addresses.ts';
import type { Books } from './books.ts';
import { measuresShown } from './measures.ts';
import type { Deployment, Json, Project } from './model.ts';

export function projectView(books: Books, one: Project): Json {
  const { user } = books.state;
  const newest = books.deploymentsOf(one).slice(0, 1);
  const current = books.deploymentsOf(one).find(({ id }) => id === one.current);
  return {
    accountId: one.account,
    autoAssignCustomDomains: one.autoAssign,
    autoExposeSystemEnvs: one.autoExposeSystemEnvs,
    buildCommand: one.buildCommand,
    commandForIgnoringBuildStep: one.commandForIgnoringBuildStep,
    createdAt: one.createdAt,
    defaultResourceConfig: resources(one),
    devCommand: one.devCommand,
    directoryListing: false,
    framework: one.framework,
    gitForkProtection: true,
    gitLFS: false,
    gitProviderOptions: { createDeployments: one.createDeployments },
    id: one.id,
    installCommand: one.installCommand,
    lastAliasRequest: moveView(one),
    lastRollbackTarget: null,
    latestDeployments: newest.map((deployment) => short(books, one, deployment)),
    ...(one.link ? { link: linkView(one) } : {}),
    live: false,
    name: one.name,
    nodeVersion: one.nodeVersion,
    outputDirectory: one.outputDirectory,
    paused: one.paused,
    protectionBypass: Object.fromEntries(
      one.bypass.map(({ $secret, createdAt }) => [$secret, { createdAt, createdBy: user.id, scope: 'automation-bypass' }]),
    ),
    publicSource: null,
    resourceConfig: resources(one),
    rootDirectory: one.rootDirectory,
    sourceFilesOutsideRootDirectory: one.sourceFilesOutsideRootDirectory,
    ...measuresShown(one),
    ssoProtection: one.protection === null ? null : { deploymentType: one.protection },
    targets: current ? { production: short(books, one, current) } : {},
    updatedAt: one.updatedAt,
  };
}

function resources({ regions }: Project): Json {
  return { fluid: true, functionDefaultRegions: regions };
}

function linkView({ link }: Project): Json {
  return { ...link, type: 'github', gitCredentialId: 'cred_k77', deployHooks: [], sourceless: true };
}

/** The last change of what has the production domains. */
function moveView({ moving, lastMove }: Project): Json | null {
  const move = moving ?? lastMove;
  if (!move) return null;
  const { from, to, type, at } = move;
  return { fromDeploymentId: from, toDeploymentId: to, jobStatus: moving ? 'in-progress' : 'succeeded', requestedAt: at, type };
}

function short(books: Books, project: Project, one: Deployment): Json {
  const { id: uid, username, email } = books.state.user;
  return {
    id: one.id,
    alias: deploymentHosts(books, one),
    aliasAssigned: one.readyAt || null,
    aliasError: null,
    createdAt: one.createdAt,
    createdIn: 'iad1',
    creator: { uid, username, email },
    deploymentHostname: one.url.replace(/\.vercel\.app$/, ''),
    meta: metaOf(one),
    name: project.name,
    plan: books.planOf(project.account),
    private: false,
    readyState: one.state,
    ...(one.state === 'READY' ? { readyAt: one.readyAt, readySubstate: one.staged ? 'STAGED' : 'PROMOTED' } : {}),
    target: one.production ? 'production' : null,
    teamId: project.account === books.state.user.id ? null : project.account,
    type: 'LAMBDAS',
    url: one.url,
    userId: uid,
  };
}

export function metaOf({ repository, branch, commit, message, author }: Deployment): Record<string, string> {
  const [org = '', repo = ''] = repository.split('/');
  return {
    githubCommitAuthorName: author,
    githubCommitMessage: message,
    githubCommitOrg: org,
    githubCommitRef: branch,
    githubCommitRepo: repo,
    githubCommitSha: commit,
    githubDeployment: '1',
    githubOrg: org,
    githubRepo: repo,
  };
}

/** Projects: made, found by name or id, changed. */
import type { Call, Route } from './api.ts';
import { type Books, digest } from './books.ts';
import { maybeText, only, paged, text } from './fields.ts';
import { connectRepository } from './git.ts';
import type { Json, Project, Protection } from './model.ts';
import { projectView } from './project-view.ts';
import { bad, Refusal } from './refusal.ts';
import { addVariables } from './variables.ts';

const settings = [
  'buildCommand',
  'commandForIgnoringBuildStep',
  'devCommand',
  'framework',
  'installCommand',
  'outputDirectory',
  'rootDirectory',
] as const;
/** Understood, and of no meaning here. */
const passedOver = [
  'enablePreviewFeedback',
  'enableProductionFeedback',
  'publicSource',
  'skipGitConnectDuringLink',
  'oidcTokenConfig',
  'enableAffectedProjectsDeployments',
  'serverlessFunctionZeroConfigFailover',
  'previewDeploymentsDisabled',
];
const onCreation = [
  ...settings,
  ...passedOver,
  'name',
  'environmentVariables',
  'gitRepository',
  'ssoProtection',
  'resourceConfig',
  'serverlessFunctionRegion',
];
const onUpdate = [
  ...settings,
  ...passedOver,
  'name',
  'nodeVersion',
  'ssoProtection',
  'resourceConfig',
  'serverlessFunctionRegion',
  'autoAssignCustomDomains',
  'autoAssignCustomDomainsUpdatedBy',
  'autoExposeSystemEnvs',
  'sourceFilesOutsideRootDirectory',
  'gitForkProtection',
  'gitLFS',
  'directoryListing',
  'customerSupportCodeVisibility',
];
const frameworks = ['nextjs', 'vite', 'astro', 'remix', 'nuxtjs', 'sveltekit', 'gatsby', 'express', 'hono'];
/** The document ends with 22; 24 came later: https://vercel.com/docs/functions/runtimes/node-js/node-js-versions */
const nodeVersions = ['24.x', '22.x', '20.x', '18.x'];
const protections: readonly Protection[] = ['all', 'preview', 'prod_deployment_urls_and_all_previews', 'all_except_custom_domains'];

function create({ books, account, body }: Call): Json {
  only(body, onCreation);
  const name = projectName(books, account, text(body, 'name'));
  const made = newProject(books, account, name);
  change(books, made, body);
  const { gitRepository: repository } = body as { gitRepository?: Json };
  if (repository) connectRepository(books, made, text(repository, 'type'), text(repository, 'repo'));
  books.state.projects.push(made);
  const variables = (body.environmentVariables ?? []) as readonly Json[];
  addVariables(
    books,
    made,
    variables.map((one) => ({ type: 'encrypted', ...one })),
    false,
  );
  return projectView(books, made);
}

/** https://vercel.com/docs/projects/overview: up to 100 lower-case letters, digits, `.`, `_`, `-`, and never `---`. */
function projectName({ state }: Books, account: string, name: string): string {
  if (!/^[a-z0-9._-]{1,100}$/.test(name) || name.includes('---'))
    throw bad(
      "Project names can be up to 100 characters long and must be lowercase. They can include letters, digits, and the following characters: '.', '_', '-'. However, they cannot contain the sequence '---'.",
      'invalid_name',
    );
  if (state.projects.some((one) => one.account === account && one.name === name))
    throw new Refusal(409, 'conflict', `Project "${name}" already exists, please use a new name.`);
  return name;
}

export function newProject(books: Books, account: string, name: string): Project {
  const id = books.id('prj');
  const now = books.ms();
  return {
    id,
    name,
    account,
    createdAt: now,
    updatedAt: now,
    framework: null,
    rootDirectory: null,
    buildCommand: null,
    installCommand: null,
    outputDirectory: null,
    devCommand: null,
    commandForIgnoringBuildStep: null,
    nodeVersion: '24.x',
    regions: ['iad1'],
    sourceFilesOutsideRootDirectory: true,
    autoExposeSystemEnvs: true,
    link: undefined,
    createDeployments: 'enabled',
    protection: 'all_except_custom_domains',
    bypass: [],
    autoAssign: true,
    paused: false,
    current: undefined,
    moving: undefined,
    lastMove: undefined,
    target: digest(id).slice(0, 16),
  };
}

/** All of it or nothing: what is refused leaves the project as it was. */
function change(books: Books, project: Project, body: Json): void {
  const one = { ...project };
  for (const field of settings) {
    const value = maybeText(body, field);
    if (value !== undefined) one[field] = value === '' ? null : value;
  }
  if (one.framework !== null && !frameworks.includes(one.framework))
    throw bad('Invalid request: `framework` should be equal to one of the allowed values.');
  if (one.rootDirectory?.startsWith('/') || one.rootDirectory?.includes('..'))
    throw bad('The `rootDirectory` must be a relative path inside the repository.', 'invalid_root_directory');
  if (body.nodeVersion !== undefined) {
    if (!nodeVersions.includes(String(body.nodeVersion)))
      throw bad('Invalid request: `nodeVersion` should be equal to one of the allowed values.');
    one.nodeVersion = String(body.nodeVersion);
  }
  protect(books, one, body);
  regions(books, one, body);
  if (typeof body.autoAssignCustomDomains === 'boolean') one.autoAssign = body.autoAssignCustomDomains;
  if (typeof body.autoExposeSystemEnvs === 'boolean') one.autoExposeSystemEnvs = body.autoExposeSystemEnvs;
  if (typeof body.sourceFilesOutsideRootDirectory === 'boolean') one.sourceFilesOutsideRootDirectory = body.sourceFilesOutsideRootDirectory;
  one.updatedAt = books.ms();
  Object.assign(project, one);
}

/** Everything behind a login is part of the larger plans: https://vercel.com/docs/deployment-protection */
function protect(books: Books, one: Project, { ssoProtection: wanted }: Json): void {
  if (wanted === undefined) return;
  const type = wanted === null ? null : text(wanted as Json, 'deploymentType');
  if (type !== null && !protections.includes(type as Protection))
    throw bad('Invalid request: `ssoProtection.deploymentType` should be equal to one of the allowed values.');
  if (type === 'all' && books.planOf(one.account) === 'hobby')
    throw new Refusal(428, 'protection_not_available', 'Advanced Deployment Protection is not available for the user plan');
  one.protection = type as Protection | null;
}

function regions(books: Books, one: Project, body: Json): void {
  const { functionDefaultRegions: several } = (body.resourceConfig ?? {}) as { functionDefaultRegions?: string[] };
  const wanted = several ?? (typeof body.serverlessFunctionRegion === 'string' ? [body.serverlessFunctionRegion] : undefined);
  if (wanted === undefined) return;
  const strange = wanted.find((region) => !/^[a-z]{3}\d$/.test(region));
  if (strange !== undefined || wanted.length === 0) throw bad(`The region "${strange}" is not supported.`, 'invalid_region');
  if (wanted.length > 1 && books.planOf(one.account) === 'hobby')
    throw new Refusal(
      402,
      'payment_required',
      'Deploying Serverless Functions to multiple regions is restricted to the Pro and Enterprise plans.',
    );
  one.regions = [...wanted];
}

export const projectRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v10/projects',
    run({ books, account, query }) {
      const search = query.get('search') ?? '';
      const own = books.state.projects.filter((one) => one.account === account && one.name.includes(search));
      const { page, pagination } = paged(own, query, ({ updatedAt }) => updatedAt);
      return { projects: page.map((one) => projectView(books, one)), pagination };
    },
  },
  { method: 'POST', path: '/v11/projects', run: create },
  {
    method: 'GET',
    path: '/v9/projects/:project',
    run: ({ books, account, at }) => projectView(books, books.project(at.project ?? '', account)),
  },
  {
    method: 'PATCH',
    path: '/v9/projects/:project',
    run({ books, account, at, body }) {
      only(body, onUpdate);
      const one = books.project(at.project ?? '', account);
      if (typeof body.name === 'string' && body.name !== one.name) one.name = projectName(books, account, body.name);
      change(books, one, body);
      return projectView(books, one);
    },
  },
];

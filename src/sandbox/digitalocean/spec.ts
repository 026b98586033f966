/** What an app's spec may say, and how its secrets are kept. https://docs.digitalocean.com/products/app-platform/reference/app-spec */
import type { DoComponent, DoSpec, DoVariable } from '../../vendors/digitalocean-types.ts';
import type { Books } from './books.ts';
import { letters } from './books.ts';
import type { App } from './model.ts';
import { bad, unreadable } from './refusal.ts';
import { regions, sizeNamed, usualSize } from './sizes.ts';

const name = /^[a-z][a-z0-9-]{0,30}[a-z0-9]$/;
const variable = /^[_A-Za-z][_A-Za-z0-9]*$/;
const domain = /^((xn--)?[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*\.)+[a-zA-Z]{2,}\.?$/;

export function componentsOf(spec: DoSpec): DoComponent[] {
  return [...(spec.services ?? []), ...(spec.workers ?? []), ...(spec.jobs ?? [])];
}

/** The service with visitors, else the worker: what this sandbox runs of an app. */
export function mainOf(spec: DoSpec): { main: DoComponent; web: boolean } | undefined {
  const [service, worker] = [spec.services?.[0], spec.workers?.[0]];
  if (service) return { main: service, web: true };
  return worker && { main: worker, web: false };
}

/** @throws Refusal */
export function checked(books: Books, given: unknown, app: App | undefined): DoSpec {
  if (typeof given !== 'object' || given === null) throw bad('spec is required');
  const spec = structuredClone(given) as DoSpec;
  if (!name.test(spec.name ?? '')) throw bad(`invalid app name ${JSON.stringify(spec.name ?? '')}: it must match ${name.source}`);
  if (spec.region !== undefined && !regions[spec.region.replace(/\d+$/, '')]) throw bad(`unknown region ${spec.region}`);
  const components = componentsOf(spec);
  if (components.length === 0) throw bad('an app must have at least one component');
  for (const one of components) checkComponent(books, one);
  const names = components.map((one) => one.name);
  const twice = names.find((one, index) => names.indexOf(one) !== index);
  if (twice !== undefined) throw bad(`component name ${twice} is not unique`);
  checkDomains(books, spec, app);
  for (const { component } of spec.ingress?.rules ?? [])
    if (component && !(spec.services ?? []).some((one) => one.name === component.name))
      throw bad(`ingress rule leads to unknown component ${component.name}`);
  return spec;
}

function checkComponent(books: Books, one: DoComponent): void {
  const { instance_size_slug: slug = usualSize, instance_count: count = 1 } = one;
  if (!name.test(one.name ?? '')) throw bad(`invalid component name ${JSON.stringify(one.name ?? '')}`);
  const size = sizeNamed(slug);
  if (!size) throw bad(`invalid instance_size_slug ${slug}`);
  if (!Number.isInteger(count) || count < 1) throw bad('instance_count must be at least 1');
  if (count > 1 && size.single) throw bad(`instance_size_slug ${slug} does not support an instance_count greater than 1`);
  if (one.autoscaling && one.instance_count !== undefined) throw bad('instance_count must not be set if autoscaling is used');
  checkSource(books, one);
  checkVariables(one.envs ?? []);
}

function checkSource({ state, tools }: Books, { name: component, github, git }: DoComponent): void {
  if (git && !github && /^https:\/\/[\w.-]+\/.+/.test(git.repo_clone_url ?? '') && git.branch) return;
  if (!github?.repo || !github.branch)
    throw bad(`component ${component} needs a source: github with repo and branch, or git with repo_clone_url and branch`);
  const open = state.opened.some((one) => one.toLowerCase() === github.repo?.toLowerCase());
  if (!open) throw unreadable(github.repo);
  if (tools.hosting.head(github.repo, github.branch) === undefined) throw bad(`branch ${github.branch} not found in ${github.repo}`);
}

function checkVariables(envs: readonly DoVariable[]): void {
  for (const { key } of envs) if (!variable.test(key ?? '')) throw bad(`invalid environment variable name ${JSON.stringify(key ?? '')}`);
  const keys = envs.map(({ key }) => key);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined) throw bad(`environment variable ${twice} is not unique`);
}

function checkDomains({ state }: Books, { domains = [] }: DoSpec, app: App | undefined): void {
  for (const { domain: one } of domains) {
    if (!domain.test(one ?? '')) throw bad(`invalid domain ${JSON.stringify(one ?? '')}`);
    if (state.domains.some((other) => other.name === plain(one) && other.app !== app?.id))
      throw bad(`domain ${one} is already in use by another app`);
  }
  if (domains.filter(({ type }) => type === 'PRIMARY').length > 1) throw bad('only one domain can be PRIMARY');
}

export function plain(domainName: string): string {
  return domainName.toLowerCase().replace(/\.$/, '');
}

/** What is given as a secret is encrypted; what was encrypted for this app stays; what is left out becomes empty. @returns the spec as it is shown */
export function sealed(books: Books, spec: DoSpec, $secrets: Record<string, string>): DoSpec {
  const seal = (one: DoVariable): DoVariable => {
    if (one.type !== 'SECRET') return { scope: 'RUN_AND_BUILD_TIME', ...one };
    const { value = '' } = one;
    if (/^EV\[/.test(value)) {
      if ($secrets[value] === undefined) throw bad(`environment variable ${one.key} is encrypted for another app`);
      return { scope: 'RUN_AND_BUILD_TIME', ...one };
    }
    const shown = `EV[1:${letters(books.tools.random, 32)}:${letters(books.tools.random, 44)}]`;
    $secrets[shown] = value;
    return { scope: 'RUN_AND_BUILD_TIME', ...one, value: shown };
  };
  const within = (all: readonly DoComponent[] | undefined) =>
    all?.map((one) => ({ ...one, ...(one.envs ? { envs: one.envs.map(seal) } : {}) }));
  const [services, workers, jobs] = [within(spec.services), within(spec.workers), within(spec.jobs)];
  return { ...spec, ...(services ? { services } : {}), ...(workers ? { workers } : {}), ...(jobs ? { jobs } : {}) };
}

/** Only what some deployment or the app itself still has. */
export function forgetSecrets({ state }: Books, app: App): void {
  const used = JSON.stringify([
    app.spec,
    app.pinned?.before,
    ...state.deployments.filter((one) => one.app === app.id).map(({ spec }) => spec),
  ]);
  for (const shown of Object.keys(app.$secrets)) if (!used.includes(shown)) delete app.$secrets[shown];
}

/**
 * In the clear, as a process gets them, with the commit where it is asked for.
 * https://docs.digitalocean.com/products/app-platform/how-to/use-environment-variables
 */
export function opened({ $secrets }: App, { envs = [] }: DoComponent, commit: string): Record<string, string> {
  const filled = (value: string): string => value.replaceAll(/\$\{_self\.COMMIT_HASH\}/g, commit);
  return Object.fromEntries(envs.map(({ key, value = '', type }) => [key, type === 'SECRET' ? ($secrets[value] ?? '') : filled(value)]));
}

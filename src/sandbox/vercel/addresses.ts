/** Which addresses lead to which deployment. https://vercel.com/docs/deployments/generated-urls */
import type { Books } from './books.ts';
import type { Deployment, Domain, Project } from './model.ts';

/** Hosts of a deployment besides its own address: of its branch, and those of production when it has them. */
export function deploymentHosts(books: Books, one: Deployment): string[] {
  const project = books.projectOf(one);
  const own = isNewestOfBranch(books, one) ? [branchHost(books, project, one.branch)] : [];
  if (project.current !== one.id) return own;
  return [...customDomains(books, project).map(({ name }) => name), ...productionHosts(books, project), ...own];
}

/** The short one is the project's name where nobody else has it; the world is small enough for that. */
export function productionHosts(books: Books, project: Project): string[] {
  return [`${project.name}.vercel.app`, `${project.name}-${books.slugOf(project.account)}.vercel.app`];
}

export function branchHost(books: Books, project: Project, branch: string): string {
  return `${label(`${project.name}-git-${branch}-${books.slugOf(project.account)}`)}.vercel.app`;
}

/** Verified ones, without those that only redirect. */
export function customDomains({ state }: Books, { id }: Project): Domain[] {
  return state.domains.filter((one) => one.project === id && one.verified);
}

/** What the branch's address leads to: the newest that was built. */
export function isNewestOfBranch(books: Books, one: Deployment): boolean {
  const built = books.deploymentsOf({ id: one.project }).filter(({ branch, state }) => branch === one.branch && state === 'READY');
  return built[0]?.id === one.id;
}

/** A label of a name holds 63 characters. */
export function label(wanted: string): string {
  return wanted
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .slice(0, 63)
    .replaceAll(/^-+|-+$/g, '');
}

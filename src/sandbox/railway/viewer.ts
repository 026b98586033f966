/** Who asks, and what their token opens. https://docs.railway.com/integrations/api#choosing-a-token-type */
import type { Incoming } from '../../ports/listen.ts';
import type { Books } from './books.ts';
import type { Deployment, Instance, Project, Service, Token, Workspace } from './model.ts';
import { absent, denied } from './refusal.ts';

export class Viewer {
  readonly books: Books;
  readonly #token: Token | undefined;

  constructor(books: Books, { headers }: Incoming) {
    const bearer = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
    const ofProject = headers['project-access-token'];
    this.books = books;
    // A project token has a header of its own; as a bearer it opens nothing.
    this.#token = books.state.tokens.find((one) => (one.of === 'project' ? one.$secret === ofProject : one.$secret === bearer));
  }

  /** @throws Refusal where the token stands for nobody */
  person(): void {
    if (this.#token?.of !== 'account') throw denied();
  }

  workspaces(): Workspace[] {
    if (!this.#token || this.#token.of === 'project') throw denied();
    const { of, workspace } = this.#token;
    return this.books.state.workspaces.filter(({ id }) => of === 'account' || id === workspace);
  }

  workspace(id: string): Workspace {
    const found = this.workspaces().find((one) => one.id === id);
    if (!found) throw denied();
    return found;
  }

  projectToken(): Token {
    if (this.#token?.of !== 'project') throw denied();
    return this.#token;
  }

  project(id: string): Project {
    const project = this.books.state.projects.find((one) => one.id === id);
    if (!this.#token) throw denied();
    if (!project) throw absent('Project');
    const opens = this.#token.of === 'project' ? this.#token.project === id : this.workspaces().some((one) => one.id === project.workspace);
    if (!opens) throw denied();
    return project;
  }

  /** With the project that it is in. */
  environment(id: string): { project: Project; environment: Project['environments'][number] } {
    if (!this.#token) throw denied();
    for (const project of this.books.state.projects) {
      const environment = project.environments.find((one) => one.id === id);
      if (!environment) continue;
      if (this.#token.of === 'project' && this.#token.environment !== id) throw denied();
      return { project: this.project(project.id), environment };
    }
    throw absent('Environment');
  }

  service(id: string): Service {
    const service = this.books.service(id);
    this.project(service.project);
    return service;
  }

  instance(serviceId: string, environmentId: string): Instance {
    this.environment(environmentId);
    this.service(serviceId);
    return this.books.instance(serviceId, environmentId);
  }

  deployment(id: string): Deployment {
    if (!this.#token) throw denied();
    const found = this.books.deployment(id);
    this.environment(found.environment);
    return found;
  }

  /** The service's instance where a call names no environment: the project's first one. */
  anyInstance(serviceId: string): Instance {
    const { project } = this.service(serviceId);
    const [first] = this.project(project).environments;
    return this.instance(serviceId, first?.id ?? '');
  }
}

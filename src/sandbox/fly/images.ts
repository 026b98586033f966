/** Images: those that GitHub brought, with the labels that say of which commit, and public ones. */
import { createHash } from 'node:crypto';
import type { Books } from './books.ts';
import type { Image, Json, Machine } from './model.ts';
import { bad } from './refusal.ts';

const own = 'registry.fly.io/';

/** Undefined: a public one, of which nothing is known. @throws Refusal where Fly cannot fetch it */
export function imageAt(books: Books, name: string): Image | undefined {
  if (!name.startsWith(own)) return undefined;
  const [, app = '', tag = ''] = /^registry\.fly\.io\/([^:@]+):([^@]+)/.exec(name) ?? [];
  const found = books.state.images.find((one) => one.app === app && one.tag === tag);
  if (!found) throw bad(`failed to get manifest ${name}: request returned non-2xx status: 404`);
  return found;
}

/** As the registry keeps it from now on; a tag leads to the newest. */
export function bring(books: Books, about: Pick<Image, 'app' | 'tag' | 'repository' | 'commit'>): Image {
  const { state } = books;
  const digest = `sha256:${createHash('sha256')
    .update(JSON.stringify([about.repository, about.commit]))
    .digest('hex')}`;
  const made: Image = { ...about, digest, createdAt: books.now() };
  state.images = [...state.images.filter(({ app, tag }) => app !== about.app || tag !== about.tag), made];
  books.changed();
  return made;
}

export function labelsOf({ repository, commit }: Image): Record<string, string> {
  return { 'org.opencontainers.image.revision': commit, 'org.opencontainers.image.source': `https://github.com/${repository}` };
}

/** What the machine has now; undefined: a public one. */
export function imageOf({ state }: Books, { config }: Pick<Machine, 'config'>): Image | undefined {
  const name = String(config.image ?? '');
  return state.images.find(({ app, tag }) => name === `${own}${app}:${tag}`);
}

export function refView(books: Books, machine: Machine): Json {
  const found = imageOf(books, machine);
  if (found) {
    const { app, tag, digest } = found;
    return { registry: 'registry.fly.io', repository: app, tag, digest, labels: labelsOf(found) };
  }
  const [path = '', tag = 'latest'] = String(machine.config.image ?? '').split(':');
  const [registry = '', ...rest] = path.split('/');
  return { registry, repository: rest.join('/'), tag, digest: `sha256:${'0'.repeat(64)}`, labels: {} };
}

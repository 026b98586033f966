/**
 * Guide 6.2/1: a project of its own for this environment, so that its access list, users and alerts are nobody else's.
 */
import { OperatorError } from '../../core/errors.ts';
import { task } from '../../core/task.ts';
import { atlas } from '../../vendors/atlas.ts';
import { namesFor, namesThere } from './tiers.ts';

interface Project {
  id?: string;
  name: string;
}

export const project = task({
  id: 'atlas.project',
  guide: ['6.2/1', 'pre#002'],
  title: 'Make a project in MongoDB Atlas',
  uses: [atlas],
  needs: ['project', 'ENVIRONMENT'],
  tolerates: namesThere,
  want: (values): Project => ({ name: namesFor(values).project }),

  async read(context, want): Promise<Project | undefined> {
    const found = await context.client(atlas).project(want.name);
    return found && { id: found.id, name: found.name };
  },

  async apply(context, want, have): Promise<Project> {
    if (have) return have;
    const client = context.client(atlas);
    const organizations = await client.organizations();
    const [organization] = organizations;
    if (!organization || organizations.length > 1) throw several(organizations.map(({ name }) => name));
    const made = await client.createProject(want.name, organization.id);
    return { id: made.id, name: made.name };
  },
  undo: { never: 'the project holds the database; delete it in Atlas → Project Settings if you must' },
  gives: { ATLAS_PROJECT: (have: Project) => have.id },
});

function several(names: readonly string[]): OperatorError {
  return new OperatorError({
    what: `these Atlas credentials see ${names.length} organizations: ${names.join(', ')}`,
    fix: 'use a service account of the one organization that shall pay for the database',
    see: atlas.token.page,
  });
}

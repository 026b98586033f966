/**
 * What the project of the services is called at a host, derived from the name of the bot. By it k77 finds it again. In it services are called as they are here: `bot`,
 * `worker`, `api`, `dashboard`; hosts that keep the services of all projects side by side put the two names together.
 */
import type { Values } from '../../core/keys.ts';

type Named = Pick<Values, 'project' | 'ENVIRONMENT'>;

/** "Kingdom-77" → `kingdom77`, as in the guide. Only staging is called so: a rehearsal has the names of production. */
export function placeWanted({ project, ENVIRONMENT }: Named): { project: string; environment: string } {
  const slug = (project.toLowerCase().replace(/[^a-z0-9]/g, '') || 'bot').slice(0, 24);
  return { project: slug, environment: ENVIRONMENT === 'staging' ? 'staging' : 'production' };
}

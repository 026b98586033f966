/**
 * The first lines of a command: what it is about, where, and whom it talks to.
 */
import { processFacts } from '../ports/environment.ts';
import type { Session } from './compose.ts';
import type { Io } from './io.ts';
import { placeLines, titleLines } from './render.ts';

const titles = { production: 'production', staging: 'staging', sandbox: 'rehearsal' } as const;

/** @param doing what is done, `deployment`, `plan` … */
export function showPlace(io: Io, session: Pick<Session, 'environment' | 'workspace' | 'rehearsal'>, doing: string): void {
  const { environment, workspace, rehearsal } = session;
  const vendors = rehearsal?.vendors.filter((id) => id !== 'internet').length;
  const emulated = rehearsal ? `sandbox ${rehearsal.started ? 'started' : 'running'} (${vendors} vendors)` : environment;
  const about =
    environment === 'sandbox' ? ['rehearsal of the production deployment', 'talks to nobody'] : [`${doing} of ${titles[environment]}`];
  for (const line of titleLines(io, [
    'k77',
    ...(environment === 'sandbox' && doing !== 'deployment' ? [`${doing} in the rehearsal`, 'talks to nobody'] : about),
  ]))
    io.line(line);
  const project = workspace.values().project;
  for (const line of placeLines(io, `${project ? `${project} in ` : ''}${tilde(workspace.root)}`, emulated)) io.line(line);
}

export function tilde(path: string): string {
  const { home } = processFacts();
  return path === home || path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}

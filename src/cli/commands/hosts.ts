/**
 * `k77 hosts [host]`: the guide's comparison of hosts with today's facts, what the operator chose, and where the guide no longer holds.
 */
import { type Exit, exits, OperatorError } from '../../core/errors.ts';
import type { Host } from '../../core/host.ts';
import { hosts } from '../../hosts/hosts.ts';
import { openSession } from '../compose.ts';
import { commandsHere, type GlobalOptions, type Io } from '../io.ts';
import { showPlace } from '../place.ts';
import { type Chosen, chosenFor, hostLines, hostTable } from '../render-hosts.ts';

export async function run(options: GlobalOptions & { host?: string }, io: Io): Promise<Exit> {
  const asked = hosts.filter(({ id }) => options.host === undefined || id === options.host);
  if (asked.length === 0)
    throw new OperatorError({
      what: `k77 knows no host ${JSON.stringify(options.host)}`,
      fix: `Use one of: ${hosts.map(({ id }) => id).join(', ')}`,
      exit: exits.inputNeeded,
    });
  const session = await openSession(options, io, { lease: 'none', sandbox: 'leave' });
  try {
    const { environment, workspace } = session;
    const { botHost, workerHost, apiHost, dashboardHost } = workspace.values();
    const chosen = { bot: botHost, worker: workerHost, api: apiHost, dashboard: dashboardHost } as Chosen;
    showPlace(io, session, 'hosts');
    io.document({ environment, root: workspace.root, chosen, hosts: asked.map((host) => document(host, chosen)) });
    const lines = options.host === undefined ? hostTable(io, hosts, chosen) : asked.flatMap((host) => hostLines(io, host, chosen));
    for (const line of [...lines, '']) io.line(line);
    if (options.host === undefined) for (const line of [...more(io), '']) io.line(line);
    return exits.proven;
  } finally {
    await session.close();
  }
}

function document({ id, title, runs, regions, facts }: Host, chosen: Chosen) {
  return { id, title, runs, regions, chosenFor: chosenFor(id, chosen), ...facts };
}

function more(io: Io): string[] {
  return [`  ${io.marks.next} what speaks for and against one, and its source: ${commandsHere(io, `k77 hosts ${hosts[0]?.id}`)}`];
}

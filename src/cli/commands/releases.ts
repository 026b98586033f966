/**
 * `k77 releases`: what ran in this environment and when, newest first. Reads files only.
 */
import { type Exit, exits } from '../../core/errors.ts';
import { services } from '../../core/keys.ts';
import type { Release } from '../../core/release.ts';
import { readReleases } from '../../workspace/releases.ts';
import { openSession } from '../compose.ts';
import { commandsHere, type GlobalOptions, type Io, type Look } from '../io.ts';
import { showPlace } from '../place.ts';
import { count, pad, wrap } from '../text.ts';

export async function run(options: GlobalOptions, io: Io): Promise<Exit> {
  const session = await openSession(options, io, { lease: 'none', sandbox: 'leave' });
  try {
    const { environment, workspace } = session;
    showPlace(io, session, 'releases');
    const releases = await readReleases(workspace.files, workspace.folder);
    io.document({ environment, root: workspace.root, releases });
    for (const line of lines(io, releases)) io.line(line);
    return exits.proven;
  } finally {
    await session.close();
  }
}

function lines(look: Look, releases: readonly Release[]): string[] {
  const [newest, ...older] = releases;
  if (!newest)
    return [
      '',
      `  No release yet: the first is recorded when all services were deployed and proven. ${commandsHere(look, 'k77 deploy')}`,
      '',
    ];
  return ['', ...whole(look, newest), ...(older.length > 0 ? [''] : []), ...older.map((release) => brief(look, release)), ''];
}

function brief({ paint, marks }: Look, { id, at, commit }: Release): string {
  return `  ${id}  ${when(at)}  ${paint.dim(`${marks.dot} commit ${commit.slice(0, 7)}`)}`;
}

/** The one that runs now: what a rollback would compare with. */
function whole(look: Look, release: Release): string[] {
  const { paint } = look;
  const rows = services.map((service) => {
    const { host, deployment, commit } = release.services[service];
    return [service, `${host} ${deployment}`, commit === release.commit ? '' : `commit ${commit.slice(0, 7)}`] as const;
  });
  return [
    `  ${paint.bold(release.id)}  ${when(release.at)}  commit ${release.commit.slice(0, 7)}`,
    ...rows.map(([service, where, other]) => `      ${pad(service, 10)} ${where} ${paint.dim(other)}`.trimEnd()),
    `      ${pad('prices', 10)} ${release.prices.monthly}, ${release.prices.yearly}`,
    ...wrap(`${pad('DNS', 10)} ${count(release.dns.length, 'record')}`, look.width - 6).map((line) => `      ${line}`),
    `      ${pad('data', 10)} ${release.schema}`,
  ];
}

function when(at: string): string {
  return at.slice(0, 16).replace('T', ' ');
}

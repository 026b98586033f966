/**
 * Services that the emulated hosts run: how they are, what they print, and a crash on request.
 */
import { exits, OperatorError } from '../core/errors.ts';
import { systemClock } from '../ports/clock.ts';
import type { SandboxClient } from '../sandbox/client.ts';
import type { SandboxStatus, ServiceLines } from '../sandbox/control.ts';
import type { Io } from './io.ts';
import { pad } from './text.ts';

export interface ServiceOptions {
  build?: boolean;
  follow?: boolean;
}

/** How often new lines are asked for, milliseconds. */
const pause = 300;
const shownLines = 200;

/** One line per deployment that runs, is about to, or failed. */
export function serviceLines({ services = [] }: SandboxStatus, io: Io): string[] {
  return services.flatMap(({ name, vendor, state, commit, url, restarts, memoryMb, message }) => {
    const told = [
      vendor,
      commit.slice(0, 7),
      ...(url ? [url] : []),
      ...(memoryMb === undefined ? [] : [`${Math.round(memoryMb)} MB`]),
      ...(restarts > 0 ? [`${restarts} ${restarts === 1 ? 'restart' : 'restarts'}`] : []),
    ];
    const line = `  ${pad(name, 28)} ${stateIn(io, state)} ${io.paint.dim(told.join(' · '))}`;
    const [why] = (message ?? '').split('\n');
    return state === 'failed' || state === 'crashed' ? [line, ...(why ? [`    ${io.paint.dim(why)}`] : [])] : [line];
  });
}

function stateIn(io: Io, state: SandboxStatus['services'][number]['state']): string {
  if (state === 'live') return io.paint.accent(state);
  return state === 'failed' || state === 'crashed' ? io.paint.bad(state) : state;
}

export async function serviceLogs(
  name: string,
  { build = false, follow = false }: ServiceOptions,
  io: Io,
  client: SandboxClient,
): Promise<void> {
  const of = build ? 'build' : 'run';
  const first = await client.serviceLog(name, of, shownLines);
  io.document({ service: first.name, vendor: first.vendor, deployment: first.deployment, of, lines: first.lines });
  if (io.mode === 'json') return;
  print(first.lines, io);
  if (!follow && first.lines.length === 0)
    io.line(`  ${io.paint.dim(`${first.name} printed nothing${build ? ' while it was built' : ' yet'}`)}`);
  let seen = first;
  while (follow && !io.signal.aborted) {
    await systemClock.sleep(pause, io.signal).catch(() => undefined);
    if (io.signal.aborted) return;
    const now = await client.serviceLog(name, of, shownLines);
    print(newIn(now, seen), io);
    seen = now;
  }
}

/** Lines that were not there before; all of them, when another deployment took over. */
function newIn(now: ServiceLines, before: ServiceLines): ServiceLines['lines'] {
  if (now.deployment !== before.deployment) return now.lines;
  const last = before.lines.at(-1);
  const at = now.lines.findLastIndex((line) => line.at === last?.at && line.text === last.text && line.stream === last.stream);
  return now.lines.slice(at + 1);
}

function print(lines: ServiceLines['lines'], io: Io): void {
  for (const { at, text } of lines) io.line(`${io.paint.dim(at.slice(11, 19))} ${text}`);
}

export async function serviceKill(name: string | undefined, io: Io, client: SandboxClient): Promise<void> {
  if (name === undefined)
    throw new OperatorError({
      what: 'Which service is to crash?',
      fix: 'k77 sandbox kill bot; k77 sandbox status lists them',
      exit: exits.usage,
    });
  const killed = await client.killService(name);
  io.document({ service: name, killed });
  if (!killed) throw new OperatorError({ what: `Nothing of ${name} runs`, fix: 'k77 sandbox status shows what does' });
  io.line(`  ${io.paint.accent(io.marks.ok)} ${name} was killed; k77 sandbox logs ${name} --follow shows it come back`);
}

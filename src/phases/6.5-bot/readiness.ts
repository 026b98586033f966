/**
 * Reads the log of a service that is up until it says that it is ready: connected to Discord, database and Redis. Guide 6.5/6.
 */
import { OperatorError } from '../../core/errors.ts';
import type { LogLine } from '../../core/host.ts';
import type { Service } from '../../core/keys.ts';
import type { Context } from '../../core/task.ts';
import { textOf } from './diagnosis.ts';
import { at } from './hosted-service.ts';
import { endingLine, readyLines, settingsAt, standsByLine, titles } from './services.ts';

/** Seconds for a service to say anything at all, where its host asks no health path; and for it to say that it is ready, once it speaks. */
const patience = { any: 10, ready: 120 };

/**
 * A bot that is being moved stands by while the one of the other host holds its shards: that is all it can say.
 * @throws OperatorError when it speaks, and does not say it; where the host asks its health path, that alone is enough
 */
export async function saysReady(context: Context, service: Service, deployment: string): Promise<void> {
  const said = readyLines[service];
  if (said === undefined || context.values.CODE_SHAPE === 'python') return;
  const { host, place, id } = at(service, context.values);
  const mayStandBy = service === 'bot' && context.values.MOVING === 'bot';
  const isAsked = settingsAt(host, service === 'api').includes('healthPath');
  const lines = (): Promise<readonly LogLine[]> => host.api.logs(context, place, id, deployment, 'run', 300);
  const began = context.clock.tick();
  const end = (seconds: number): boolean => context.clock.tick() - began > seconds * 1000;
  for (;;) {
    const seen = ofThisRun(await lines());
    const found = seen.find(({ text }) => textOf(text) === said) ?? (mayStandBy ? seen.find(isStandingBy) : undefined);
    if (found && isStandingBy(found)) return context.note('it stands by for the one that still answers');
    if (found && mayStandBy) context.note('it answers at once: where the other one still runs, both do until that one is stopped');
    if (found) return context.note(readyNote(said, found.text));
    const speaks = seen.some(({ text }) => isOwn(text));
    if (!speaks && (isAsked || end(patience.any))) return;
    if (speaks && end(patience.ready)) break;
    context.progress('waiting for it to say that it is ready');
    await context.clock.sleep(1000, context.signal);
  }
  if (isAsked) return context.note(`it is healthy, and its log does not say "${said}" yet`);
  throw new OperatorError({
    what: `the ${titles[service]} runs, but its log does not say "${said}"`,
    fix: 'read its log; when it is right, run the same command again',
    see: host.pages.service(place, id),
    detail: (await lines()).slice(-8).map(({ text }) => textOf(text)),
  });
}

/** A deployment that was stopped and started again has one log: what was said before it ended counts no more. */
export function ofThisRun(lines: readonly LogLine[]): readonly LogLine[] {
  return lines.slice(lines.findLastIndex(({ text }) => textOf(text) === endingLine) + 1);
}

export function isStandingBy({ text }: Pick<LogLine, 'text'>): boolean {
  return textOf(text) === standsByLine;
}

/** The template logs JSON; what the host itself writes into the log is none. */
function isOwn(line: string): boolean {
  return line.trimStart().startsWith('{');
}

/** "bot ready: 3 guilds, database connected, redis connected" */
export function readyNote(said: string, line: string): string {
  try {
    const { guilds, database, redis } = JSON.parse(line) as { guilds?: number; database?: string; redis?: string };
    const parts = [
      ...(guilds === undefined ? [] : [`${guilds} ${guilds === 1 ? 'server' : 'servers'}`]),
      ...(database === undefined ? [] : [`database ${database}`]),
      ...(redis === undefined ? [] : [`Redis ${redis}`]),
    ];
    return parts.length === 0 ? said : `${said}: ${parts.join(', ')}`;
  } catch {
    return said;
  }
}

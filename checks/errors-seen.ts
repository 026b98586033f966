/** What the checks of error reports share: which Sentry is meant, and that there is none where the operator wants none. */
import type { CheckContext, Verdict } from '../src/core/check.ts';
import type { Values } from '../src/core/keys.ts';
import { without } from '../src/phases/6.7-monitoring/errors/place.ts';
import { judge, type Seen } from './verdict.ts';

export const organizationPage = (values: Partial<Values>): string => `https://${values.SENTRY_ORG ?? 'sentry'}.sentry.io`;

/** Undefined: errors are gathered. Else what a check says of it: that nobody learns of them is no pass. */
export function untracked({ errorTracker }: Partial<Values>): Verdict | undefined {
  if (errorTracker !== 'none') return undefined;
  return {
    state: 'impossible',
    why: without,
    instead: 'k77 deploy 6.7 --set errorTracker=sentry; until then read the logs: k77 verify --check api.log-clean',
  };
}

/** Judges what `plan` would change in one task. @param seen `say` words one change, knowing the paths of all; undefined: another one says it */
export async function inSync(
  context: Pick<CheckContext, 'drift' | 'clock'>,
  task: string,
  seen: Omit<Seen, 'wrong' | 'fix'> & { say(path: string, from: unknown, all: readonly string[]): string | undefined },
): Promise<Verdict> {
  const changes = await context.drift(task);
  if ('waits' in changes) return { state: 'unknown', why: `${task}: ${changes.waits}` };
  const { say, ...told } = seen;
  const all = changes.map(({ path }) => path);
  return judge(context, { ...told, wrong: changes.map(({ path, from }) => say(path, from, all)), fix: `k77 deploy --only ${task}` });
}

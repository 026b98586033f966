/**
 * `--since`: which run a verification is compared with.
 */
import { exits, OperatorError } from '../core/errors.ts';
import type { Workspace } from '../core/workspace.ts';
import { readRun, runIds, runsOf } from '../report/history.ts';
import { numberOfRun, type RunDocument, runId } from '../report/run.ts';

const shown = 8;

/** @param since `v-0006` (or `v-6`), `last`, or a date: the newest run of that day or before it. @throws OperatorError that names the runs there are */
export async function runSince(workspace: Workspace, since: string): Promise<RunDocument> {
  const ids = await runIds(workspace);
  const newest = ids[0];
  if (since === 'last' && newest !== undefined) return readRun(workspace, newest);
  const id = runId(numberOfRun(since));
  if (ids.includes(id)) return readRun(workspace, id);
  const found = isDate(since) ? (await runsOf(workspace, Number.POSITIVE_INFINITY)).find(({ run }) => run.at <= endOf(since)) : undefined;
  if (found) return found;
  const runs = await runsOf(workspace, shown);
  throw new OperatorError({
    what: isDate(since) ? `no run is kept of ${since} or before` : `there is no run "${since}"`,
    fix:
      runs.length === 0
        ? 'none is kept yet: k77 verify keeps the first'
        : `the newest are ${runs.map(({ run }) => `${run.id} (${run.at.slice(0, 10)})`).join(', ')}; "last" and dates (YYYY-MM-DD) do as well`,
    exit: exits.usage,
  });
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}(T[\d:.]+Z?)?$/.test(text) && !Number.isNaN(Date.parse(text));
}

/** Of a day its end; of a moment itself. */
function endOf(date: string): string {
  return date.length === 10 ? `${date}T23:59:59.999Z` : new Date(date.endsWith('Z') ? date : `${date}Z`).toISOString();
}

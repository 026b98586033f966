/**
 * The code that charges, refunds and answers webhooks (guide 6.1/3, 6.1/6, 6.1/9): bot, worker and API, written from the template into the operator's folder.
 * Beside code that is there already it writes what is missing; nothing that it did not write is touched.
 */
import { OperatorError } from '../../core/errors.ts';
import { task } from '../../core/task.ts';
import { conflictPath } from '../../scaffold/conflicts.ts';
import { groundOf, standing, surveyProject, updateProject } from '../../scaffold/project.ts';
import type { Answers } from '../../scaffold/render.ts';
import { minorUnits } from './premium.ts';

interface Standing {
  /** Files that the template has and the folder lacks, or has in an older form. */
  waiting: number;
  conflicts: number;
}

/** Answers that its files depend on. */
export const needs = ['project', 'domain', 'currency', 'monthlyPrice', 'yearlyPrice'] as const;

export const code = task({
  id: 'project.code',
  guide: ['6.1/3', '6.1/9'],
  title: 'Write the bot, the worker and the API from the template',
  uses: [],
  needs,
  want: (): Standing => ({ waiting: 0, conflicts: 0 }),

  async read(context): Promise<Standing | undefined> {
    const { waiting, conflicts, files } = standing(await surveyProject(answersOf(context.values), groundOf(context.files, context.run)));
    return waiting === files ? undefined : { waiting, conflicts };
  },

  async apply(context, want): Promise<Standing> {
    const ground = groundOf(context.files, context.run);
    const found = await surveyProject(answersOf(context.values), ground);
    const { conflicts, written } = await updateProject(found, ground);
    if (conflicts.length > 0) throw undecided(conflicts);
    if (written.length > 0) context.note(`${written.length} files written; look at them with git diff, then commit them`);
    return want;
  },
  undo: { never: 'the code is yours from the moment it is written; git takes it back' },
  gives: {},
});

/** What the template needs to know of the operator. */
export function answersOf(values: Readonly<Record<(typeof needs)[number], string>>): Answers {
  const { project, domain, currency } = values;
  return {
    project,
    domain,
    currency,
    monthlyAmount: minorUnits(values.monthlyPrice, currency),
    yearlyAmount: minorUnits(values.yearlyPrice, currency),
  };
}

function undecided(paths: readonly string[]): OperatorError {
  return new OperatorError({
    what: `you and the template changed the same lines of ${paths.length === 1 ? 'a file' : `${paths.length} files`}; your files are as they were`,
    fix: `edit ${paths.join(', ')} until no conflict marker is left (${conflictPath('')} holds copies), then run the same command again`,
  });
}

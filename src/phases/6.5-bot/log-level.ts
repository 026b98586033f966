/**
 * Guide 6.5/3: how much services log.
 */
import { task } from '../../core/task.ts';

export const logLevel = task({
  id: 'host.log-level',
  guide: ['6.5/3', 'post#065'],
  title: 'Say how much services log',
  uses: [],
  needs: ['ENVIRONMENT'],
  want: ({ ENVIRONMENT }) => ({ level: ENVIRONMENT === 'staging' ? 'debug' : 'info' }),
  async read(context) {
    const level = context.kept('LOG_LEVEL');
    return level === undefined ? undefined : { level };
  },
  apply: async (_context, want) => want,
  undo: { never: 'without it services log the same: info is what they fall back to' },
  gives: { LOG_LEVEL: (have: { level: string }) => have.level },
});

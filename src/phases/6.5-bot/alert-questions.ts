/**
 * When a host tells that it costs more than expected, and whether it stops everything then.
 */
import type { Question } from '../../core/phase.ts';

export const alertQuestions: readonly Question[] = [
  {
    key: 'usageAlert',
    ask: 'Send a mail when a host costs more than this in a month (dollars)',
    why: 'Only a mail: nothing stops.',
    kind: 'choice',
    choices: ['20', '50', '100'].map((value) => ({ value, name: `$${value}` })),
    default: () => '20',
    sandbox: '20',
    guide: ['6.5/8', '6.5#012'],
  },
  {
    key: 'usageLimit',
    ask: 'Stop everything at this sum (dollars; leave it empty)',
    why: 'When it is reached the host takes bot, worker and API offline until the next month or until you raise it. Leave it empty unless no bill at all may surprise you.',
    kind: 'text',
    optional: true,
    guide: ['6.5/8'],
    check: (answer, _environment, { usageAlert }) => {
      if (!/^\d{2,5}$/.test(answer)) return 'whole dollars, 10 or more; or nothing';
      return Number(answer) > Number(usageAlert ?? 0) || `more than the mail’s ${usageAlert} dollars, so that you hear of it before`;
    },
  },
];

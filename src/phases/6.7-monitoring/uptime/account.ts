/**
 * Guide 6.7/4: the account at UptimeRobot. Its plan decides how often it looks and what it can watch.
 */
import type { Values } from '../../../core/keys.ts';
import { type NotWanted, notWanted, task } from '../../../core/task.ts';
import { uptimerobot } from '../../../vendors/uptimerobot.ts';

export type Plan = 'free' | 'paid';

interface Account {
  monitors: 'there is room for five';
  plan?: Plan;
}

/** Why nothing of this part is done; undefined when it is. */
export function unwatched({ uptimeMonitor }: Pick<Values, 'uptimeMonitor'>): NotWanted | undefined {
  return uptimeMonitor === 'none' ? notWanted('you answered that nobody watches from outside') : undefined;
}

/** UptimeRobot tells the plan as a label for people, and says that it may change; that of the free plan has never been another word. */
export function planOf(label: string): Plan {
  return /free/i.test(label) ? 'free' : 'paid';
}

/** Monitors that k77 makes. */
const five = 5;

export const account = task({
  id: 'uptime.account',
  guide: ['6.7/4', '6.7#009'],
  settings: [
    { id: '6.7/4:account', says: 'an account at UptimeRobot; k77 works with its main API key, and sees its plan' },
    { id: '6.7/4:plan', says: 'the free plan does, with notes on what it lacks' },
  ],
  title: 'Look at the account at UptimeRobot',
  uses: [uptimerobot],
  needs: ['uptimeMonitor'],
  want: (values): Account | NotWanted => unwatched(values) ?? { monitors: 'there is room for five' },
  async read(context): Promise<Account> {
    const { plan } = await context.client(uptimerobot).account();
    return { monitors: 'there is room for five', plan: planOf(plan) };
  },
  async apply(context, want): Promise<Account> {
    const { plan, monitorLimit } = await context.client(uptimerobot).account();
    if (monitorLimit < five) context.note(`the plan ${plan} has room for ${monitorLimit} monitors`);
    return { ...want, plan: planOf(plan) };
  },
  undo: { never: 'k77 made no account; yours is closed at https://dashboard.uptimerobot.com' },
  gives: { UPTIME_PLAN: (have: Account) => have.plan },
});

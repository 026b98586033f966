/**
 * Guide 6.7/7: the account at Google Analytics. Google lets nobody but a person open one and accept its terms; k77 shows the way and watches until it may work there.
 */
import { OperatorError } from '../../../core/errors.ts';
import type { Values } from '../../../core/keys.ts';
import { notWanted, task } from '../../../core/task.ts';
import { adminPage, googleAnalytics } from '../../../vendors/google-analytics.ts';
import { emailOf } from '../../../vendors/google-analytics-key.ts';
import { noGoogle } from './wanted.ts';

interface Account {
  /** What is let in: the address of the service account. */
  editor: string;
  /** As it is to be called, where there is none. */
  called: string;
}
interface Opened extends Account {
  /** `accounts/1` */
  account: string;
}

export const account = task({
  id: 'analytics.account',
  guide: ['6.7/7', '6.7#015', 'pre#008'],
  settings: [
    {
      id: '6.7/7:account',
      says: 'The account that the service account was made Editor of; opened by a person, who accepts Google’s terms',
    },
    { id: '6.7/7:size', says: 'The size of the business is asked by the form alone; nothing depends on it' },
  ],
  title: 'Open an account at Google Analytics',
  uses: [googleAnalytics],
  needs: ['analytics', 'project'],
  tolerates: ['analyticsAccount', 'GOOGLE_SERVICE_ACCOUNT'],
  want(values): Account | ReturnType<typeof notWanted> {
    if (values.analytics !== 'google') return notWanted(noGoogle);
    const { GOOGLE_SERVICE_ACCOUNT: key } = values as Partial<Values>;
    return { editor: emailOf(key), called: values.project };
  },
  async read(context, want): Promise<Opened | undefined> {
    const { analyticsAccount: number } = context.values as Partial<Values>;
    const seen = await context.client(googleAnalytics).accounts();
    const fitting = number ? seen.filter(({ name }) => name === `accounts/${number}`) : seen;
    if (fitting.length > 1) throw several(fitting.map(({ name, title }) => `${title} (${name.replace('accounts/', '')})`));
    const [one] = fitting;
    return one && { ...want, account: one.name };
  },
  apply: async (_context, want): Promise<Opened> => ({ ...want, account: '' }),
  undo: { never: 'an account holds what was measured; take the service account out of it at Admin → Account access management' },
  gives: { GA_ACCOUNT: (have: Opened) => have.account || undefined },
  byHand: {
    open: () => adminPage,
    steps: ({ editor, called }) => [
      `Where you have no account yet: Start measuring, account name ${called}; leave the four boxes for sharing data empty`,
      `Google then asks for a property: call it ${called}, business size small, and accept the terms; k77 finishes it`,
      'Admin → Account access management → + → Add users',
      `E-mail address ${editor}, role Editor, "Notify new users" off → Add`,
    ],
    proof: 'read',
  },
});

function several(names: readonly string[]): OperatorError {
  return new OperatorError({
    what: `the service account sees ${names.length} accounts at Google Analytics: ${names.join(', ')}`,
    fix: 'say which one by its number: --set analyticsAccount=<number>',
    see: adminPage,
  });
}

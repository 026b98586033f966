/**
 * Guide 6.6/2: how the API signs the tokens of a login, and for how long they hold.
 */
import { task } from '../../core/task.ts';

const settings = { JWT_ALGORITHM: 'HS256', JWT_EXPIRATION: '86400' } as const;
type Settings = Record<keyof typeof settings, string>;

export const session = task({
  id: 'api.session',
  guide: ['6.6/2', 'post#068'],
  settings: [{ id: '6.6/2:jwt', says: 'HS256, one day; the session behind it can be ended at any time' }],
  title: 'Say how logins are signed',
  uses: [],
  needs: ['ENVIRONMENT'],
  want: (): Settings => settings,
  async read(context): Promise<Settings | undefined> {
    const [JWT_ALGORITHM, JWT_EXPIRATION] = [context.kept('JWT_ALGORITHM'), context.kept('JWT_EXPIRATION')];
    return JWT_ALGORITHM === undefined || JWT_EXPIRATION === undefined ? undefined : { JWT_ALGORITHM, JWT_EXPIRATION };
  },
  apply: async (_context, want): Promise<Settings> => want,
  undo: { never: 'without them the API does the same: they are what it falls back to' },
  gives: { JWT_ALGORITHM: (have: Settings) => have.JWT_ALGORITHM, JWT_EXPIRATION: (have: Settings) => have.JWT_EXPIRATION },
});

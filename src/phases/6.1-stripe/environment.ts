/**
 * Guide 6.1/4: the values reach the services through env files, and the secrets that nobody has to choose are made here.
 */
import { services } from '../../core/keys.ts';
import { task } from '../../core/task.ts';

interface EnvFile {
  missing: readonly string[];
  different: readonly string[];
  private: boolean;
  outOfGit: boolean;
}
/** 48 random bytes, 384 bits; the guide's least is 32. */
const secretBytes = 48;

export const secrets = task({
  id: 'env.secrets',
  guide: ['6.1/4'],
  settings: [{ id: '6.1/4:generated', says: 'JWT_SECRET, SESSION_SECRET and OPERATOR_SECRET: made, never asked; 48 random bytes each' }],
  title: 'Make the session secrets',
  uses: [],
  needs: [],
  want: () => ({ jwt: 'kept', session: 'kept', operator: 'kept' }),
  read: async (context) => {
    const seen = {
      jwt: context.kept('JWT_SECRET') && 'kept',
      session: context.kept('SESSION_SECRET') && 'kept',
      operator: context.kept('OPERATOR_SECRET') && 'kept',
    };
    return seen.jwt || seen.session || seen.operator ? seen : undefined;
  },
  async apply(context, want) {
    for (const key of ['JWT_SECRET', 'SESSION_SECRET', 'OPERATOR_SECRET'] as const)
      if (!context.kept(key)) await context.keep(key, context.random.token(secretBytes));
    return want;
  },
  undo: { never: 'taking them away would end every session; rotate them instead' },
  gives: { JWT_SECRET: () => undefined, SESSION_SECRET: () => undefined, OPERATOR_SECRET: () => undefined },
});

export const envFiles = task({
  id: 'env.files',
  guide: ['6.1/4', '6.1#001', '6.1#017'],
  settings: [
    { id: '6.1/4:files', says: 'One file per service, readable by you alone, ignored by git' },
    { id: '6.1/4:environment', says: 'ENVIRONMENT names the environment; every service checks it at start' },
  ],
  title: 'Write the env files of the services',
  uses: [],
  needs: [
    'STRIPE_SECRET_KEY',
    'STRIPE_PUBLISHABLE_KEY',
    'STRIPE_WEBHOOK_SECRET',
    'STRIPE_PRICE_PREMIUM_MONTHLY',
    'STRIPE_PRICE_PREMIUM_YEARLY',
    'STRIPE_PORTAL_CONFIGURATION',
    'JWT_SECRET',
    'SESSION_SECRET',
    'OPERATOR_SECRET',
    'ENVIRONMENT',
    'STRIPE_ENABLED',
  ],
  want: () =>
    Object.fromEntries(services.map((service) => [service, { missing: [], different: [], private: true, outOfGit: true } as EnvFile])),
  async read(context) {
    const seen = await context.envFiles();
    if (!seen.some((file) => file.exists)) return undefined;
    return Object.fromEntries(
      seen
        .filter((file) => file.exists)
        .map((file) => [
          file.service,
          { missing: file.missing, different: file.different, private: file.mode === 0o600, outOfGit: file.ignored } as EnvFile,
        ]),
    );
  },
  async apply(context, want) {
    await context.writeEnvFiles();
    return want;
  },
  undo: { never: 'the files hold lines of yours too; delete them by hand when no service needs them' },
  gives: {},
});

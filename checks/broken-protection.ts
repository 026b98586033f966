/** Worlds that are broken for the checks of protection, of backups that restore, and of services besides: rows for `broken-hosting.test.ts`. */
import type { VendorId } from '../src/core/vendor.ts';
import type { BrokenRow } from './broken-row.ts';

/** What a person, or fate, can do: `HostedHands` of `src/proof/hosted-world.ts`, as far as it is needed here. */
export interface ProtectionHands {
  press(vendor: VendorId, action: string, fields?: Readonly<Record<string, string>>): Promise<unknown>;
  vendor<State>(id: VendorId, edit: (state: State) => void): Promise<void>;
  serve(mischief: { forgery: 'elsewhere' | 'token' | 'form' }): Promise<void>;
  change(path: string, edit: (text: string) => string): Promise<void>;
}

export type ProtectionRow = BrokenRow<ProtectionHands>;

const credentials = '.k77/sandbox/credentials';
const answers = '.k77/sandbox/answers.json';
const bot = '.env.sandbox.bot';
const added = (line: string) => (text: string) => `${text.replace(/\n*$/, '\n')}${line}\n`;
const answered = (more: object) => (text: string) => `${JSON.stringify({ ...(JSON.parse(text) as object), ...more }, null, 2)}\n`;

interface AtlasState {
  clusters: { backupEnabled: boolean }[];
  users: { groupId: string; username: string; $password: string; roles: { roleName: string; databaseName: string }[]; scopes: unknown[] }[];
  groups: { id: string }[];
}

export const protectionRows: readonly ProtectionRow[] = [
  {
    check: 'security.csrf',
    when: 'the API does not look where a request comes from',
    breakIt: ({ serve }) => serve({ forgery: 'elsewhere' }),
    saw: /^a request from another site, with cookie and token is carried out \(204\)$/,
  },
  {
    check: 'security.csrf',
    when: 'the API wants no token',
    breakIt: ({ serve }) => serve({ forgery: 'token' }),
    saw: /^a request without the token is carried out \(204\); a request with a token that was made up is carried out \(204\)$/,
  },
  {
    check: 'security.csrf',
    when: 'the API takes forms from everywhere',
    breakIt: ({ serve }) => serve({ forgery: 'form' }),
    saw: /^a form of another site, with the cookie is carried out \(204\)$/,
  },
  {
    check: 'security.encrypted-at-rest',
    when: 'somebody deleted the cluster',
    breakIt: ({ vendor }) =>
      vendor<AtlasState>('atlas', (state) => {
        state.clusters = [];
      }),
    saw: /^Atlas has no cluster kingdom77-rehearsal: nobody can say where the data lie$/,
    alsoFails: ['security.backups-encrypted'],
  },
  {
    check: 'security.backups-encrypted',
    when: 'somebody deleted the cluster',
    breakIt: ({ vendor }) =>
      vendor<AtlasState>('atlas', (state) => {
        state.clusters = [];
      }),
    saw: /^Atlas has no cluster kingdom77-rehearsal$/,
    alsoFails: ['security.encrypted-at-rest'],
  },
  {
    check: 'security.access',
    when: 'somebody made a user for a moment, and it is still there',
    breakIt: ({ vendor }) =>
      vendor<AtlasState>('atlas', ({ users, groups }) => {
        const roles = [{ roleName: 'atlasAdmin', databaseName: 'admin' }];
        users.push({ groupId: groups[0]?.id ?? '', username: 'ann', $password: 'for-a-moment-only', roles, scopes: [] });
      }),
    saw: /^the user ann has atlasAdmin@admin$/,
  },
  {
    check: 'security.access',
    when: 'somebody let every address in, to look at something at home',
    breakIt: ({ press }) => press('atlas', 'add-access', { entry: '0.0.0.0/0', comment: 'home' }),
    saw: /^0\.0\.0\.0\/0 may reach the database, and is in no answer of yours$/,
  },
  {
    check: 'backups.restores',
    when: 'Atlas cannot restore the backup',
    breakIt: ({ press }) => press('atlas', 'spoil-backups', { how: 'failed' }),
    saw: /^Atlas says that restoring failed$/,
  },
  {
    check: 'backups.restores',
    when: 'half of the documents are not in the backup',
    breakIt: ({ press }) => press('atlas', 'spoil-backups', { how: 'halved' }),
    saw: /mod_logs has 12 documents in the backup, 24 in the database are older than it/,
  },
  {
    check: 'backups.restores',
    when: 'the backup has no indexes',
    breakIt: ({ press }) => press('atlas', 'spoil-backups', { how: 'unindexed' }),
    saw: /accounts has no index user_id_1, stripe_customer_id_1 in the backup/,
  },
  {
    check: 'backups.restores',
    when: 'documents of the backup hold something else',
    breakIt: ({ press }) => press('atlas', 'spoil-backups', { how: 'garbled' }),
    saw: /none of \d+ documents of user_levels is as it is in the database/,
  },
  {
    check: 'integrations.youtube',
    when: 'the key of the bot was deleted at Google',
    breakIt: ({ change }) => change(credentials, added('YOUTUBE_API_KEY=deleted-long-ago')),
    saw: /^YouTube answers 400: badRequest$/,
  },
  {
    check: 'integrations.twitch',
    when: 'the secret was made anew at Twitch',
    breakIt: async ({ change }) => {
      await change(answers, answered({ TWITCH_CLIENT_ID: 'k77k77k77k77k77k77k77k77k77k77' }));
      await change(credentials, added('TWITCH_CLIENT_SECRET=the-one-before'));
    },
    saw: /^Twitch answers 403: invalid client secret$/,
  },
  {
    check: 'integrations.translation',
    when: 'the key in the env file of the bot is not one of DeepL',
    breakIt: ({ change }) => change(bot, added('DEEPL_API_KEY=expired')),
    saw: /^DeepL answers 403: Forbidden$/,
  },
  {
    check: 'integrations.other',
    when: 'somebody copied a line and never filled it in',
    breakIt: ({ change }) => change(bot, added('OPENWEATHER_KEY=your-key-here')),
    saw: /^OPENWEATHER_KEY in \.env\.sandbox\.bot still says your-key-here$/,
  },
];

/** Checks of this part that no world can break, and why. */
export const protectionCannotFail: Readonly<Record<string, string>> = {
  'security.two-factor': 'no API shows it: unknown until a person attests it',
};

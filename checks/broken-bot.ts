/**
 * Worlds that are broken for the checks of phase 6.5: rows for `broken-bot.test.ts`.
 */
import type { VendorId } from '../src/core/vendor.ts';
import type { BrokenRow } from './broken-row.ts';

/** What a person, or fate, can do: `HostedHands` of `src/proof/hosted-world.ts`, as far as it is needed here. */
export interface BotHands {
  change(path: string, edit: (text: string) => string): Promise<void>;
  git(...args: string[]): string;
  push(path: string, text: string): Promise<string>;
  press(vendor: VendorId, action: string, fields?: Readonly<Record<string, string>>): Promise<unknown>;
  railway(edit: (state: RailwayState) => void): Promise<void>;
  vendor<State>(id: VendorId, edit: (state: State) => void): Promise<void>;
  serve(mischief: { bot?: 'away' }): Promise<void>;
}
interface RailwayState {
  services: { id: string; name: string }[];
  triggers: unknown[];
  workspaces: { limit: { soft: number; hard: number | undefined } | undefined }[];
  deployments: { service: string; status: string; created: string; lines: { at: string; text: string }[] }[];
}

export type BotRow = BrokenRow<BotHands>;

const repository = 'kingdom77/kingdom77';
const answers = '.k77/sandbox/answers.json';
const says = (service: string, line: object): Record<string, string> => ({ service, message: JSON.stringify({ level: 'error', ...line }) });

function ofBot(state: RailwayState): RailwayState['deployments'] {
  const id = state.services.find(({ name }) => name === 'bot')?.id;
  return state.deployments.filter(({ service }) => service === id);
}

export const botRows: readonly BotRow[] = [
  {
    check: 'code.committed',
    when: 'a file of k77’s was changed and not committed',
    breakIt: ({ change }) => change('site.config.json', (text) => `${text}\n`),
    saw: /site\.config\.json: one file of k77’s not committed/,
    boxes: ['6.5#002'],
  },
  {
    check: 'code.committed',
    when: 'GitHub is a commit behind',
    breakIt: async ({ change, git }) => {
      await change('README.md', (text) => `${text}\nMine.\n`);
      git('commit', '-qam', 'mine');
    },
    saw: /main of kingdom77\/kingdom77 is at [0-9a-f]{7}, and this folder at [0-9a-f]{7}/,
    boxes: ['6.5#002'],
  },
  {
    check: 'host.repository-readable',
    when: 'somebody took the app of the host away on GitHub',
    breakIt: ({ press }) => press('railway', 'close-repository', { repository }),
    saw: /Railway may not read kingdom77\/kingdom77/,
    boxes: ['6.5#002'],
  },
  {
    check: 'host.repository-readable',
    when: 'somebody disconnected the worker',
    breakIt: ({ press }) => press('railway', 'disconnect', { service: 'worker' }),
    saw: /the worker is connected to no repository/,
    boxes: ['6.5#002'],
  },
  {
    check: 'bot.variables-set',
    when: 'somebody changed one variable and deleted another',
    breakIt: async ({ press }) => {
      await press('railway', 'set-variable', { service: 'bot', name: 'LOG_LEVEL', value: 'trace' });
      await press('railway', 'delete-variable', { service: 'worker', name: 'DISCORD_TOKEN' });
    },
    saw: /the bot: LOG_LEVEL is another one; the worker: DISCORD_TOKEN is missing/,
    boxes: ['6.5#003'],
  },
  {
    check: 'bot.variables-set',
    when: 'somebody gave the bot the key of Stripe, as the guide does',
    breakIt: ({ press }) => press('railway', 'set-variable', { service: 'bot', name: 'STRIPE_SECRET_KEY', value: 'not-a-key' }),
    saw: /the bot has STRIPE_SECRET_KEY, which it does not read/,
    boxes: ['post#074'],
  },
  {
    check: 'bot.settings',
    when: 'somebody changed the start command of the bot',
    breakIt: ({ press }) => press('railway', 'change-setting', { service: 'bot', setting: 'startCommand', value: 'python main.py' }),
    saw: /^the bot: startCommand is "python main\.py", not "node /,
    boxes: ['6.5#004'],
  },
  {
    check: 'bot.settings',
    when: 'somebody changed the start command of the worker',
    breakIt: ({ press }) => press('railway', 'change-setting', { service: 'worker', setting: 'startCommand', value: 'python worker.py' }),
    saw: /^the worker: startCommand is "python worker\.py", not "node /,
    boxes: ['6.5#005'],
  },
  {
    check: 'bot.settings',
    when: 'somebody switched the restarts of the worker off',
    breakIt: ({ press }) => press('railway', 'change-setting', { service: 'worker', setting: 'restartPolicyType', value: 'NEVER' }),
    saw: /^the worker: restart is "never", not "always"$/,
    boxes: ['6.5#009', 'post#030'],
  },
  {
    check: 'bot.settings',
    when: 'the host is not to look whether the bot is well',
    breakIt: ({ press }) => press('railway', 'change-setting', { service: 'bot', setting: 'healthcheckPath', value: '' }),
    saw: /^the bot: healthPath is /,
    boxes: ['6.5#010'],
  },
  {
    check: 'bot.runs',
    when: 'the host has given up restarting the bot',
    breakIt: ({ press }) => press('railway', 'crash', { service: 'bot' }),
    saw: /the bot at Railway is crashed \(CRASHED\)/,
    alsoFails: ['bot.revives'],
  },
  {
    check: 'bot.runs',
    when: 'a push was not deployed',
    breakIt: async ({ press, push }) => {
      await press('railway', 'disconnect', { service: 'bot' });
      await push('notes.txt', 'a commit of mine\n');
    },
    saw: /the bot at Railway runs [0-9a-f]{7}, not [0-9a-f]{7}/,
  },
  {
    check: 'bot.runs',
    when: 'the deployment of a push failed',
    breakIt: async ({ press, push }) => {
      await push('notes.txt', 'a commit that does not build\n');
      await press('railway', 'fail', { service: 'worker' });
    },
    saw: /the worker at Railway failed when [0-9a-f]{7} was deployed last \(FAILED\)/,
  },
  {
    check: 'bot.online',
    when: 'no shard was heard of',
    breakIt: ({ serve }) => serve({ bot: 'away' }),
    saw: /^https:\/\/api\.kingdom77\.test\/health\/bot answers 503: down$/,
  },
  {
    check: 'bot.connected',
    when: 'the worker lost Redis',
    breakIt: ({ press }) => press('railway', 'log', says('worker', { msg: 'health check failed', check: 'redis' })),
    saw: /^the worker has lost redis since it was ready$/,
    boxes: ['6.5#008', 'post#029', 'rollback#005'],
  },
  {
    check: 'bot.connected',
    when: 'the bot lost the database',
    breakIt: ({ press }) => press('railway', 'log', says('bot', { msg: 'health check failed', check: 'database' })),
    saw: /^the bot has lost database since it was ready$/,
    boxes: ['6.5#008', 'post#028', 'rollback#004'],
  },
  {
    check: 'bot.connected',
    when: 'the bot started and never was ready',
    breakIt: async ({ railway, press }) => {
      await railway((state) => {
        for (const one of ofBot(state)) one.lines = [];
      });
      await press('railway', 'log', says('bot', { msg: 'the shard cannot be opened', shard: 0 }));
    },
    saw: /the bot never said "bot ready"/,
  },
  {
    check: 'bot.commands-synced',
    when: 'somebody deleted a command of the application',
    breakIt: ({ vendor }) =>
      vendor<{ commands: { name: string }[] }>('discord', (state) => {
        state.commands = state.commands.filter(({ name }) => name !== 'premium');
      }),
    saw: /Discord does not know \/premium/,
  },
  {
    check: 'bot.commands-synced',
    when: 'commands were never registered',
    breakIt: ({ vendor }) => vendor<{ commands: unknown[] }>('discord', (state) => void state.commands.splice(0)),
    saw: /Discord knows no command of this application/,
  },
  {
    check: 'bot.commands-answer',
    when: 'a command failed',
    breakIt: ({ press }) => press('railway', 'log', says('bot', { msg: 'an interaction failed', command: '/giveaway start' })),
    saw: /^1 times not answered since this deployment: \/giveaway start$/,
  },
  {
    check: 'bot.resources',
    when: 'the bot is busy and the worker is full',
    breakIt: async ({ press }) => {
      await press('railway', 'measure', { service: 'bot', cpuPercent: '80', memoryMb: '150' });
      await press('railway', 'measure', { service: 'worker', cpuPercent: '4', memoryMb: '450' });
    },
    saw: /the bot needs 80 % of a core; the worker holds 450 MB, not below 400; the worker holds 450 of 512 MB/,
    boxes: ['post#031', 'post#109'],
  },
  {
    check: 'bot.resources',
    when: 'the bot is busy',
    breakIt: ({ press }) => press('railway', 'measure', { service: 'bot', cpuPercent: '80', memoryMb: '150' }),
    saw: /^the bot needs 80 % of a core$/,
    boxes: ['post#109'],
  },
  {
    check: 'bot.revives',
    when: 'somebody switched restarts off',
    breakIt: ({ press }) => press('railway', 'change-setting', { service: 'bot', setting: 'restartPolicyType', value: 'NEVER' }),
    saw: /^Railway restarts it never$/,
    alsoFails: ['bot.settings'],
  },
  {
    check: 'bot.revives',
    when: 'it took too long to come back',
    breakIt: ({ railway }) =>
      railway((state) => {
        for (const { lines } of ofBot(state))
          for (const line of lines) if (line.text.startsWith('Restarting')) line.at = new Date(Date.parse(line.at) - 45_000).toISOString();
      }),
    saw: /it needed 45(\.\d)? s to come back/,
  },
  {
    check: 'bot.state-kept',
    when: 'a disk was asked for and is not there',
    breakIt: ({ change }) => change(answers, (text) => text.replace('"volume": "no"', '"volume": "yes"')),
    saw: /the bot has no disk at \/data/,
  },
  {
    check: 'host.deploys-pushes',
    when: 'a push deploys nothing any more',
    breakIt: ({ railway }) => railway(({ triggers }) => void triggers.splice(0)),
    saw: /a push does not deploy the bot; a push does not deploy the worker/,
  },
  {
    check: 'host.deploys-pushes',
    when: 'a workflow deploys, and the hosts do so, too',
    breakIt: ({ change }) => change(answers, (text) => text.replace('"workflow": "no"', '"workflow": "yes"')),
    saw: /the workflow is not as k77 writes it; a push deploys the bot/,
  },
  {
    check: 'host.cost',
    when: 'the worker eats memory without an end',
    breakIt: async ({ press, railway }) => {
      await press('railway', 'measure', { service: 'worker', memoryMb: '8000000' });
      // Since an hour, so that the bill does not depend on the day of the month.
      await railway(({ deployments }) => {
        for (const one of deployments) one.created = new Date(Date.parse(one.created) - 3_600_000).toISOString();
      });
    },
    saw: /Railway will have cost \$\d+\.\d\d at the end of this month, more than \$20\.00/,
  },
  {
    check: 'host.alerts-set',
    when: 'somebody set other sums, and a limit that stops everything',
    breakIt: ({ railway }) =>
      railway(({ workspaces }) => {
        for (const one of workspaces) one.limit = { soft: 100, hard: 300 };
      }),
    saw: /Railway mails at \$100, not at \$20; Railway takes everything offline at \$300, and nobody asked for that/,
  },
  {
    check: 'host.variables',
    when: 'somebody changed a variable of the API at its host',
    breakIt: ({ press }) => press('railway', 'set-variable', { service: 'api', name: 'CORS_ORIGINS', value: '*' }),
    saw: /^the API: CORS_ORIGINS is another one$/,
  },
  {
    check: 'host.variables',
    when: 'somebody edited the env file of the bot, and nothing at the host',
    breakIt: ({ change }) => change('.env.sandbox.bot', (text) => text.replace(/^CACHE_TTL=.*$/m, 'CACHE_TTL=5')),
    saw: /^\.env\.sandbox\.bot has another CACHE_TTL$/,
  },
  {
    check: 'mongodb.region',
    when: 'somebody moved the worker to Europe',
    breakIt: ({ press }) =>
      press('railway', 'change-setting', { service: 'worker', setting: 'regions', value: '{"europe-west4-drams3a":{"numReplicas":1}}' }),
    saw: /^the worker runs in europe-west4-drams3a, the database is in US_EAST_1$/,
  },
];

/** Worlds that are broken for the checks of documentation, launch and what comes after a rollback: rows for the runner of the hosted worlds. */
import type { VendorId } from '../src/core/vendor.ts';
import type { BrokenRow } from './broken-row.ts';

/** As far as they are needed here: `HostedHands` of `src/proof/hosted-world.ts`. */
interface Hands {
  write(path: string, text: string): Promise<void>;
  change(path: string, edit: (text: string) => string): Promise<void>;
  remove(path: string): Promise<void>;
  vendor<State>(id: VendorId, edit: (state: State) => void): Promise<void>;
  serve(mischief: Mischief): Promise<void>;
}
/** What the services behind the names do wrong: see `src/proof/mischief.ts`. */
interface Mischief {
  site?: {
    missing?: string;
    untitled?: true;
    features?: 'none';
    price?: string;
    forgets?: string;
    invites?: string;
    mute?: true;
    unlinked?: true;
  };
  describes?: 'nothing' | 'too much' | 'no page';
}
type Row = BrokenRow<Hands>;

interface Discord {
  applications: { id: string }[];
  guilds: { id: string; members: Record<string, unknown> }[];
  commands: { name: string }[];
  invites?: { code: string; guild: string; expires?: string }[];
}
interface Sentry {
  projects: { id: string; slug: string }[];
  releases: { deploys: { dateFinished: string }[] }[];
  issues: Record<string, unknown>[];
}
interface Uptime {
  monitors: { id: number; created: number }[];
  incidents: Record<string, unknown>[];
}

const dayMs = 86_400_000;

const documents: readonly Row[] = [
  {
    check: 'docs.readme',
    when: 'somebody wrote another README, with a blank and a document that there is not',
    breakIt: ({ write }) => write('README.md', '# My bot\n\nSee [the plan](docs/plan.md). TODO: write this.\n'),
    saw: /^README.md does not name Kingdom-77; README.md does not name kingdom77.test; README.md still says TODO; README.md links to docs\/plan.md, which is not there$/,
  },
  {
    check: 'docs.features',
    when: 'a command is not in the list of features',
    breakIt: ({ change }) => change('docs/features.md', (text) => text.replaceAll('/ping', '/pong')),
    saw: /^docs\/features.md does not name \/ping$/,
  },
  {
    check: 'docs.commands',
    when: 'Discord has lost a command that is documented',
    breakIt: ({ vendor }) =>
      vendor<Discord>('discord', (state) => {
        state.commands = state.commands.filter(({ name }) => name !== 'ping');
      }),
    saw: /^docs\/commands.md names \/ping, which Discord does not know$/,
  },
  {
    check: 'docs.commands',
    when: 'the page has forgotten a command',
    breakIt: ({ serve }) => serve({ site: { forgets: 'privacy' } }),
    saw: /^https:\/\/kingdom77.test\/commands does not show \/privacy$/,
  },
  {
    check: 'docs.dashboard',
    when: 'the guide tells of a page that there is not, and forgets a route',
    breakIt: ({ change }) =>
      change('docs/dashboard.md', (text) =>
        text.replace('| `/billing` |', '| `/legal/wallet` |').replaceAll('/api/servers/:id/settings', '/api/other'),
      ),
    saw: /^docs\/dashboard.md names \/legal\/wallet, which answers nothing; docs\/dashboard.md says nothing of \/api\/servers\/\{id\}\/settings$/,
  },
  {
    check: 'docs.api',
    when: 'the API does not describe itself',
    breakIt: ({ serve }) => serve({ describes: 'nothing' }),
    saw: /^https:\/\/api.kingdom77.test\/openapi.json answers 404$/,
  },
  {
    check: 'docs.api',
    when: 'the API describes a route that it has not',
    breakIt: ({ serve }) => serve({ describes: 'too much' }),
    saw: /^described, and not there: GET \/gone$/,
  },
  {
    check: 'docs.api',
    when: 'there is no page to read it on',
    breakIt: ({ serve }) => serve({ describes: 'no page' }),
    saw: /^https:\/\/api.kingdom77.test\/docs answers 404$/,
  },
  {
    check: 'docs.environment',
    when: 'a variable was added and not documented',
    breakIt: ({ change }) => change('.env.sandbox.bot', (text) => `${text}MY_OWN_KEY=77\n`),
    saw: /^docs\/environment.md says nothing of MY_OWN_KEY$/,
  },
  {
    check: 'docs.environment',
    when: 'somebody wrote a secret into the document',
    breakIt: ({ change }) =>
      change('docs/environment.md', (text) => `${text}\nSTRIPE_SECRET_KEY=${['sk', 'test', 'a1b2c3d4e5f6a7b8c9d0e1f2'].join('_')}\n`),
    saw: /^docs\/environment.md:\d+ holds a secret \(/,
  },
  {
    check: 'docs.operations',
    when: 'the host that is used is not in the guide to deployment',
    breakIt: ({ change }) => change('docs/deployment.md', (text) => text.replaceAll('Railway', 'A host')),
    saw: /^docs\/deployment.md says nothing of Railway, where the bot runs;/,
    boxes: ['post#134'],
  },
  {
    check: 'docs.operations',
    when: 'nobody wrote down what to do in trouble',
    breakIt: ({ remove }) => remove('docs/troubleshooting.md'),
    saw: /^there is no docs\/troubleshooting.md$/,
    boxes: ['post#135'],
  },
];

const help: readonly Row[] = [
  {
    check: 'support.server',
    when: 'the invitation has run out',
    breakIt: ({ vendor }) =>
      vendor<Discord>('discord', (state) => {
        state.invites = [];
      }),
    saw: /^https:\/\/discord.gg\/kingdom77 leads nowhere any more$/,
  },
  {
    check: 'support.server',
    when: 'the invitation ends one day, and no page shows it',
    breakIt: async ({ vendor, serve }) => {
      await vendor<Discord>('discord', (state) => {
        for (const one of state.invites ?? []) one.expires = '2099-01-01T00:00:00.000Z';
      });
      await serve({ site: { unlinked: true } });
    },
    saw: /works only until 2099-01-01; no page of https:\/\/kingdom77.test links to https:\/\/discord.gg\/kingdom77$/,
  },
  {
    check: 'support.faq',
    when: 'there is no page of questions',
    breakIt: ({ serve }) => serve({ site: { missing: '/faq' } }),
    saw: /^https:\/\/kingdom77.test\/faq answers 404; https:\/\/kingdom77.test\/faq|^https:\/\/kingdom77.test\/faq answers 404$/,
  },
  {
    check: 'support.contact',
    when: 'no page says where to write to',
    breakIt: ({ serve }) => serve({ site: { mute: true } }),
    saw: /^\d+ of \d+ pages link to no address of kingdom77.test, \/ among them$/,
  },
];

const selling: readonly Row[] = [
  {
    check: 'launch.landing',
    when: 'the landing page is as a tool left it',
    breakIt: ({ serve }) => serve({ site: { untitled: true } }),
    saw: /^its title is "Create Next App"; https:\/\/kingdom77.test\/card.svg is no picture$/,
  },
  {
    check: 'launch.features',
    when: 'nothing is said of what the bot does',
    breakIt: ({ serve }) => serve({ site: { features: 'none' } }),
    saw: /^\/features has 1 heading$/,
  },
  {
    check: 'launch.prices',
    when: 'the page says less than Stripe charges',
    breakIt: ({ serve }) => serve({ site: { price: '$4.99' } }),
    saw: /^\/pricing does not say \$9.99, which Stripe charges$/,
  },
  {
    check: 'launch.calls',
    when: 'the button adds another bot',
    breakIt: ({ serve }) => serve({ site: { invites: '100000000000000001' } }),
    saw: /^the invitation is of the application 100000000000000001, not of \d+$/,
  },
  {
    check: 'launch.announcement',
    when: 'the announcement still has a blank',
    breakIt: ({ write }) => write('docs/announcement.md', `${'Here it is! '.repeat(20)} [link to your site]\n`),
    saw: /^docs\/announcement.md does not name Kingdom-77; docs\/announcement.md does not say https:\/\/kingdom77.test; docs\/announcement.md still says \[link to your site\]$/,
  },
  {
    check: 'launch.beta',
    when: 'nobody has the bot',
    breakIt: ({ vendor }) =>
      vendor<Discord>('discord', ({ guilds, applications }) => {
        for (const guild of guilds) delete guild.members[applications[0]?.id ?? ''];
      }),
    saw: /^the bot is in no server$/,
  },
  {
    check: 'launch.stable',
    when: 'it was down for hours in the last two weeks, and an error is open',
    breakIt: async ({ vendor }) => {
      await vendor<Uptime>('uptimerobot', (state) => {
        const [first] = state.monitors;
        state.incidents.push(outage(first?.id ?? 0, first?.created ?? 0));
        for (const one of state.monitors) one.created -= 20 * dayMs;
      });
      await vendor<Sentry>('sentry', (state) => void state.issues.push(newIssue(state, -dayMs)));
    },
    saw: /was up 98\.\d+ % of 14 days; 1 new error is open: KINGDOM-77-\S+ TypeError: x is undefined$/,
  },
];

/** Six hours, three days before the watching really began. */
function outage(monitor: number, created: number): Record<string, unknown> {
  const startedAt = created - 3 * dayMs;
  const about = { id: 'i77', monitor, cause: 503, reason: '503 Service Unavailable', httpCode: 503, url: 'https://api.kingdom77.test' };
  return { ...about, startedAt, resolvedAt: startedAt + 6 * 3_600_000, alerts: [] };
}

/** @param after milliseconds, of the newest deploy */
function newIssue({ projects, releases }: Sentry, after: number): Record<string, unknown> {
  const deployed = releases.flatMap(({ deploys }) => deploys.map(({ dateFinished }) => Date.parse(dateFinished)));
  const seen = new Date(Math.max(...deployed) + after).toISOString();
  const project = projects.find(({ slug }) => slug.endsWith('-bot'))?.id ?? '';
  const about = {
    id: '770077',
    project,
    fingerprint: 'x',
    title: 'TypeError: x is undefined',
    type: 'error',
    status: 'unresolved',
    count: 3,
  };
  return { ...about, firstSeen: seen, lastSeen: seen };
}

const afterwards: readonly Row[] = [
  {
    check: 'errors.quiet',
    when: 'the release that runs throws something new',
    breakIt: ({ vendor }) => vendor<Sentry>('sentry', (state) => void state.issues.push(newIssue(state, 60_000))),
    saw: /^1 new error since [\d-]+ [\d:]+: KINGDOM-77-\S+ TypeError: x is undefined \(kingdom-77-bot\)$/,
  },
];

export const launchRows: readonly Row[] = [...documents, ...help, ...selling];
export const rollbackRows: readonly Row[] = afterwards;

/** What only a person says: it is never a failure, only open. */
export const launchCannotFail: Readonly<Record<string, string>> = {
  'support.videos': 'no machine sees films about this bot: it is open until a person confirms it',
  'launch.social': 'no machine sees whose account it is: it is open until a person confirms it',
  'launch.feedback': 'no machine reads what people said: it is open until a person confirms it',
  'launch.public': 'no machine knows which post is the announcement: it is open until a person confirms it',
};

/** On a world that is right: open until a person confirms it, or until time has passed. */
export const launchUnproved: Readonly<Record<string, RegExp>> = {
  'support.videos': /k77 attest support\.videos/,
  'launch.landing': /k77 attest launch\.landing/,
  'launch.social': /k77 attest launch\.social/,
  'launch.beta': /k77 attest launch\.beta/,
  'launch.stable': /one week is over on \d{4}-\d\d-\d\d/,
  'launch.feedback': /k77 attest launch\.feedback/,
  'launch.public': /k77 attest launch\.public/,
};

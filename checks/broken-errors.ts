/** Worlds that are broken for the checks of error reports (guide 6.7/1 to 6.7/3): rows for `broken-hosting.test.ts`. */
import type { VendorId } from '../src/core/vendor.ts';
import type { BrokenRow } from './broken-row.ts';

/** What a person, or fate, can do: `HostedHands` of `src/proof/hosted-world.ts`, as far as it is needed here. */
export interface ErrorsHands {
  press(vendor: VendorId, action: string, fields?: Readonly<Record<string, string>>): Promise<unknown>;
  vendor<State>(id: VendorId, edit: (state: State) => void): Promise<void>;
  serve(mischief: { errors: 'mute' | 'untold' | 'leaky' | 'nameless' | 'unknown'; errorsOf?: string }): Promise<void>;
}

export type ErrorsRow = BrokenRow<ErrorsHands>;

const titles = { bot: 'bot', api: 'API', dashboard: 'dashboard' } as const;
const captured = {
  bot: ['6.7#002', 'post#047'],
  api: ['6.7#003', 'post#048'],
  dashboard: ['6.7#004', 'post#049'],
} as const;

export const errorsRows: readonly ErrorsRow[] = [
  {
    check: 'errors.projects',
    when: 'somebody deleted a project at Sentry',
    breakIt: ({ vendor }) =>
      vendor<{ projects: { slug: string }[] }>('sentry', (state) => {
        state.projects = state.projects.filter(({ slug }) => !slug.endsWith('-api'));
      }),
    saw: /^api: the project is gone$/,
    alsoFails: ['errors.private', 'errors.quota', 'errors.releases', 'errors.alerts'],
  },
  {
    check: 'errors.projects',
    when: 'the last person left the team',
    breakIt: ({ press }) => press('sentry', 'leave-team', { team: 'kingdom-77' }),
    saw: /^nobody belongs to the team: alerts mail nobody$/,
  },
  {
    check: 'errors.keys',
    when: 'somebody switched a key off at Sentry, and another changed what the API has',
    breakIt: async ({ press }) => {
      await press('sentry', 'disable-key', { project: 'kingdom-77-bot' });
      await press('railway', 'set-variable', { service: 'api', name: 'SENTRY_DSN', value: 'https://another@o1.ingest.us.sentry.io/1' });
    },
    saw: /^the key of the bot is switched off; the API has another SENTRY_DSN$/,
  },
  {
    check: 'errors.keys',
    when: 'the worker lost its address',
    breakIt: ({ press }) => press('railway', 'delete-variable', { service: 'worker', name: 'SENTRY_DSN' }),
    saw: /^the worker has no SENTRY_DSN$/,
  },
  {
    check: 'errors.private',
    when: 'somebody switched the scrubber of a project off, and stores addresses again',
    breakIt: async ({ press }) => {
      await press('sentry', 'privacy', { project: 'kingdom-77-api', scrubber: 'off', addresses: 'off' });
      await press('sentry', 'privacy', { fields: 'authorization' });
    },
    saw: /organization: set-cookie, .* would be shown; kingdom-77-api: the data scrubber is off; kingdom-77-api: IP addresses are stored/,
  },
  {
    check: 'errors.quota',
    when: 'somebody switched spike protection off',
    breakIt: ({ press }) => press('sentry', 'spike-protection', { project: 'kingdom-77-dashboard', value: 'off' }),
    saw: /^spike protection is on only in kingdom-77-bot, kingdom-77-api$/,
  },
  {
    check: 'errors.releases',
    when: 'the release of the bot is gone, and Sentry never heard that the API was deployed',
    breakIt: ({ vendor }) =>
      vendor<{ releases: { version: string; deploys: unknown[] }[] }>('sentry', (state) => {
        state.releases = state.releases.filter(({ version }) => !version.startsWith('bot@'));
        for (const one of state.releases) if (one.version.startsWith('api@')) one.deploys = [];
      }),
    saw: /^bot@[0-9a-f]{12}: it is not known; api@[0-9a-f]{12}: its deploy is not known$/,
  },
  {
    check: 'errors.alerts',
    when: 'somebody muted the alert for new errors and took a project out of the other',
    breakIt: ({ vendor }) =>
      vendor<{ workflows: { name: string; enabled: boolean; detectorIds: string[] }[] }>('sentry', (state) => {
        for (const one of state.workflows) {
          if (one.name.endsWith('a new error')) one.enabled = false;
          else one.detectorIds.pop();
        }
      }),
    saw: /^the alert for new errors is off or not as k77 made it; the alert for many errors watches kingdom-77-\w+, kingdom-77-\w+; the alert for many errors is off or not as k77 made it$/,
  },
  {
    check: 'errors.alerts',
    when: 'somebody deleted both',
    breakIt: ({ press }) => press('sentry', 'delete-alert', { name: 'kingdom-77' }),
    saw: /^the alert for new errors is gone; the alert for many errors is gone$/,
  },
  {
    check: 'errors.arrive',
    when: 'the services run without their addresses',
    breakIt: ({ serve }) => serve({ errors: 'mute' }),
    saw: /the bot reports its errors to nobody: it runs without SENTRY_DSN; .*the dashboard reports its errors to nobody/,
  },
  {
    check: 'errors.arrive',
    when: 'errors leave and never arrive',
    breakIt: ({ serve }) => serve({ errors: 'untold' }),
    saw: /^an error of the bot left and did not arrive; an error of the worker left .*; an error of the API left .*; an error of the dashboard left and did not arrive$/,
  },
  {
    check: 'errors.arrive',
    when: 'nothing hides the secrets',
    breakIt: ({ serve }) => serve({ errors: 'leaky' }),
    saw: /a secret of the bot arrived with its error; a secret of the worker/,
    boxes: ['6.7#007', 'post#050'],
  },
  {
    check: 'errors.arrive',
    when: 'they do not say which release they are',
    breakIt: ({ serve }) => serve({ errors: 'nameless' }),
    saw: /the bot reports for production, not rehearsal; the bot reports as no release, not bot@[0-9a-f]{12}/,
    boxes: ['6.7#002', '6.7#003', '6.7#004', 'post#047', 'post#048', 'post#049'],
  },
  ...(['bot', 'api', 'dashboard'] as const).map(
    (errorsOf): ErrorsRow => ({
      check: 'errors.arrive',
      when: `the ${errorsOf} does not say which release it is`,
      breakIt: ({ serve }) => serve({ errors: 'nameless', errorsOf }),
      saw: new RegExp(
        `^the ${titles[errorsOf]} reports for production, not rehearsal; the ${titles[errorsOf]} reports as no release, not ${errorsOf}@`,
      ),
      boxes: captured[errorsOf],
    }),
  ),
  {
    check: 'errors.arrive',
    when: 'the errors of the worker alone leave and never arrive',
    breakIt: ({ serve }) => serve({ errors: 'untold', errorsOf: 'worker' }),
    saw: /^an error of the worker left and did not arrive$/,
    boxes: ['6.7#002', '6.7#006', '6.7#007', 'post#047', 'post#050'],
  },
  {
    check: 'errors.arrive',
    when: 'the API runs with older code',
    breakIt: ({ serve }) => serve({ errors: 'unknown' }),
    saw: /the API: the API knows no test errors/,
  },
];

/** Checks of this part that no world can break, and why. */
export const errorsCannotFail: Readonly<Record<string, string>> = {};

/**
 * Monitoring: the proof of guide 6.7/3. An error is made on purpose in every service that is deployed, and found again at Sentry: by its id, with the release that runs and
 * the environment, and without the secret that it carried.
 */
import { check } from '../src/core/check.ts';
import { OperatorError } from '../src/core/errors.ts';
import type { BoxId } from '../src/core/guide.ts';
import type { Service, Values } from '../src/core/keys.ts';
import { titles } from '../src/phases/6.5-bot/services.ts';
import { placeAt, projectKeys } from '../src/phases/6.7-monitoring/errors/place.ts';
import { appOf, liveReleases } from '../src/phases/6.7-monitoring/errors/releases.ts';
import { internet } from '../src/vendors/internet.ts';
import { sentry } from '../src/vendors/sentry.ts';
import type { SentryEvent } from '../src/vendors/sentry-types.ts';
import { organizationPage, untracked } from './errors-seen.ts';
import { held } from './held.ts';
import { type TestError, testErrorIn, whyNone } from './test-errors.ts';
import { judge, later, unknown, type Wrong, wrongFor } from './verdict.ts';

/** Sentry shows an error within seconds; it promises nothing. */
const minutes = 1;

const known = [
  ...['SENTRY_ORG', 'SENTRY_REGION', 'SENTRY_PROJECT_BOT', 'SENTRY_PROJECT_API', 'SENTRY_PROJECT', 'OPERATOR_SECRET', 'ENVIRONMENT'],
  ...['BOT_DEPLOYED', 'WORKER_DEPLOYED', 'API_DEPLOYED', 'DASHBOARD_DEPLOYED', 'CODE_SHAPE'],
] as const;

export const arrive = check({
  id: 'errors.arrive',
  section: 'Monitoring',
  phase: '6.7',
  title: 'Errors of bot, worker, API and dashboard arrive at Sentry, with their release and without secrets',
  guide: ['6.7/3', '6.7/1', '6.7/2', '6.7#002', '6.7#003', '6.7#004', '6.7#006', '6.7#007', 'post#047', 'post#048', 'post#049', 'post#050'],
  settings: held('6.7/3:bot', '6.7/3:api', '6.7/3:dashboard', '6.7/3:seen'),
  weight: 'blocker',
  uses: [sentry, internet],
  needs: ['errorTracker', 'domain'],
  tolerates: [...known],
  touches: 'test data',
  makes: 'one test error of the bot, the worker, the API and the dashboard each at Sentry, which mails it; they stay there as issues',
  async probe(context) {
    const { values } = context;
    const none = untracked(values);
    if (none) return none;
    if (values.CODE_SHAPE === 'python')
      return unknown('a bot of your own has no test errors of k77’s: make one, and look at Sentry whether it arrives');
    const { SENTRY_ORG, SENTRY_REGION, OPERATOR_SECRET, API_DEPLOYED } = values;
    if (!SENTRY_ORG || !SENTRY_REGION || !values.SENTRY_PROJECT_BOT) return later('6.7', 'no project at Sentry is known yet');
    if (!OPERATOR_SECRET || !API_DEPLOYED) return later('6.6', 'test errors are asked for at the API, which is not deployed yet');
    const asking = { ...context, values: { ...values, OPERATOR_SECRET, API_DEPLOYED } };
    const services = reportingIn(values);
    const made: TestError[] = [];
    // One after the other: each wakes somebody up.
    for (const service of services) made.push(await testErrorIn(asking, service));
    const place = placeAt({ ...context, values: { SENTRY_ORG, SENTRY_REGION } });
    const sent = made.filter(({ eventId }) => typeof eventId === 'string');
    const found = await arrived(context.wait, sent, (project) => place.latestEvents(project), values);
    return judge(context, {
      wrong: made.flatMap((one) => wrongWith(one, found.get(one.marker), values)),
      saw: `${made.map(({ service }) => titles[service]).join(', ')}: an error of each arrived, with release and environment, its secret hidden`,
      want: `an error of each service at Sentry within ${minutes} min`,
      from: `POST /api/test-error/<service>, and ${organizationPage(values)}/issues/`,
      fix: 'k77 deploy 6.7 sets the addresses and deploys; the log of the service says what the SDK met; k77 scaffold brings its code up to date',
    });
  },
});

type Known = Partial<Values>;

/** That are deployed. */
function reportingIn({ BOT_DEPLOYED, WORKER_DEPLOYED, DASHBOARD_DEPLOYED }: Known): readonly Service[] {
  const deployed = { bot: BOT_DEPLOYED, worker: WORKER_DEPLOYED, api: 'yes', dashboard: DASHBOARD_DEPLOYED };
  return (['bot', 'worker', 'api', 'dashboard'] as const).filter((service) => deployed[service]);
}

function projectOf(service: Service, values: Known): string {
  return values[projectKeys[appOf(service)]] ?? '';
}

/** By marker. Waits until all are there, or the time is up. */
async function arrived(
  wait: <T>(what: string, poll: () => Promise<T | undefined>, minutes: number) => Promise<T>,
  sent: readonly TestError[],
  eventsOf: (project: string) => Promise<readonly SentryEvent[]>,
  values: Known,
): Promise<ReadonlyMap<string, SentryEvent>> {
  const found = new Map<string, SentryEvent>();
  const poll = async (): Promise<true | undefined> => {
    const missing = sent.filter(({ marker }) => !found.has(marker));
    for (const project of new Set(missing.map(({ service }) => projectOf(service, values)))) {
      const events = await eventsOf(project);
      for (const { marker, eventId } of missing) {
        const event = events.find(({ eventID }) => eventID.replaceAll('-', '') === eventId);
        if (event) found.set(marker, event);
      }
    }
    return found.size === sent.length ? true : undefined;
  };
  // That it did not come is what is told; whatever else goes wrong is thrown on.
  await wait('the test errors to arrive at Sentry', poll, minutes).catch((error: unknown) => {
    if (!(error instanceof OperatorError)) throw error;
  });
  return found;
}

/** What the boxes say of the errors of each app. */
const captured = {
  bot: ['6.7#002', 'post#047'],
  api: ['6.7#003', 'post#048'],
  dashboard: ['6.7#004', 'post#049'],
} as const satisfies Record<ReturnType<typeof appOf>, readonly BoxId[]>;
const filtered = ['6.7#007', 'post#050'] as const;

function wrongWith(made: TestError, event: SentryEvent | undefined, values: Known): Wrong[] {
  const who = `the ${titles[made.service]}`;
  const own = captured[appOf(made.service)];
  // Of an error that nobody saw nobody knows whether its secret was hidden.
  const unseen = (says: string): Wrong[] => [wrongFor([...own, '6.7#006', ...filtered], says)];
  const not = whyNone(made);
  if (not) return unseen(`${who}: ${not}`);
  if (made.eventId === null) return unseen(`${who} reports its errors to nobody: it runs without SENTRY_DSN`);
  if (!event) return unseen(`an error of ${who} left and did not arrive`);
  const tag = (name: string): string | undefined => event.tags.find(({ key }) => key === name)?.value;
  const release = releaseOf(made.service, values);
  return [
    wrongFor(filtered, JSON.stringify(event).includes(made.canary) && `a secret of ${who} arrived with its error`),
    wrongFor(
      own,
      tag('environment') !== values.ENVIRONMENT &&
        `${who} reports for ${tag('environment') ?? 'no environment'}, not ${values.ENVIRONMENT}`,
    ),
    wrongFor(own, tag('release') !== release && `${who} reports as ${tag('release') ?? 'no release'}, not ${release}`),
  ];
}

function releaseOf(service: Service, values: Known): string {
  const live = Object.keys(liveReleases(values as Parameters<typeof liveReleases>[0]));
  return live.find((version) => version.startsWith(`${service}@`)) ?? `${service}@…`;
}

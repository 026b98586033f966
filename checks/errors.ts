/** Monitoring: errors, guide 6.7/1 to 6.7/3. What is set up at Sentry; that errors arrive is seen in `errors-arrive.ts`. */
import { type AnyCheck, check } from '../src/core/check.ts';
import { infoOf, type Key, nameOf } from '../src/core/keys.ts';
import { hostVendors } from '../src/hosts/hosts.ts';
import { at, keysAt } from '../src/phases/6.5-bot/hosted-service.ts';
import { nameKeys } from '../src/phases/6.5-bot/names.ts';
import { titles } from '../src/phases/6.5-bot/services.ts';
import { dsnKeys } from '../src/phases/6.7-monitoring/errors/place.ts';
import { sentry } from '../src/vendors/sentry.ts';
import { arrive } from './errors-arrive.ts';
import { inSync, organizationPage, untracked } from './errors-seen.ts';
import { held } from './held.ts';
import { isMade } from './hosting-seen.ts';
import { judge } from './verdict.ts';

const projects = check({
  id: 'errors.projects',
  section: 'Monitoring',
  phase: '6.7',
  title: 'Bot, API and dashboard have projects at Sentry, and somebody belongs to their team',
  guide: ['6.7/1', '6.7/2', '6.7#001', 'post#046'],
  settings: held('6.7/1:account', '6.7/1:project', '6.7/2:project'),
  weight: 'blocker',
  task: 'sentry.projects',
  uses: [sentry],
  needs: ['errorTracker'],
  tolerates: ['SENTRY_ORG'],
  async probe(context) {
    const none = untracked(context.values);
    if (none) return none;
    const projects = await inSync(context, 'sentry.projects', {
      saw: 'the projects are there, and belong to the team',
      want: 'the projects of every app',
      from: `${organizationPage(context.values)}/projects/`,
      say(path, _from, all) {
        const [app = ''] = path.split('.');
        if (path.endsWith('.slug')) return `${app}: the project is gone`;
        return all.includes(`${app}.slug`) ? undefined : `${app}: another team owns the project`;
      },
    });
    if (projects.state !== 'pass') return projects;
    return inSync(context, 'sentry.members', {
      saw: 'every project is there; the team that owns them has members',
      want: 'at least one person in the team: its mails reach nobody else',
      from: `${organizationPage(context.values)}/settings/teams/`,
      say: () => 'nobody belongs to the team: alerts mail nobody',
    });
  },
});

const services = ['bot', 'worker', 'api', 'dashboard'] as const;

const keys = check({
  id: 'errors.keys',
  section: 'Monitoring',
  phase: '6.7',
  title: 'Every service has the address of its project at Sentry, and the key in it is active',
  guide: ['6.7/1', '6.7/2', '6.7#005'],
  settings: held('6.7/1:dsn', '6.7/2:dsn'),
  weight: 'blocker',
  task: 'sentry.keys',
  uses: [sentry, ...hostVendors('bot', 'worker', 'api', 'dashboard')],
  needs: ['errorTracker'],
  tolerates: [
    'SENTRY_ORG',
    'CODE_SHAPE',
    ...services.flatMap((service) => [...keysAt(service), nameKeys[service]]),
    ...Object.values(dsnKeys),
  ],
  async probe(context) {
    const { values } = context;
    const none = untracked(values);
    if (none) return none;
    const changes = await context.drift('sentry.keys');
    if ('waits' in changes) return { state: 'unknown', why: changes.waits };
    const atSentry = changes.map(({ path, from }) =>
      path.endsWith('.active')
        ? `the key of the ${path.split('.')[0]} is switched off`
        : `${path || 'keys'}: ${JSON.stringify(from ?? 'absent')}`,
    );
    const made = services.filter((service) => isMade(service, values));
    const atHosts = await Promise.all(
      made.map(async (service) => {
        const { host, place, id } = at(service, values);
        const key = (Object.values(dsnKeys) as Key[]).find((one) => infoOf(one).services.includes(service)) as Key;
        const there = (await host.api.variables(context, place, id)).find((one) => one.name === nameOf(key) && one.target === 'production');
        if (!there) return `the ${titles[service]} has no ${nameOf(key)}`;
        return there.value && there.value.reveal() !== values[key] ? `the ${titles[service]} has another ${nameOf(key)}` : undefined;
      }),
    );
    return judge(context, {
      wrong: [...atSentry, ...atHosts],
      saw: `${made.map((service) => titles[service]).join(', ')}: each has its address; the keys are active`,
      want: 'the address of an active key in the variables of each service',
      from: `${organizationPage(values)}/settings/projects/ and the variables at the hosts`,
      fix: 'k77 deploy 6.7: it sets the variables and deploys once more',
    });
  },
});

const words: Readonly<Record<string, string>> = {
  scrubber: 'the data scrubber is off',
  defaults: 'the default scrubbers are off',
  addresses: 'IP addresses are stored',
};

const hidden = check({
  id: 'errors.private',
  section: 'Monitoring',
  phase: '6.7',
  title: 'Sentry hides secrets and addresses of people, in every project and for the organization',
  guide: ['6.7/1', '6.7/2', '6.7#007', 'post#050'],
  settings: held('6.7/1:filter', '6.7/2:filter'),
  weight: 'blocker',
  task: 'sentry.privacy',
  uses: [sentry],
  needs: ['errorTracker'],
  tolerates: ['SENTRY_ORG'],
  probe: async (context) =>
    untracked(context.values) ??
    inSync(context, 'sentry.privacy', {
      saw: 'data scrubber, default scrubbers and names of our own are on, addresses are not stored',
      want: 'scrubbing on the server, besides that in the services',
      from: `${organizationPage(context.values)}/settings/security-and-privacy/`,
      say: (path, from) => {
        const [where = '', what = ''] = path.split('.');
        return `${where}: ${words[what] ?? (Array.isArray(from) ? `${from.join(', ')} would be shown` : 'it is not there')}`;
      },
    }),
});

const quota = check({
  id: 'errors.quota',
  section: 'Monitoring',
  phase: '6.7',
  title: 'A burst of errors does not use the quota of the month up',
  guide: ['6.7/1'],
  settings: held('6.7/1:quota'),
  weight: 'warning',
  task: 'sentry.spikes',
  uses: [sentry],
  needs: ['errorTracker'],
  tolerates: ['SENTRY_ORG'],
  probe: async (context) =>
    untracked(context.values) ??
    inSync(context, 'sentry.spikes', {
      saw: 'spike protection is on in every project',
      want: 'spike protection in every project',
      from: `${organizationPage(context.values)}/settings/spike-protection/`,
      say: (_path, from) => `spike protection is on only in ${Array.isArray(from) && from.length > 0 ? from.join(', ') : 'no project'}`,
    }),
});

const alerts = check({
  id: 'errors.alerts',
  section: 'Monitoring',
  phase: '6.7',
  title: 'Sentry mails of an error that is new, and when errors become many',
  guide: ['6.7/1', 'post#051'],
  weight: 'blocker',
  task: 'sentry.alerts',
  uses: [sentry],
  needs: ['errorTracker'],
  tolerates: ['SENTRY_ORG'],
  probe: async (context) =>
    untracked(context.values) ??
    inSync(context, 'sentry.alerts', {
      saw: 'both alerts are on, watch every project and mail the team',
      want: 'an alert for new errors and one above 25 in 5 minutes',
      from: `${organizationPage(context.values)}/monitors/alerts/`,
      say(path, from, all) {
        const [which = '', what = ''] = path.split('.');
        const alert = `the alert for ${which === 'newErrors' ? 'new errors' : 'many errors'}`;
        if (what === 'environment') return from ? `${alert} watches the environment ${String(from)}` : `${alert} is gone`;
        if (all.includes(`${which}.environment`)) return undefined;
        if (what === 'on') return `${alert} is off or not as k77 made it`;
        return `${alert} watches ${Array.isArray(from) && from.length > 0 ? from.join(', ') : 'nothing'}`;
      },
    }),
});

const releases = check({
  id: 'errors.releases',
  section: 'Monitoring',
  phase: '6.7',
  title: 'Sentry knows the release of every service that is live, and that it was deployed',
  guide: ['6.7/1', '6.7#008'],
  settings: held('6.7/1:release'),
  weight: 'warning',
  task: 'sentry.releases',
  uses: [sentry],
  needs: ['errorTracker'],
  tolerates: ['SENTRY_ORG', 'SENTRY_RELEASES'],
  probe: async (context) =>
    untracked(context.values) ??
    inSync(context, 'sentry.releases', {
      saw: `${context.values.SENTRY_RELEASES ?? ''}: each is known and deployed`,
      want: 'the release of what runs, with a deploy',
      from: `${organizationPage(context.values)}/explore/releases/`,
      say(path, _from, all) {
        const [name = ''] = path.split('.');
        if (path.endsWith('.project')) return `${name}: it is not known`;
        if (all.includes(`${name}.project`)) return undefined;
        return path.endsWith('.deployed') ? `${name}: its deploy is not known` : `${name}: its commit is not known`;
      },
    }),
});

export const errors: readonly AnyCheck[] = [projects, keys, hidden, quota, releases, alerts, arrive];

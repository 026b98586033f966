/**
 * Infrastructure · the hosts: the code that they deploy, what they may read, what they cost, and when they deploy by themselves.
 */
import { type AnyCheck, check } from '../src/core/check.ts';
import type { Host } from '../src/core/host.ts';
import type { Service } from '../src/core/keys.ts';
import { hostVendors } from '../src/hosts/hosts.ts';
import { hostsOf } from '../src/phases/6.5-bot/access.ts';
import { repositoryOf } from '../src/phases/6.5-bot/code.ts';
import { at } from '../src/phases/6.5-bot/hosted-service.ts';
import { placeIn, titles } from '../src/phases/6.5-bot/services.ts';
import { git } from '../src/vendors/git.ts';
import { held } from './held.ts';
import { driftIn, pairNeeds, pairOf, pairTolerates, serviceOf, short, where } from './hosting-seen.ts';
import { judge, unknown, wrongFor } from './verdict.ts';

const servers = ['bot', 'worker', 'api'] as const satisfies readonly Service[];

const committed = check({
  id: 'code.committed',
  section: 'Infrastructure',
  phase: '6.5',
  title: 'What k77 wrote is committed, and on GitHub',
  guide: ['6.5/2', '6.5#002', 'pre#009'],
  weight: 'blocker',
  uses: [git],
  needs: ['repository', 'branch'],
  async probe(context) {
    const { repository, branch } = context.values;
    const drift = await driftIn(context, ['code.committed', 'code.repository', 'code.pushed'], (task, { path, from, to }) => {
      if (task === 'code.repository') return `git cannot see ${repository}`;
      if (path === 'uncommitted' && Array.isArray(from)) return `${someOf(from)} of k77’s not committed`;
      if (path === 'commit') return `${branch} of ${repository} is at ${short(String(from))}, and this folder at ${short(String(to))}`;
      if (path === 'branch') return `you are on the branch ${String(from)}`;
      return task === 'code.pushed' ? `${repository} has no ${branch}` : 'this folder is in no repository of its own';
    });
    if ('waits' in drift) return drift.waits;
    const head = drift.wrong.length > 0 ? undefined : await repositoryOf(context).head();
    return judge(context, {
      // Whatever git says here it is installed: pre#009 stands.
      wrong: drift.wrong.map((problem) => wrongFor(['6.5#002'], problem)),
      saw: `${short(head)} here and on ${branch} of ${repository}`,
      want: `every file that k77 wrote in a commit, and that commit on ${branch} of ${repository}`,
      from: 'git status and git ls-remote',
      fix: 'k77 deploy --only code.committed --only code.pushed; commits that only GitHub has: git pull --rebase',
    });
  },
});

function someOf(paths: readonly unknown[]): string {
  const more = paths.length > 3 ? ` and ${paths.length - 3} more` : '';
  return `${paths.slice(0, 3).join(', ')}${more}: ${paths.length === 1 ? 'one file' : `${paths.length} files`}`;
}

const readable = check({
  id: 'host.repository-readable',
  section: 'Infrastructure',
  phase: '6.5',
  title: 'The hosts may read the repository, and deploy from it',
  guide: ['6.5/1', '6.5#001', '6.5#002', 'pre#005'],
  settings: held('6.5/1:account'),
  weight: 'blocker',
  uses: hostVendors(...servers),
  needs: [...pairNeeds, 'repository', 'branch'],
  tolerates: [...pairTolerates, 'apiHost'],
  async probe(context) {
    const { values } = context;
    const [repository, branch] = [String(values.repository), String(values.branch)];
    const known = servers.filter((service) => service === 'api' || pairOf(values).includes(service));
    const hosts = hostsOf(known, values);
    const lists = await Promise.all(hosts.map(({ api }) => api.repositories(context)));
    const blind = hosts.filter((_, index) => {
      const list = lists[index];
      return list !== undefined && list !== 'unseen' && !list.some((one) => one.toLowerCase() === repository.toLowerCase());
    });
    const connected = await Promise.all(
      pairOf(values).map(async (service) => ({ service, to: (await serviceOf(context, service))?.repository })),
    );
    return judge(context, {
      wrong: [
        ...blind.map(({ title }) => `${title} may not read ${repository}`),
        ...connected.map(({ service, to }) => {
          if (to === undefined) return `the ${titles[service]} is connected to no repository`;
          const other = to.repository.toLowerCase() !== repository.toLowerCase() || to.branch !== branch;
          return other && `the ${titles[service]} is connected to ${to.branch} of ${to.repository}`;
        }),
        // A host that answers has an account: 6.5#001 and pre#005 stand.
      ].map((problem) => wrongFor(['6.5#002'], problem)),
      saw: `${hosts.map(({ title }) => title).join(' and ')}: ${pairOf(values).join(' and ')} connected to ${branch} of ${repository}`,
      want: `${repository} readable for every host, its branch ${branch} connected`,
      from: 'the hosts’ lists of repositories, and their services',
      fix: `k77 deploy --only host.repository-access shows where GitHub is asked; then k77 deploy 6.5${pagesOf(blind)}`,
    });
  },
});

function pagesOf(hosts: readonly Host[]): string {
  return hosts.map(({ pages }) => ` (${pages.access})`).join('');
}

const deploysPushes = check({
  id: 'host.deploys-pushes',
  section: 'Infrastructure',
  phase: '6.5',
  title: 'A push deploys as agreed: by the hosts, by the workflow, or not at all',
  guide: ['6.5/9', '6.5#013'],
  weight: 'warning',
  uses: hostVendors('bot', 'worker'),
  needs: [...pairNeeds, 'workflow'],
  tolerates: [...pairTolerates, 'autoDeploy'],
  async probe(context) {
    const { values } = context;
    const byWorkflow = values.workflow === 'yes';
    const drift = byWorkflow ? await driftIn(context, ['ci.workflow'], () => 'the workflow is not as k77 writes it') : { wrong: [] };
    if ('waits' in drift) return drift.waits;
    const asked = !byWorkflow && values.autoDeploy === 'yes';
    const seen = await Promise.all(
      pairOf(values).map(async (service) => ({
        service,
        deploys: (await serviceOf(context, service))?.repository?.autoDeploy ?? false,
        wanted: asked && at(service, values).host.byPush !== false,
      })),
    );
    const byHand = asked ? seen.filter(({ wanted }) => !wanted).map(({ service }) => where(service, values)) : [];
    return judge(context, {
      wrong: [
        ...drift.wrong,
        ...seen.map(
          ({ service, deploys, wanted }) => deploys !== wanted && `a push ${wanted ? 'does not deploy' : 'deploys'} the ${titles[service]}`,
        ),
      ],
      saw: byWorkflow
        ? 'the workflow deploys, the hosts leave it to it'
        : byHand.length > 0
          ? `each push to the branch deploys where the host does that; ${byHand.join(' and ')} ${byHand.length === 1 ? 'waits' : 'wait'} for k77 deploy`
          : asked
            ? 'each push to the branch deploys'
            : 'no push deploys',
      want: byWorkflow
        ? 'the workflow alone deploys'
        : asked
          ? 'the hosts deploy each push to the branch'
          : 'no push deploys, as you answered',
      from: 'the services at their hosts',
      fix: 'k77 deploy --only bot.deployed --only worker.deployed connects them as answered (autoDeploy, workflow)',
    });
  },
});

const dollars = (cents: number): string => `$${(cents / 100).toFixed(2)}`;

const cost = check({
  id: 'host.cost',
  section: 'Infrastructure',
  phase: '6.5',
  title: 'This month stays below the sum at which you want to be told',
  guide: ['6.5/8'],
  settings: held('6.5/8:cost', '6.5/5:cost'),
  weight: 'warning',
  uses: hostVendors(...servers),
  needs: ['botHost', 'workerHost', 'apiHost', 'HOST_PLACES', 'usageAlert'],
  async probe(context) {
    const limit = Number(context.values.usageAlert) * 100;
    const hosts = hostsOf(servers, context.values);
    const bills = await Promise.all(
      hosts.map(async (host) => ({ host, bill: await host.api.bill(context, placeIn(context.values.HOST_PLACES, 'HOST_PLACES', host)) })),
    );
    const untold = bills.filter(({ bill }) => bill.projectedCents === undefined && bill.monthToDateCents === undefined);
    const over = bills.flatMap(({ host, bill }) => {
      const end = bill.projectedCents ?? bill.monthToDateCents ?? 0;
      return end > limit ? [`${host.title} will have cost ${dollars(end)} at the end of this month, more than ${dollars(limit)}`] : [];
    });
    if (over.length === 0 && untold.length > 0)
      return unknown(
        untold.map(({ host, bill }) => bill.missing.join('; ') || `${host.title} tells no bill: look at ${host.pages.billing}`).join('; '),
      );
    return judge(context, {
      wrong: over,
      saw: bills
        .map(({ host, bill }) => {
          const end = bill.projectedCents === undefined ? '' : `, ${dollars(bill.projectedCents)} at its end`;
          return `${host.title}: ${dollars(bill.monthToDateCents ?? 0)} this month so far${end}`;
        })
        .join('; '),
      want: `less than ${dollars(limit)} a month at each host; the fee of its plan comes first where less is used`,
      from: hosts.map(({ title }) => `${title}’s use of the project`).join(', '),
      fix: `look what uses it (${hosts[0]?.pages.billing ?? 'the bill of the host'}); k77 cost says what is usual; another sum: --set usageAlert=50`,
    });
  },
});

const alertsSet = check({
  id: 'host.alerts-set',
  section: 'Infrastructure',
  phase: '6.5',
  title: 'A mail comes at the chosen sum, and nothing is stopped that nobody asked to stop',
  guide: ['6.5/8', '6.5#012'],
  weight: 'warning',
  uses: hostVendors(...servers),
  needs: ['botHost', 'workerHost', 'apiHost', 'HOST_PLACES', 'usageAlert'],
  tolerates: ['usageLimit'],
  async probe(context) {
    const { values } = context;
    const hosts = hostsOf(servers, values);
    const able = hosts.filter(({ api }) => api.alerts && api.setAlerts);
    if (able.length === 0)
      return {
        state: 'impossible',
        why: `${hosts.map(({ title }) => title).join(' and ')} has no such alert in its API`,
        instead: `look at ${hosts[0]?.pages.billing ?? 'its bill'} once a month; k77 verify --check host.cost does, too`,
      };
    const seen = await Promise.all(
      able.map(async (host) => ({ host, have: await host.api.alerts?.(context, placeIn(values.HOST_PLACES, 'HOST_PLACES', host)) })),
    );
    const [soft, hard] = [Number(values.usageAlert), values.usageLimit ? Number(values.usageLimit) : undefined];
    return judge(context, {
      wrong: seen.flatMap(({ host: { title }, have }) => [
        have?.soft !== soft && `${title} mails ${have?.soft === undefined ? 'nobody' : `at $${have.soft}, not at $${soft}`}`,
        hard !== undefined &&
          have?.hard !== hard &&
          `${title} ${have?.hard === undefined ? 'stops nothing' : `stops at $${have.hard}`}, not at $${hard}`,
        hard === undefined && have?.hard !== undefined && `${title} takes everything offline at $${have.hard}, and nobody asked for that`,
      ]),
      saw: `${able.map(({ title }) => title).join(' and ')}: a mail at $${soft}, ${hard === undefined ? 'no limit that stops everything' : `everything stops at $${hard}`}`,
      want: `a mail at $${soft}, ${hard === undefined ? 'no hard limit' : `a hard limit at $${hard}`}`,
      from: 'the usage limits of the host',
      fix: `k77 deploy --only host.alerts; a limit that is there already is taken away at ${able[0]?.pages.billing ?? 'the host'}`,
    });
  },
});

export const hosting: readonly AnyCheck[] = [committed, readable, deploysPushes, cost, alertsSet];

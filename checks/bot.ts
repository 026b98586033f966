/**
 * Services · Discord bot and worker, as their hosts hold them: variables, settings, deployments, disk. What the running bot shows stands in `bot-live.ts`.
 */
import type { Change } from '../src/core/change.ts';
import { type AnyCheck, check } from '../src/core/check.ts';
import type { BoxId } from '../src/core/guide.ts';
import { hostVendors } from '../src/hosts/hosts.ts';
import { repositoryOf } from '../src/phases/6.5-bot/code.ts';
import { at } from '../src/phases/6.5-bot/hosted-service.ts';
import { nameKeys } from '../src/phases/6.5-bot/names.ts';
import { titles } from '../src/phases/6.5-bot/services.ts';
import { namesAt, variablesFor } from '../src/phases/6.5-bot/variable-set.ts';
import { git } from '../src/vendors/git.ts';
import {
  driftIn,
  inShort,
  pageOf,
  pairNeeds,
  pairOf,
  pairTolerates,
  type Running,
  runningOf,
  serviceOf,
  short,
  variableInShort,
  where,
} from './hosting-seen.ts';
import { judge, unknown, wrongFor } from './verdict.ts';

const variablesSet = check({
  id: 'bot.variables-set',
  section: 'Services',
  phase: '6.5',
  title: 'Bot and worker have their variables, and no key of Stripe is in the bot',
  guide: ['6.5/3', '6.5#003', 'post#074'],
  weight: 'blocker',
  task: ['bot.variables', 'worker.variables', 'bot.deployed', 'worker.deployed'],
  uses: hostVendors('bot', 'worker'),
  needs: pairNeeds,
  tolerates: pairTolerates,
  async probe(context) {
    const pair = pairOf(context.values);
    const drift = await driftIn(
      context,
      pair.map((service) => `${service}.variables`),
      (task, change) => wrongFor(['6.5#003'], `the ${task.split('.')[0]}: ${variableInShort(change)}`),
    );
    if ('waits' in drift) return drift.waits;
    const there = await Promise.all(
      pair.map(async (service) => {
        const { host, place, id } = at(service, context.values);
        const names = (await host.api.variables(context, place, id)).map(({ name }) => name);
        const ours = new Set<string>([...namesAt(service), ...Object.keys(variablesFor(service, {}))]);
        return { service, names, foreign: names.filter((name) => !ours.has(name)) };
      }),
    );
    const paying = there.find(({ service }) => service === 'bot')?.foreign.filter((name) => /^STRIPE_.*(SECRET|KEY)/.test(name)) ?? [];
    return judge(context, {
      wrong: [...drift.wrong, wrongFor(['post#074'], paying.length > 0 && `the bot has ${paying.join(', ')}, which it does not read`)],
      saw: there
        .map(({ service, names, foreign }) => {
          const own = foreign.length > 0 ? `, of which not k77’s: ${foreign.join(', ')}` : '';
          return `${titles[service]}: ${names.length} variables${own}`;
        })
        .join('; '),
      want: 'everything that the code reads, as it is kept; keys that take money only where money is taken',
      from: 'the variables at the hosts, by name and fingerprint',
      fix: 'k77 deploy 6.5 sets what differs and deploys once; your own variables stay until you delete them',
    });
  },
});

const settings = check({
  id: 'bot.settings',
  section: 'Services',
  phase: '6.5',
  title: 'Bot and worker are started, watched and restarted as agreed, each in one place with enough memory',
  guide: ['6.5/4', '6.5/5', '6.5/7', '6.5#004', '6.5#005', '6.5#009', '6.5#010', 'post#030'],
  weight: 'blocker',
  task: ['bot.service', 'worker.service'],
  uses: hostVendors('bot', 'worker'),
  needs: pairNeeds,
  tolerates: pairTolerates,
  async probe(context) {
    const pair = pairOf(context.values);
    const drift = await driftIn(
      context,
      pair.map((service) => `${service}.service`),
      (task, change) => wrongFor(boxesOf(task, change), `the ${task.split('.')[0]}: ${inShort(change)}`),
    );
    if ('waits' in drift) return drift.waits;
    const seen = await Promise.all(pair.map(async (service) => ({ service, found: await serviceOf(context, service) })));
    return judge(context, {
      wrong: [...drift.wrong, ...seen.map(({ service, found }) => found === undefined && `${where(service, context.values)} is gone`)],
      saw: seen
        .map(({ service, found }) => {
          const { startCommand, restart, healthPath, region, memoryMb } = found?.settings ?? {};
          const parts = [startCommand, restart && `restarts ${restart}`, healthPath, region, memoryMb && `${memoryMb} MB`];
          return `${titles[service]}: ${[...parts.filter(Boolean), ...(found?.notes ?? [])].join(', ')}`;
        })
        .join('; '),
      want: 'start command, restart policy, health path, region, memory and one instance of the bot, as answered',
      from: 'the services at their hosts',
      fix: 'k77 deploy --only bot.service --only worker.service; the host takes it with the next deployment: k77 deploy 6.5',
    });
  },
});

const all = ['6.5#004', '6.5#005', '6.5#009', '6.5#010', 'post#030'] as const satisfies readonly BoxId[];

/** The box that says something of this setting; what no box names belongs to how the service is run. */
function boxesOf(task: string, { path }: Change): readonly BoxId[] {
  const setting = path.replace(/^settings\./, '');
  if (setting === '') return all;
  if (setting === 'restart') return ['6.5#009', 'post#030'];
  if (setting === 'healthPath') return ['6.5#010'];
  return task === 'worker.service' ? ['6.5#005'] : ['6.5#004'];
}

const runs = check({
  id: 'bot.runs',
  section: 'Services',
  phase: '6.5',
  title: 'The newest commit of the branch is what runs as bot and worker',
  guide: ['6.5/6', '6.5#006'],
  weight: 'blocker',
  uses: [...hostVendors('bot', 'worker'), git],
  needs: [...pairNeeds, 'repository', 'branch'],
  tolerates: [...pairTolerates, 'autoDeploy', 'workflow'],
  async probe(context) {
    const { values } = context;
    const [repository, branch] = [String(values.repository), String(values.branch)];
    const remote = await repositoryOf(context).remote(repository, branch);
    if (!remote.seen) return unknown(`git cannot see ${repository}: ${remote.says}`);
    const pair = pairOf(values);
    const seen = await Promise.all(pair.map(async (service) => ({ service, running: await runningOf(context, service) })));
    // Whoever deploys by hand may have pushed more than they want to run.
    const byHand = values.autoDeploy === 'no' && values.workflow === 'no';
    const under = seen.filter(({ running: { all } }) => ['waiting', 'building', 'starting'].includes(all[0]?.status ?? ''));
    if (under.length > 0) return unknown(`being deployed now: ${under.map(({ service }) => titles[service]).join(' and ')}`);
    return judge(context, {
      wrong: seen.flatMap(({ service, running }) =>
        wrongIn(running, byHand ? undefined : remote.head).map((problem) => `${where(service, values)} ${problem}`),
      ),
      saw: seen
        .map(({ service, running: { current } }) => `${titles[service]}: ${short(current?.commit)}, ${current?.says ?? ''}`)
        .join('; '),
      want: `${branch} of ${repository} (${short(remote.head)}) live as bot and worker, its newest deployment not failed`,
      from: 'the deployments at the hosts, and git ls-remote',
      fix: `k77 deploy 6.5 deploys it, follows it and explains what stops it; its log: ${pageOf('bot', values)}`,
    });
  },
});

function wrongIn({ all, current }: Running, head: string | undefined): string[] {
  const [newest] = all;
  if (newest === undefined) return ['was never deployed'];
  const failed = ['failed', 'crashed'].includes(newest.status) && newest.id !== current?.id;
  return [
    ...(failed ? [`failed when ${short(newest.commit)} was deployed last (${newest.says})`] : []),
    ...(current === undefined ? ['does not run'] : []),
    ...(current !== undefined && current.status !== 'live' ? [`is ${current.status} (${current.says})`] : []),
    ...(current !== undefined && head !== undefined && current.commit !== head
      ? [`runs ${short(current.commit)}, not ${short(head)}`]
      : []),
  ];
}

const stateKept = check({
  id: 'bot.state-kept',
  section: 'Services',
  phase: '6.5',
  title: 'Nothing that must stay is on a disk that goes away',
  guide: ['6.5/10', '6.5#015'],
  weight: 'warning',
  uses: hostVendors('bot'),
  needs: [...pairNeeds, 'volume'],
  tolerates: [nameKeys.bot],
  async probe(context) {
    const drift = await driftIn(context, ['bot.volume'], () => 'your own code writes files, and the bot has no disk at /data');
    if ('waits' in drift) return drift.waits;
    const disk = (await serviceOf(context, 'bot'))?.settings.volume;
    const wanted = context.values.volume === 'yes';
    return judge(context, {
      wrong: drift.wrong,
      saw: disk
        ? `a disk at ${disk}, which stays; k77 makes no copies of it`
        : 'no disk, as answered: everything that must stay is in the database, whose backups mongodb.backups proves',
      want: wanted ? 'a disk at /data' : 'no file that must stay outside the database',
      from: 'the disks of the bot at its host',
      fix: 'k77 deploy --only bot.volume, then k77 deploy 6.5: a disk is there from the next deployment on',
    });
  },
});

export const bot: readonly AnyCheck[] = [variablesSet, settings, runs, stateKept];

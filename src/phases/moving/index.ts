/**
 * Moving a service to another host: which of the phases' tasks prepare it there, how it is switched, and how the old place is left. `engine/move.ts` walks it.
 */
import type { Host } from '../../core/host.ts';
import { type Key, type Service, services, type Values } from '../../core/keys.ts';
import type { Move, MoveOutlook, MoveStep } from '../../core/move.ts';
import type { AnyTask } from '../../core/task.ts';
import { hostNamed, hostsFor } from '../../hosts/hosts.ts';
import { refusesSigned } from '../6.4-domain/signing-questions.ts';
import { access, hostsOf } from '../6.5-bot/access.ts';
import { code } from '../6.5-bot/code.ts';
import { pushed } from '../6.5-bot/code-pushed.ts';
import { imageWorkflow } from '../6.5-bot/image-workflow.ts';
import { questions as botQuestions } from '../6.5-bot/questions.ts';
import { keysOf, titles } from '../6.5-bot/services.ts';
import { access as dashboardAccess } from '../6.6-dashboard/access.ts';
import { questions as dashboardQuestions } from '../6.6-dashboard/questions.ts';
import { runningTask, stoppedTask } from './old-host.ts';
import { hiddenStages } from './stages-hidden.ts';
import { namedStages } from './stages-named.ts';
import { automatic, type Named, recordsOf } from './ttl.ts';
import { glance, watchTask } from './web.ts';

/** Every service can move. */
export function moveOf(service: Service): Move {
  const keys = keysOf[service];
  const named = isNamed(service) ? service : undefined;
  return {
    service,
    title: titles[service],
    host: keys.host,
    hosts: hostsFor(service).map(({ id, title }) => ({ id, title })),
    values: placeKeys(service),
    deployed: keys.deployed,
    running: runningTask(service),
    questions: [...botQuestions, ...dashboardQuestions],
    refused: (to, values) => (named ? refusesSigned(to, values) : undefined),
    beforehand: (values) => beforehand(service, values),
    stages: (values, names) => {
      const brought = bringing(hostNamed(String(values[keys.host])));
      return named && hasNames(named, values) ? namedStages(named, brought, names) : hiddenStages(service, values, brought, names);
    },
    abandon: (values) => abandoned(service, named && hasNames(named, values) ? named : undefined),
    outlook: ({ from, to, values }) => outlook(service, hostNamed(from), hostNamed(to), values),
    ...(named ? { watch: { task: watchTask(named), look: (context) => glance(context, named) } } : {}),
    checks: checks[service],
  };
}

function isNamed(service: Service): service is Named {
  return service === 'api' || service === 'dashboard';
}

/** Before the domain is there, it is reached by nobody under its name. */
function hasNames(service: Named, values: Partial<Values>): boolean {
  return values[service === 'api' ? 'API_HOST' : 'DASHBOARD_HOSTS'] !== undefined && values[recordsOf[service]] !== undefined;
}

/** What is known of the place where a service is. */
function placeKeys(service: Service): readonly Key[] {
  const { place, service: id, variables, seen, deployed } = keysOf[service];
  const more: Readonly<Record<Service, readonly Key[]>> = {
    bot: ['BOT_VOLUME'],
    worker: [],
    api: ['API_RECORDS', 'API_HOST'],
    dashboard: ['DASHBOARD_RECORDS', 'DASHBOARD_HOSTS'],
  };
  return [place, id, variables, seen, deployed, ...more[service]];
}

/** Hosts that do not tell what they may read are told to by a person, once: where the service is there already, they may. */
function beforehand(service: Service, values: Partial<Values>): ReturnType<Move['beforehand']> {
  const keys = keysOf[service];
  const host = hostNamed(String(values[keys.host]));
  const task: AnyTask = service === 'dashboard' ? dashboardAccess : access;
  if (host.hidesAccess !== true || values[keys.service] !== undefined || !task.byHand) return undefined;
  return { task, hand: { ...task.byHand, proof: 'read' }, want: { repository: values.repository, hosts: [host.id] } };
}

/** To a host that builds nothing the code is brought by a workflow of the repository, which has to be there first. */
function bringing({ imageWorkflow: workflow }: Host): readonly MoveStep[] {
  // One after the other: each sees what the one before has written.
  return workflow ? [imageWorkflow, code, pushed].map((task) => ({ of: 'new', tasks: [task] })) : [];
}

function abandoned(service: Service, named: Named | undefined): readonly MoveStep[] {
  return [
    { of: 'new', tasks: [stoppedTask(service, 'at the new host')], mayWait: true },
    ...(named ? [{ of: 'workspace' as const, tasks: [automatic(named)], mayWait: true as const }] : []),
  ];
}

function outlook(service: Service, from: Host, to: Host, values: Partial<Values>): MoveOutlook {
  const others = hostsOf(
    services.filter((one) => one !== service),
    values,
  );
  const cents = (host: Host): number => host.facts.serviceCents + (others.includes(host) ? 0 : host.facts.fixedCents);
  return { fromCents: cents(from), toCents: cents(to), users: noticed[service](to), notes: notesFor(service, from) };
}

const noticed: Readonly<Record<Service, (to: Host) => readonly string[]>> = {
  bot: () => ['the bot does not answer for the seconds in which the new one takes over what the old one let go'],
  worker: () => ['users notice nothing: both take their work from the same queue for a moment'],
  api: (to) => [byName(to)],
  dashboard: (to) => [byName(to)],
};

function byName(to: Host): string {
  return `both serve while resolvers learn the new address; ${to.title} gets its certificate only then, so that for a minute or so some visitors may not come through`;
}

function notesFor(service: Service, from: Host): readonly string[] {
  return [
    `nothing is deleted: the service, its variables and its builds stay at ${from.title}, stopped; k77 move ${service} --back returns to them`,
    ...(from.facts.fixedCents > 0 ? [`${from.title} goes on charging what its plan costs for as long as you have it`] : []),
  ];
}

const checks: Readonly<Record<Service, readonly string[]>> = {
  bot: ['bot.variables-set', 'bot.settings', 'bot.runs', 'bot.online', 'bot.connected', 'release.recorded'],
  worker: ['host.variables', 'release.recorded'],
  api: [
    'api.variables-set',
    'api.settings',
    'api.runs',
    'api.named',
    'api.healthy',
    'domain.records',
    'domain.resolves',
    'domain.certificate',
    'stripe.webhook-delivers',
    'release.recorded',
  ],
  dashboard: [
    'dashboard.variables-set',
    'dashboard.settings',
    'dashboard.runs',
    'dashboard.named',
    'domain.records',
    'domain.resolves',
    'domain.certificate',
    'release.recorded',
  ],
};

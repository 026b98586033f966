/**
 * A service that somebody made by hand, as `k77 adopt` finds it. What makes the surveys of bot, worker, API and dashboard: the host, the project and the names under
 * which the tasks find it again, and what it has otherwise than k77 would.
 */
import { type AnySurvey, type Candidate, confidences, type Survey, type SurveyContext, survey } from '../../core/adoption.ts';
import type { Host, HostedService, Place } from '../../core/host.ts';
import type { Key, Service, Values } from '../../core/keys.ts';
import { hostVendors } from '../../hosts/hosts.ts';
import { confidenceFor } from './adopt-clues.ts';
import { choicesOf, type Difference, differences, otherwise } from './adopt-differences.ts';
import { lookedThrough, lookTolerates, type Spotted, spotted } from './adopt-looking.ts';
import { dashboardPlaceWanted, exactly, nameKeys, placeNames, placeWanted, serviceNamed, withName } from './names.ts';
import { keysOf, titles } from './services.ts';

/** Best first. */
export function bySureness(a: Pick<Candidate, 'confidence'>, b: Pick<Candidate, 'confidence'>): number {
  return confidences.indexOf(a.confidence) - confidences.indexOf(b.confidence);
}

/** Answers that the first service that is found gives for all. */
const shared: readonly Key[] = ['repository', 'branch', 'hostNear'];

export function serviceSurvey(service: Service, guide: Survey['guide']): AnySurvey {
  const keys = keysOf[service];
  const own: readonly Key[] = service === 'bot' ? ['botMemory', 'volume'] : [];
  return survey<Key>({
    id: `${service}.service`,
    task: `${service}.service`,
    guide,
    title: `Service of the ${titles[service]}`,
    uses: hostVendors(service),
    anyOf: true,
    needs: ['project', 'domain', 'ENVIRONMENT'],
    tolerates: [...lookTolerates, ...placeNames, nameKeys[service], ...shared, ...own, 'CODE_SHAPE', 'CODE_ROOT'],
    gives: [keys.host, keys.service, nameKeys[service], ...shared, ...own],
    pick: 'one',
    async candidates(context): Promise<readonly Candidate[]> {
      const found = await Promise.all(lookedThrough(service, context.values).map((host) => spotted(context, host)));
      const here = found.flatMap((all) => inOneProject(all, context.values));
      const seen = await Promise.all(here.map((one) => candidateOf(context, service, one)));
      return seen.filter((one) => one !== undefined).sort(bySureness);
    },
  });
}

/** The services of one host are in one project: the one that was chosen, or that k77 would make. */
function inOneProject(all: readonly Spotted[], values: Partial<Values>): readonly Spotted[] {
  const inIt = all.filter(({ host, at }) => at.project === placeWanted(namedBy(values), host.id).project);
  return inIt.length > 0 ? inIt : all;
}

async function candidateOf(context: SurveyContext, service: Service, one: Spotted): Promise<Candidate | undefined> {
  const confidence = confidenceFor(service, one.clues, one.neighbours);
  if (confidence === undefined) return undefined;
  const { host, at, clues } = one;
  const { name, id } = one.service;
  const whole = await host.api.service(context, { ...at.place, exactly: name }, name);
  if (whole === undefined) return undefined;
  const differing = differences(service, one, whole, context.values);
  const fixed = differing.filter((difference) => host.fixed?.includes(difference.setting));
  return {
    id,
    name,
    about: aboutOf(one, whole),
    where: host.pages.service({ ...at.place, exactly: name }, id),
    confidence,
    because: becauseOf(service, one),
    differs: [
      ...differing.map(({ says }) => says),
      ...otherwise(whole, context.values),
      ...(clues.trial === undefined ? [] : [`"${clues.trial}" in its name speaks against it`]),
    ],
    ...(fixed.length === 0 ? {} : keptAs(fixed)),
    answers: {
      [keysOf[service].host]: host.id,
      ...projectNames(one, context.values),
      ...(await ownNameOf(context, service, one)),
      ...choicesOf(service, one, whole, context.values),
    },
    values: { [keysOf[service].service]: id },
  };
}

/** What its host never changes is taken as it is. */
function keptAs(fixed: readonly Difference[]): Pick<Candidate, 'keeps' | 'stands'> {
  const all = fixed.map(({ setting, is }) => [`settings.${setting}`, is] as const);
  return { keeps: all.map(([path]) => path), stands: Object.fromEntries(all) };
}

function becauseOf(service: Service, { clues, at, neighbours, service: { repository } }: Spotted): string[] {
  return [
    ...clues.because[service],
    ...clues.identity.filter((text) => !clues.because[service].includes(text)),
    ...(clues.repository === 'same' ? [`it deploys ${repository}`] : []),
    ...(clues.named && clues.repository !== 'same' ? ['the name of the project is in its own'] : []),
    ...(neighbours && clues.identity.length === 0 ? [`others in ${at.project} are yours`] : []),
  ];
}

/** Only where k77 would look for another one. */
export function projectNames({ host, at }: Pick<Spotted, 'host' | 'at'>, values: Partial<Values>): Partial<Record<Key, string>> {
  if (at.project === '') return {};
  const { project, environment } = placeWanted(namedBy(values), host.id);
  return {
    ...(at.project === project ? {} : { hostProject: withName(values.hostProject, host.id, at.project) }),
    ...(at.environment === environment ? {} : { hostEnvironment: withName(values.hostEnvironment, host.id, at.environment) }),
  };
}

async function ownNameOf(
  context: SurveyContext,
  service: Service,
  { host, at, service: { id, name } }: Spotted,
): Promise<Partial<Record<Key, string>>> {
  const { values } = context;
  const known = serviceNamed(service, host.id, values);
  const place = at.project === '' ? await placeAt(context, service, host) : at.place;
  const found = place && (await host.api.service(context, { ...place, ...exactly(service, host, values) }, known.name));
  return found?.id === id ? {} : { [nameKeys[service]]: withName(values[nameKeys[service]], host.id, name) };
}

/** Where the tasks will look, as far as it is there. */
export async function placeAt(context: SurveyContext, service: Service, host: Host): Promise<Place | undefined> {
  const named = namedBy(context.values);
  return host.api.place(context, service === 'dashboard' ? dashboardPlaceWanted(named) : placeWanted(named, host.id));
}

function namedBy({ project = '', ENVIRONMENT = '', hostProject, hostEnvironment }: Partial<Values>): Parameters<typeof placeWanted>[0] {
  return { project, ENVIRONMENT, ...(hostProject ? { hostProject } : {}), ...(hostEnvironment ? { hostEnvironment } : {}) };
}

function aboutOf({ host, at, service: { startCommand } }: Spotted, { repository }: HostedService): string {
  const where = at.project === '' ? host.title : `${host.title}, project ${at.project}`;
  const from = repository ? `deploys ${repository.repository}, branch ${repository.branch || '?'}` : 'no repository connected';
  return [where, from, ...(startCommand ? [`starts with ${startCommand}`] : [])].join('; ');
}

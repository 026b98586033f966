/**
 * The project at a host that somebody made by hand: the one that holds services of ours. Asked before its services, so that two projects are one question.
 */
import { type AnySurvey, type Candidate, type Confidence, type SurveyContext, survey } from '../../core/adoption.ts';
import type { Host } from '../../core/host.ts';
import { hosts } from '../../hosts/hosts.ts';
import { confidenceFor } from './adopt-clues.ts';
import { lookedThrough, type Spotted, spotted } from './adopt-looking.ts';
import { bySureness, projectNames } from './adopt-services.ts';
import { placeNames } from './names.ts';

const services = ['bot', 'worker', 'api'] as const;
/** Those that keep services in projects of their own. */
const withProjects = hosts.filter(({ id }) => id === 'railway' || id === 'render' || id === 'digitalocean');

function placeSurvey(host: Host): AnySurvey {
  return survey<'project' | 'domain' | 'ENVIRONMENT'>({
    id: `host.places/${host.id}`,
    task: 'host.places',
    guide: ['6.5/1', '6.5/2'],
    title: `Project at ${host.title}`,
    uses: [host.vendor],
    needs: ['project', 'domain', 'ENVIRONMENT'],
    // Nothing else is waited for: it says where the services are looked for.
    tolerates: placeNames,
    gives: placeNames,
    pick: 'one',
    async candidates(context): Promise<readonly Candidate[]> {
      if (!services.some((service) => lookedThrough(service, context.values).includes(host))) return [];
      const all = (await spotted(context as SurveyContext, host)).filter(({ at }) => at.project !== '');
      const places = Map.groupBy(all, ({ at }) => `${at.project}/${at.environment}`);
      const found = [...places.values()].map((inside) => candidateOf(context as SurveyContext, host, inside));
      return found.filter((one) => one !== undefined).sort(bySureness);
    },
  });
}

function candidateOf(context: SurveyContext, host: Host, inside: readonly Spotted[]): Candidate | undefined {
  const ours = inside.flatMap((one) =>
    services.flatMap((service) => {
      const confidence = confidenceFor(service, one.clues, one.neighbours);
      return confidence === undefined ? [] : [{ one, service, confidence }];
    }),
  );
  const [first] = inside;
  if (!first || ours.length === 0) return undefined;
  const { at } = first;
  const levels: readonly Confidence[] = ours.map(({ confidence }) => confidence);
  return {
    id: at.place.environment ?? at.project,
    name: at.project,
    about: `environment ${at.environment}, ${inside.length} ${inside.length === 1 ? 'service' : 'services'} like ours: ${inside.map(({ service }) => service.name).join(', ')}`,
    where: host.pages.service(at.place, first.service.id),
    confidence: levels.includes('certain') ? 'certain' : levels.includes('likely') ? 'likely' : 'possible',
    because: [...new Set(ours.flatMap(({ one }) => reasonsOf(one)))].slice(0, 4),
    differs: [],
    answers: projectNames(first, context.values),
  };
}

function reasonsOf({ clues, service }: Spotted): string[] {
  return [
    ...(clues.repository === 'same' ? [`${service.name} deploys ${service.repository}`] : []),
    ...clues.identity.map((text) => text.replace('leads to it', `leads to ${service.name}`).replace(/^its /, `${service.name}’s `)),
  ];
}

export const placeSurveys: readonly AnySurvey[] = withProjects.map(placeSurvey);

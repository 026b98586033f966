/** Calls about monitors (detectors) and alerts (workflows). */

import type { Books } from './books.ts';
import { type Body, field, listIn, textIn } from './fields.ts';
import type { Action, Condition, Detector, Group, Organization, Project, Workflow } from './model.ts';
import { notFound, Refusal } from './refusal.ts';
import * as render from './render-alerts.ts';

const logics = ['any', 'any-short', 'all', 'none'];

function groupIn(books: Books, value: unknown, at: string): Group {
  if (typeof value !== 'object' || value === null) throw new Refusal(400, { [at]: ['Invalid data.'] });
  const body = value as Body;
  const logicType = String(field(body, 'logic_type'));
  if (!logics.includes(logicType)) throw new Refusal(400, { [at]: [`"${logicType}" is not a valid choice.`] });
  const conditions = listIn(body, 'conditions') as Condition[];
  const actions = listIn(body, 'actions') as Action[];
  for (const { type, comparison } of conditions)
    if (typeof type !== 'string' || comparison === undefined) throw new Refusal(400, { [at]: ['Condition is not complete.'] });
  for (const action of actions) checkAction(books, action);
  return { id: books.nextId(), logicType, conditions, actions };
}

function checkAction({ state }: Books, { type, config }: Action): void {
  if (type !== 'email') return;
  const { targetType, targetIdentifier } = config ?? {};
  const known =
    targetType === 'team'
      ? state.teams.some(({ id }) => id === targetIdentifier)
      : targetType === 'user'
        ? state.members.some(({ id }) => id === targetIdentifier)
        : targetType === 'issue_owners';
  if (!known) throw new Refusal(400, { actionFilters: [`Invalid target: ${String(targetType)} ${String(targetIdentifier)}`] });
}

function shapeOf(
  books: Books,
  of: Organization,
  body: Body,
): Pick<Detector, 'name' | 'dataSources' | 'config' | 'conditionGroup' | 'enabled' | 'owner'> {
  const type = textIn(body, 'type');
  if (type === 'metric_issue' && !of.features.includes('incidents'))
    throw new Refusal(403, 'Your plan does not include metric monitors: upgrade to use this feature.');
  if (type !== 'metric_issue') throw new Refusal(400, { type: ['Detector type not compatible with this endpoint.'] });
  const [source, ...more] = listIn(body, 'data_sources') as Record<string, unknown>[];
  if (!source || more.length > 0) throw new Refusal(400, { dataSources: ['Only one data source is allowed.'] });
  for (const name of ['aggregate', 'dataset', 'timeWindow'])
    if (source[name] === undefined) throw new Refusal(400, { dataSources: [`${name} is required`] });
  environmentIn(books, of, source.environment);
  const group = groupIn(books, field(body, 'condition_group'), 'conditionGroup');
  if (!group.conditions.some(({ conditionResult }) => conditionResult === 0))
    throw new Refusal(400, { conditionGroup: ['Resolution condition required for metric issue detector.'] });
  const owner = field(body, 'owner');
  return {
    name: textIn(body, 'name'),
    dataSources: [source],
    config: (field(body, 'config') ?? {}) as Record<string, unknown>,
    conditionGroup: group,
    enabled: body.enabled !== false,
    owner: typeof owner === 'string' ? owner : null,
  };
}

/** One exists once an error or a deploy named it. */
function environmentIn({ state }: Books, of: Organization, name: unknown): string | null {
  if (typeof name !== 'string') return null;
  const own = state.projects.filter(({ organization }) => organization === of.slug).map(({ id }) => id);
  const heard = state.events.some((one) => own.includes(one.project) && one.environment === name);
  const deployed = state.releases.some(
    (one) => one.organization === of.slug && one.deploys.some(({ environment }) => environment === name),
  );
  if (!heard && !deployed) throw new Refusal(400, { environment: ['Environment is not part of this organization'] });
  return name;
}

export function createDetector(books: Books, of: Organization, project: Project, body: Body): unknown {
  const wanted = shapeOf(books, of, body);
  if (books.state.detectors.some((one) => one.project === project.id && one.name === wanted.name && one.type === 'metric_issue'))
    throw new Refusal(400, { name: ['A monitor of this name already exists.'] });
  const made: Detector = { ...wanted, id: books.nextId(), project: project.id, type: 'metric_issue', created: books.now(), open: null };
  books.state.detectors.push(made);
  return render.detector(books, made);
}

export function updateDetector(books: Books, of: Organization, id: string, body: Body): unknown {
  const found = detectorOf(books, of, id);
  return render.detector(books, Object.assign(found, shapeOf(books, of, body)));
}

export function removeDetector(books: Books, of: Organization, id: string): undefined {
  const found = detectorOf(books, of, id);
  if (found.type !== 'metric_issue') throw new Refusal(403, 'This monitor cannot be deleted.');
  books.state.detectors.splice(books.state.detectors.indexOf(found), 1);
  for (const one of books.state.workflows) one.detectorIds = one.detectorIds.filter((other) => other !== id);
  return undefined;
}

export function detectorOf(books: Books, of: Organization, id: string): Detector {
  const found = detectorsOf(books, of).find((one) => one.id === id);
  if (!found) throw notFound();
  return found;
}

/** @param projects ids or slugs; all of them when empty */
export function detectorsOf({ state }: Books, of: Organization, projects: readonly string[] = []): Detector[] {
  const own = state.projects.filter(({ organization }) => organization === of.slug);
  const meant = projects.length === 0 ? own : own.filter(({ id, slug }) => projects.includes(id) || projects.includes(slug));
  return state.detectors.filter(({ project }) => meant.some(({ id }) => id === project));
}

function alertOf(books: Books, of: Organization, body: Body): Omit<Workflow, 'id' | 'organization' | 'created' | 'lastTriggered' | 'told'> {
  const detectorIds = listIn(body, 'detector_ids').map(String);
  for (const id of detectorIds)
    if (!detectorsOf(books, of).some((one) => one.id === id)) throw new Refusal(400, { detectorIds: ['Some detectors do not exist.'] });
  const triggers = field(body, 'triggers');
  return {
    name: textIn(body, 'name', 256),
    enabled: body.enabled !== false,
    environment: environmentIn(books, of, body.environment),
    config: (field(body, 'config') ?? {}) as Record<string, unknown>,
    triggers: triggers === undefined || triggers === null ? null : groupIn(books, triggers, 'triggers'),
    actionFilters: listIn(body, 'action_filters').map((one) => groupIn(books, one, 'actionFilters')),
    detectorIds,
  };
}

export function createWorkflow(books: Books, of: Organization, body: Body): unknown {
  const made: Workflow = {
    ...alertOf(books, of, body),
    id: books.nextId(),
    organization: of.slug,
    created: books.now(),
    lastTriggered: null,
    told: {},
  };
  books.state.workflows.push(made);
  return render.workflow(books, made);
}

export function workflowOf({ state }: Books, of: Organization, id: string): Workflow {
  const found = state.workflows.find((one) => one.organization === of.slug && one.id === id);
  if (!found) throw notFound();
  return found;
}

export function updateWorkflow(books: Books, of: Organization, id: string, body: Body): unknown {
  return render.workflow(books, Object.assign(workflowOf(books, of, id), alertOf(books, of, body)));
}

export function removeWorkflow(books: Books, of: Organization, id: string): undefined {
  books.state.workflows.splice(books.state.workflows.indexOf(workflowOf(books, of, id)), 1);
  return undefined;
}

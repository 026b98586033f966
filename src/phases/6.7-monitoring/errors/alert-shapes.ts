/** The two alerts as Sentry is told of them, and how they are known again. Pure. https://docs.sentry.io/product/new-monitors-and-alerts/ */
import type { NewDetector, NewWorkflow, SentryConditionGroup, SentryDetector, SentryWorkflow } from '../../../vendors/sentry-types.ts';

/** Errors of one project in so many minutes: more are a step, and no stumble. A share of yesterday's would ring on quiet days, when three follow on one. */
export const step = { errors: 25, minutes: 5 } as const;
/** Minutes in which the same issue is told of once. */
const pause = 30;

export interface Naming {
  /** Of the team: `kingdom-77`. */
  team: string;
  environment: string;
}

export function nameOf(kind: 'new' | 'many', { team, environment }: Naming): string {
  return `${team} ${environment}: ${kind === 'new' ? 'a new error' : 'many errors'}`;
}

/** Counts errors, and opens an issue above the step. */
export function monitor(naming: Naming, teamId: string): NewDetector {
  const { errors, minutes } = step;
  return {
    name: nameOf('many', naming),
    type: 'metric_issue',
    dataSources: [
      {
        aggregate: 'count()',
        dataset: 'events',
        environment: naming.environment,
        eventTypes: ['default', 'error'],
        query: 'is:unresolved',
        queryType: 0,
        timeWindow: minutes * 60,
      },
    ],
    config: { detectionType: 'static' },
    conditionGroup: {
      logicType: 'any',
      conditions: [
        { type: 'gt', comparison: errors, conditionResult: 75 },
        { type: 'lte', comparison: errors, conditionResult: 0 },
      ],
    },
    enabled: true,
    owner: `team:${teamId}`,
  };
}

/** Whether a monitor counts as wanted. */
export function counts({ enabled, dataSources, conditionGroup }: SentryDetector, { environment }: Naming): boolean {
  // Answers put the query two layers deep.
  const told = JSON.stringify(dataSources);
  const over = conditionGroup?.conditions.some(({ type, comparison }) => type === 'gt' && comparison === step.errors) === true;
  return enabled && over && told.includes(`"environment":"${environment}"`) && told.includes(`"timeWindow":${step.minutes * 60}`);
}

function mailing(teamId: string, conditions: SentryConditionGroup['conditions']): SentryConditionGroup {
  const config = { targetType: 'team', targetIdentifier: teamId, targetDisplay: null };
  return { logicType: 'all', conditions, actions: [{ type: 'email', integrationId: null, data: {}, config, status: 'active' }] };
}

function bare(naming: Naming, kind: 'new' | 'many', watched: readonly string[]): Omit<NewWorkflow, 'triggers' | 'actionFilters'> {
  return { name: nameOf(kind, naming), enabled: true, environment: naming.environment, config: { frequency: pause }, detectorIds: watched };
}

const arising: SentryConditionGroup = {
  logicType: 'any-short',
  conditions: ['first_seen_event', 'regression_event'].map((type) => ({ type, comparison: true, conditionResult: true })),
};

/** An error that was never seen, or that was thought to be solved. @param watched ids of the projects' own monitors */
export function newErrors(naming: Naming, teamId: string, watched: readonly string[]): NewWorkflow {
  return { ...bare(naming, 'new', watched), triggers: arising, actionFilters: [mailing(teamId, [])] };
}

/** @param watched ids of the monitors that count */
export function counted(naming: Naming, teamId: string, watched: readonly string[]): NewWorkflow {
  return { ...bare(naming, 'many', watched), triggers: arising, actionFilters: [mailing(teamId, [])] };
}

/** Where the plan has no monitors that count: the same step, of each issue by itself. @param watched ids of the projects' own monitors */
export function frequent(naming: Naming, teamId: string, watched: readonly string[]): NewWorkflow {
  const often = {
    type: 'event_frequency_count',
    comparison: { value: step.errors, interval: `${step.minutes}min` },
    conditionResult: true,
  };
  return {
    ...bare(naming, 'many', watched),
    triggers: { logicType: 'any-short', conditions: [] },
    actionFilters: [mailing(teamId, [often])],
  };
}

/** Whether an alert that is there says the same; Sentry adds ids and defaults. */
export function isSameAlert(there: SentryWorkflow, want: NewWorkflow): boolean {
  return JSON.stringify(gist(there)) === JSON.stringify(gist(want));
}

function gist({ enabled, environment, config, triggers, actionFilters, detectorIds }: SentryWorkflow | NewWorkflow): unknown {
  const conditions = (group: SentryConditionGroup | null): unknown =>
    (group?.conditions ?? []).map(({ type, comparison }) => `${type} ${JSON.stringify(comparison)}`).sort();
  return {
    enabled,
    environment,
    frequency: config.frequency,
    triggers: conditions(triggers),
    filters: actionFilters.map((group) => [
      conditions(group),
      (group.actions ?? []).map(({ type, config: { targetType, targetIdentifier } }) => [type, targetType, String(targetIdentifier ?? '')]),
    ]),
    watched: [...detectorIds].map(String).sort(),
  };
}

/** Phase 6.7, errors: what is asked, done and proved. Sentry gathers what goes wrong in bot, worker, API and dashboard. */
import type { Phase } from '../../../core/phase.ts';
import { alerts } from './alerts.ts';
import { clientKeys } from './keys.ts';
import { organization } from './organization.ts';
import { privacy } from './privacy.ts';
import { projects } from './projects.ts';
import { questions } from './questions.ts';
import { spikes } from './quota.ts';
import { releases } from './releases.ts';
import { members, team } from './team.ts';

export const errors: Pick<Phase, 'questions' | 'tasks' | 'gate'> = {
  questions,
  tasks: [organization, team, members, projects, clientKeys, privacy, spikes, releases, alerts],
  gate: ['errors.projects', 'errors.keys', 'errors.private', 'errors.quota', 'errors.releases', 'errors.alerts', 'errors.arrive'],
};

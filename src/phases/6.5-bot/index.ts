/**
 * Phase 6.5: bot and worker. A commit, a repository, a project at the host; services made empty, then their variables, then one deployment that is followed until
 * the bot says that it is ready.
 */
import type { Phase } from '../../core/phase.ts';
import { access } from './access.ts';
import { adoption } from './adopt.ts';
import { alerts } from './alerts.ts';
import { code } from './code.ts';
import { pushed } from './code-pushed.ts';
import { botDeployed, workerDeployed } from './deployed.ts';
import { imageWorkflow } from './image-workflow.ts';
import { logLevel } from './log-level.ts';
import { places } from './places.ts';
import { apiPushes, dashboardPushes } from './pushes-wait.ts';
import { questions } from './questions.ts';
import { repository } from './repository.ts';
import { botService, workerService } from './service.ts';
import { botVariables, workerVariables } from './variables.ts';
import { volume } from './volume.ts';
import { workflow } from './workflow.ts';

export const botPhase: Phase = {
  number: '6.5',
  id: 'bot',
  title: 'Bot and worker',
  minutes: 10,
  guideEstimate: '1 to 2 days',
  begins: true,
  questions,
  tasks: [
    workflow,
    imageWorkflow,
    code,
    repository,
    access,
    places,
    logLevel,
    botService,
    workerService,
    volume,
    botVariables,
    workerVariables,
    apiPushes,
    dashboardPushes,
    pushed,
    botDeployed,
    workerDeployed,
    alerts,
  ],
  gate: [
    'code.committed',
    'host.repository-readable',
    'bot.variables-set',
    'bot.settings',
    'bot.runs',
    'bot.online',
    'bot.connected',
    'bot.commands-synced',
    'bot.commands-answer',
    'bot.resources',
    'bot.revives',
    'bot.state-kept',
    'host.deploys-pushes',
    'host.cost',
    'host.alerts-set',
    'host.variables',
    'mongodb.region',
  ],
  adoption,
};

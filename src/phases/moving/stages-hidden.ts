/**
 * The stages of a service that nobody reaches by a name. Workers take from one queue, so that both may run for a moment. Bots must not: the new one stands by until the old
 * one lets its shards go; an operator's own bot in Python cannot, and starts when the other has ended.
 */

import type { Service, Values } from '../../core/keys.ts';
import type { MoveStage, MoveStep } from '../../core/move.ts';
import type { AnyTask } from '../../core/task.ts';
import { botDeployed, workerDeployed } from '../6.5-bot/deployed.ts';
import { botService, workerService } from '../6.5-bot/service.ts';
import { titles } from '../6.5-bot/services.ts';
import { botVariables, workerVariables } from '../6.5-bot/variables.ts';
import { volume } from '../6.5-bot/volume.ts';
import { access as dashboardAccess } from '../6.6-dashboard/access.ts';
import { apiDeployed, dashboardDeployed } from '../6.6-dashboard/deployed.ts';
import { place } from '../6.6-dashboard/place.ts';
import { apiService, dashboardService } from '../6.6-dashboard/service.ts';
import { apiVariables, dashboardVariables } from '../6.6-dashboard/variables.ts';
import { botReady } from './bot-ready.ts';
import { stoppedTask } from './old-host.ts';
import { placeAccess, placeTask } from './place.ts';
import { settling } from './stages-named.ts';

const places: Readonly<Record<Service, readonly AnyTask[]>> = {
  bot: [placeAccess('bot'), placeTask('bot')],
  worker: [placeAccess('worker'), placeTask('worker')],
  api: [placeAccess('api'), placeTask('api')],
  dashboard: [dashboardAccess, place],
};
const made: Readonly<Record<Service, readonly AnyTask[]>> = {
  bot: [botService, volume, botVariables],
  worker: [workerService, workerVariables],
  api: [apiService, apiVariables],
  dashboard: [dashboardService, dashboardVariables],
};
const deployed: Readonly<Record<Service, AnyTask>> = {
  bot: botDeployed,
  worker: workerDeployed,
  api: apiDeployed,
  dashboard: dashboardDeployed,
};

interface Names {
  from: string;
  to: string;
}

export function hiddenStages(service: Service, values: Partial<Values>, brought: readonly MoveStep[], names: Names): readonly MoveStage[] {
  if (service === 'bot') return values.CODE_SHAPE === 'python' ? oneAfterTheOther(brought, names) : standingBy(brought, names);
  const { from, to } = names;
  const title = titles[service];
  return [
    {
      id: 'prepare',
      title: `Start the ${title} at ${to}, beside ${from}`,
      steps: [{ of: 'new', tasks: places[service] }, ...brought, { of: 'new', tasks: [...made[service], deployed[service]] }],
      commits: true,
    },
    { id: 'stop', title: `Stop it at ${from}`, steps: [{ of: 'old', tasks: [stoppedTask(service)] }] },
    { id: 'settle', title: 'Settle', steps: settling },
  ];
}

/** The shards change hands; should the new one not take them, the old one gets them back. */
function standingBy(brought: readonly MoveStep[], { from, to }: Names): readonly MoveStage[] {
  return [
    {
      id: 'prepare',
      title: `Start the bot at ${to}, standing by`,
      steps: [{ of: 'new', tasks: places.bot }, ...brought, { of: 'new', tasks: [...made.bot, botDeployed] }],
    },
    {
      id: 'hand-over',
      title: `Hand over from ${from} to ${to}`,
      interrupts: 'the bot, at most',
      commits: true,
      steps: [
        { of: 'old', tasks: [stoppedTask('bot')] },
        { of: 'new', tasks: [botReady] },
      ],
      back: [...backFrom, { of: 'old', tasks: [botReady] }],
    },
    { id: 'settle', title: 'Settle', steps: settling },
  ];
}

function oneAfterTheOther(brought: readonly MoveStep[], { from, to }: Names): readonly MoveStage[] {
  return [
    {
      id: 'prepare',
      title: `Prepare the bot at ${to}, beside ${from}`,
      steps: [{ of: 'new', tasks: places.bot }, ...brought, { of: 'new', tasks: made.bot }],
    },
    {
      id: 'hand-over',
      title: `Stop it at ${from}, then start it at ${to}: two of them would answer twice`,
      interrupts: 'the bot, at most',
      commits: true,
      steps: [
        { of: 'old', tasks: [stoppedTask('bot')] },
        { of: 'new', tasks: [botDeployed] },
      ],
      back: backFrom,
    },
    { id: 'settle', title: 'Settle', steps: settling },
  ];
}

const backFrom: readonly MoveStep[] = [
  { of: 'new', tasks: [stoppedTask('bot', 'at the new host')], mayWait: true },
  { of: 'old', tasks: [botDeployed] },
];

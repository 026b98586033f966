/**
 * Guide 6.5/6: bot and worker run.
 */
import { deployedTask } from './hosted-deployment.ts';

export const botDeployed = deployedTask('bot', {
  guide: ['6.5/2', '6.5/6', '6.5/9', '6.5#006', '6.5#008', 'post#028', 'post#029'],
  settings: [
    { id: '6.5/6:ready', says: 'its log says "bot ready" with servers, database and Redis' },
    {
      id: '6.5/6:causes',
      says: 'a missing variable, a missing module, MongoDB or Redis that refuse are recognised in the log and explained',
    },
    { id: '6.5/6:once', says: 'one deployment for each commit and set of variables; one that the host began by itself is followed' },
  ],
});

export const workerDeployed = deployedTask('worker', { guide: ['6.5/6'] });

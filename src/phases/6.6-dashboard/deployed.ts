/**
 * Guide 6.6/1 and 6.6/9: API and dashboard run.
 */
import { deployedTask } from '../6.5-bot/hosted-deployment.ts';

export const apiDeployed = deployedTask('api', {
  guide: ['6.6/1', '6.6#001', '6.6#006', '6.6#009'],
  settings: [{ id: '6.6/1:ready', says: '/health/ready answers 200 within 120 s: database and queue are connected' }],
});

export const dashboardDeployed = deployedTask('dashboard', {
  guide: ['6.6/9', '6.6/13', '6.6#011'],
  settings: [
    { id: '6.6/9:deploy', says: 'followed from the queue to production; a failed build is explained' },
    { id: '6.6/13:production', says: 'a push to the branch that is deployed goes to production, and no other does' },
  ],
});

/**
 * Guide 6.5/3: the variables of bot and worker.
 */
import { variablesTask } from './hosted-variables.ts';

export const botVariables = variablesTask('bot', {
  guide: ['6.5/3', '6.5#003', '6.1/4', '6.2/3', '6.3/3', 'post#074'],
  settings: [
    { id: '6.5/3:variables', says: 'everything that the bot reads and nothing else, in one batch; the keys of Stripe are not among it' },
    { id: '6.5/3:environment', says: 'ENVIRONMENT as everywhere, LOG_LEVEL info, NODE_ENV production' },
    { id: '6.5/3:urls', says: 'DASHBOARD_URL; API_URL goes to the API, which is all that reads it' },
    { id: '6.5/3:optional', says: 'keys of YouTube and Twitch, support server, role and owners, where you gave them' },
  ],
});

export const workerVariables = variablesTask('worker', {
  guide: ['6.5/3', '6.5#003'],
  settings: [{ id: '6.5/3:worker', says: 'the keys of Stripe go to the worker and the API, which use them' }],
});

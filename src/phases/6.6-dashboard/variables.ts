/**
 * Guide 6.6/2 and 6.6/7: the variables of API and dashboard. What the dashboard gets ends up in every browser, so nothing secret is among it.
 */
import { variablesTask } from '../6.5-bot/hosted-variables.ts';

export const apiVariables = variablesTask('api', {
  guide: ['6.6/2', '6.6#002', '6.6#007', '6.6#008', '6.4/5', '6.4/8'],
  settings: [
    { id: '6.6/2:variables', says: 'everything that the API reads, in one batch; the token of the bot is not among it' },
    { id: '6.6/2:listen', says: 'no HOST and no PORT: it listens on 0.0.0.0, and the host names the port' },
    { id: '6.6/2:session', says: 'JWT_SECRET and SESSION_SECRET of 32 bytes, made by k77 (6.1)' },
    { id: '6.6/2:limits', says: '60, 120, 300 and 1,000 requests a minute, as answered in 6.3' },
    { id: '6.6/2:origins', says: 'CORS_ORIGINS with the domain and www' },
  ],
});

export const dashboardVariables = variablesTask('dashboard', {
  guide: ['6.6/7', '6.6#012'],
  settings: [
    { id: '6.6/7:variables', says: 'addresses, the Discord application, the publishable key and the environment; for production only' },
    { id: '6.6/7:public', says: 'a value that k77 keeps as a secret can never be named NEXT_PUBLIC_' },
  ],
});

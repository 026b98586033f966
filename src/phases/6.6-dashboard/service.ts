/**
 * Guide 6.6/1, 6.6/3, 6.6/6 and 6.6/8: API and dashboard as services of their hosts.
 */
import { serviceTask } from '../6.5-bot/hosted-service.ts';

export const apiService = serviceTask('api', {
  guide: ['6.6/1', '6.6/3', '6.6#003'],
  settings: [
    { id: '6.6/1:root', says: 'the top of the repository: the API is built with its packages, from dashboard/' },
    { id: '6.6/3:start', says: 'node dashboard/dist/main.js on 0.0.0.0 and the PORT of the host; indexes are made before each deployment' },
    { id: '6.6/3:workers', says: 'one process an instance; more of them by k77 scale' },
  ],
});

export const dashboardService = serviceTask('dashboard', {
  guide: ['6.6/6', '6.6/8', '6.6/12', '6.6/13', '6.6#016'],
  settings: [
    { id: '6.6/6:name', says: 'kingdom77-dashboard' },
    { id: '6.6/6:framework', says: 'Next.js' },
    { id: '6.6/6:root', says: 'dashboard-frontend' },
    { id: '6.6/6:build', says: 'npm run build; the output folder is Next.js’s own' },
  ],
});

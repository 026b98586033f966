/**
 * Guide 6.5/4, 6.5/5 and 6.5/7: bot and worker as services of their host.
 */
import { serviceTask } from './hosted-service.ts';

export const botService = serviceTask('bot', {
  guide: ['6.5/2', '6.5/4', '6.5/5', '6.5/7', '6.5#004', '6.5#005', '6.5#009', '6.5#010', 'post#030'],
  settings: [
    { id: '6.5/4:start', says: 'node bot/dist/main.js; before each deployment the commands are synced to Discord' },
    { id: '6.5/2:language', says: 'Node.js, detected by the host from package.json; Python where you have a bot of your own' },
    { id: '6.5/5:region', says: 'the region of the host that is next to the database' },
    { id: '6.5/5:memory', says: '512 MB; 1 or 2 GB by answer' },
    { id: '6.5/5:replicas', says: 'one instance: two would answer everything twice' },
    { id: '6.5/7:restart', says: 'always; on plans without it on failure, 10 times' },
    { id: '6.5/7:health', says: '/health has to answer within 120 s before a deployment takes over' },
  ],
});

export const workerService = serviceTask('worker', {
  guide: ['6.5/5'],
  settings: [{ id: '6.5/5:worker', says: 'a service of its own for what may take longer, 512 MB' }],
});

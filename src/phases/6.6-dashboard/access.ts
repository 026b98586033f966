/**
 * Guide 6.6/5: the host of the dashboard may read the repository.
 */
import { accessTask } from '../6.5-bot/access.ts';

export const access = accessTask({
  id: 'dashboard.repository-access',
  guide: ['6.6/5', '6.6/6', '6.6#010', 'pre#006'],
  title: 'Let the host of the dashboard read the repository',
  services: ['dashboard'],
  gives: 'DASHBOARD_ACCESS',
});

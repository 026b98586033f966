/** Phase 6.7, uptime: what is asked, done and proved. */
import type { Phase } from '../../../core/phase.ts';
import { account } from './account.ts';
import { botMonitor } from './bot.ts';
import { channels } from './channels.ts';
import { email, emailConfirmed } from './email.ts';
import { heartbeat } from './heartbeat.ts';
import { link } from './link.ts';
import { monitors } from './monitors.ts';
import { page } from './page.ts';
import { questions } from './questions.ts';
import { statusName } from './status-name.ts';
import { told } from './told.ts';

export const uptime: Pick<Phase, 'questions' | 'tasks' | 'gate'> = {
  questions,
  tasks: [account, email, emailConfirmed, channels, monitors, botMonitor, heartbeat, page, statusName, link, told],
  gate: [
    'uptime.monitors',
    'uptime.secretless',
    'uptime.contacts',
    'uptime.certificates',
    'uptime.up',
    'uptime.alerts',
    'uptime.page',
    'uptime.link',
  ],
};

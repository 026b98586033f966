/** Phase 6.7, logs: what is asked, done and proved. */
import type { Phase } from '../../../core/phase.ts';
import { access } from './access.ts';
import { channel } from './channel.ts';
import { drains } from './drains.ts';
import { questions } from './questions.ts';
import { webhook } from './webhook.ts';

export const logs: Pick<Phase, 'questions' | 'tasks' | 'gate'> = {
  questions,
  tasks: [access, channel, webhook, drains],
  gate: ['logs.channel-private', 'logs.webhook-works', 'logs.configured', 'logs.errors-arrive', 'logs.levels', 'logs.drains'],
};

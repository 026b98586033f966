/** Phase 6.7, analytics: what is asked, done and proved. */
import type { Phase } from '../../../core/phase.ts';
import { account } from './account.ts';
import { keyEvent } from './key-event.ts';
import { measuring } from './measuring.ts';
import { property } from './property.ts';
import { questions } from './questions.ts';
import { retention } from './retention.ts';
import { secret } from './secret.ts';
import { sharing } from './sharing.ts';
import { stream } from './stream.ts';
import { vercelMeasures } from './vercel.ts';
import { visit } from './visit.ts';

export const analytics: Pick<Phase, 'questions' | 'tasks' | 'gate'> = {
  questions,
  tasks: [account, sharing, property, stream, retention, secret, keyEvent, vercelMeasures, measuring, visit],
  gate: [
    'analytics.property',
    'analytics.installed',
    'analytics.retention',
    'analytics.sharing',
    'analytics.events',
    'analytics.purchases',
    'analytics.vercel',
  ],
};

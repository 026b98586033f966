/**
 * Phase 6.7: monitoring. Errors are gathered, services are watched from outside, visits are counted once visitors allow it, and errors are told where people read.
 * What it gives to the services makes them deploy once more.
 */
import type { Phase } from '../../core/phase.ts';
import { analytics } from './analytics/index.ts';
import { errors } from './errors/index.ts';
import { logs } from './logs/index.ts';
import { uptime } from './uptime/index.ts';

const parts = [errors, uptime, analytics, logs];

export const monitoringPhase: Phase = {
  number: '6.7',
  id: 'monitoring',
  title: 'Monitoring',
  minutes: 15,
  guideEstimate: '2 days',
  questions: parts.flatMap(({ questions }) => questions),
  tasks: parts.flatMap(({ tasks }) => tasks),
  gate: parts.flatMap(({ gate }) => gate),
};

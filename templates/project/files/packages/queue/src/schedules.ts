/**
 * What happens by the clock. Each schedule has a fixed id, so that any number of workers may write the list and each job still runs once.
 */
import type { JobName } from './jobs.ts';

export interface Schedule {
  id: string;
  job: JobName;
  /** Either every so many milliseconds, or a cron pattern in UTC. */
  every: number | string;
  why: string;
}

const minute = 60_000;

export const schedules: readonly Schedule[] = [
  { id: 'outbox-sweep', job: 'outbox-sweep', every: 5 * minute, why: 'queues again what a lost Redis forgot' },
  { id: 'reconcile-daily', job: 'reconcile-daily', every: '17 4 * * *', why: 'finds events that never came' },
  { id: 'retention', job: 'retention', every: '43 3 * * *', why: 'keeps what the privacy policy promises' },
  { id: 'inactive-purge', job: 'inactive-purge', every: '23 2 * * 0', why: 'forgets people who have not come back for a year' },
];

/**
 * Every job there is: its name, what it is told, and in which queue it waits. Jobs carry ids, never data about people; what they work on is read anew
 * when they run. Each may run twice: processors look first whether it is done.
 */
export interface Jobs {
  /** A webhook event from the inbox. */
  'stripe-event': { eventId: string };
  /** Read the subscription from Stripe and write down what it says. */
  'sync-subscription': { subscriptionId: string };
  /** Give or take the premium role of one user. */
  'role-sync': { userId: string };
  /** The visitor's pseudonym at Google Analytics comes along only when the buyer allows measuring at that moment; it is kept nowhere else. */
  refund: { refundId: string; visitor?: string };
  'privacy-export': { requestId: string };
  'privacy-delete': { requestId: string };
  /** The bot has been away from a server for the agreed time. */
  'guild-purge': { guildId: string };
  /** Accounts and profiles that nobody used for the agreed time. */
  'inactive-purge': Record<string, never>;
  'giveaway-end': { giveawayId: string };
  /** One line to the operators' Discord channel. */
  'log-webhook': { title: string; lines: readonly string[] };
  /** Tell every server that a policy changed. */
  'notify-policy-change': { version: string };
  /** Compare Stripe, database and roles. */
  'reconcile-daily': Record<string, never>;
  /** Started by an operator after an outage: days of Premium as credit. */
  'outage-credit': { outageId: string; days: number };
  /** Queue again what was written down but not queued. */
  'outbox-sweep': Record<string, never>;
  /** What is kept only for a time: audit entries, packed exports, requests that fall due. */
  retention: Record<string, never>;
}

export type JobName = keyof Jobs;

export const queueNames = ['critical', 'bulk'] as const;
export type QueueName = (typeof queueNames)[number];

interface JobPlan {
  queue: QueueName;
  attempts: number;
  /** Milliseconds before the second attempt; doubles each time. */
  backoffMs: number;
}

/** More than an hour: vendors are away for longer than some minutes. */
const money: JobPlan = { queue: 'critical', attempts: 12, backoffMs: 2000 };
/** Half an hour. */
const prompt: JobPlan = { queue: 'critical', attempts: 12, backoffMs: 1000 };
const patient: JobPlan = { queue: 'bulk', attempts: 5, backoffMs: 30_000 };

/** Money, roles and promises with a time are critical: a crashed worker's job is found within a minute there. */
export const jobPlans: Readonly<Record<JobName, JobPlan>> = {
  'stripe-event': money,
  'sync-subscription': money,
  refund: money,
  'role-sync': prompt,
  'giveaway-end': prompt,
  'outbox-sweep': { ...prompt, attempts: 2 },
  'privacy-export': patient,
  'privacy-delete': patient,
  'guild-purge': patient,
  'inactive-purge': patient,
  'log-webhook': { ...patient, attempts: 3 },
  'notify-policy-change': patient,
  'reconcile-daily': patient,
  'outage-credit': patient,
  retention: patient,
};

export const jobNames = Object.keys(jobPlans) as readonly JobName[];

/** What a worker does for each job. Returning means done; throwing means again, later. */
export type Handlers = { readonly [N in JobName]: (data: Jobs[N], job: RunningJob) => Promise<void> };

export interface RunningJob {
  id: string;
  /** From 1. */
  attempt: number;
  /** This is the last attempt. */
  last: boolean;
}

/** A key for jobs that must wait only once. BullMQ keeps `:` for itself. */
export function jobKey(...parts: readonly string[]): string {
  return parts.map((part) => part.replaceAll(':', '.')).join('-');
}

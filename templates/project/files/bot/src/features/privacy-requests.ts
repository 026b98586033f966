/** Requests of people about their data, as the command takes them; the worker carries them out. */
import { policy } from '@k77/config';
import { answerDue } from '@k77/core';
import type { PrivacyRequest } from '@k77/data';
import type { BotTools } from '../tools.ts';

type Tools = Pick<BotTools, 'repositories' | 'queues' | 'site' | 'clock' | 'logger' | 'limiter'>;

const hour = 3_600_000;
const day = 24 * hour;

export type ExportAnswer = { kind: 'opened' | 'waiting' | 'ready' } | { kind: 'too soon'; again: Date } | { kind: 'away' };

export async function requestExport(userId: string, tools: Tools): Promise<ExportAnswer> {
  const { repositories, limiter, clock } = tools;
  const now = clock.now();
  const [last] = (await repositories.privacyRequests.ofUser(userId)).filter(({ kind }) => kind === 'export');
  if (last?.status === 'requested') return { kind: 'waiting' };
  if (last?.status === 'ready') return { kind: 'ready' };
  const again = new Date((last?.createdAt.getTime() ?? 0) + policy.exportEveryHours * hour);
  if (again > now) return { kind: 'too soon', again };
  if (!(await limiter.take('export', `user:${userId}`, 'free')).allowed) return { kind: 'away' };
  const request = await repositories.privacyRequests.open({
    userId,
    kind: 'export',
    status: 'requested',
    createdAt: now,
    dueAt: answerDue(now),
  });
  await repositories.audit.write({ at: now, action: 'privacy.export-requested', userId });
  // Written down already: without Redis the worker's sweep finds it.
  await tools.queues
    .add('privacy-export', { requestId: request.id }, { key: request.id })
    .catch((error: unknown) => tools.logger.warn({ err: error }, 'the export waits for the sweep'));
  return { kind: 'opened' };
}

export async function requestDeletion(userId: string, tools: Tools): Promise<{ kind: 'scheduled' | 'already'; runsAt: Date }> {
  const { repositories, clock, site } = tools;
  const now = clock.now();
  const waiting = await scheduledDeletion(userId, tools);
  if (waiting?.runsAt !== undefined) return { kind: 'already', runsAt: waiting.runsAt };
  const delayMs = site.retention.deletedDays * day;
  const runsAt = new Date(now.getTime() + delayMs);
  const request = await repositories.privacyRequests.open({
    userId,
    kind: 'delete',
    status: 'scheduled',
    createdAt: now,
    dueAt: answerDue(now),
    runsAt,
  });
  await repositories.audit.write({ at: now, action: 'privacy.deletion-requested', userId });
  await tools.queues
    .add('privacy-delete', { requestId: request.id }, { key: request.id, delayMs })
    .catch((error: unknown) => tools.logger.warn({ err: error }, 'the deletion waits for the sweep'));
  return { kind: 'scheduled', runsAt };
}

/** False: none was waiting. */
export async function cancelDeletion(userId: string, tools: Tools): Promise<boolean> {
  const waiting = await scheduledDeletion(userId, tools);
  if (waiting === undefined) return false;
  const now = tools.clock.now();
  const cancelled = await tools.repositories.privacyRequests.move(waiting.id, 'scheduled', 'cancelled', { finishedAt: now });
  if (cancelled === undefined) return false;
  await tools.repositories.audit.write({ at: now, action: 'privacy.deletion-cancelled', userId });
  // A job that is left finds that there is nothing to do.
  await tools.queues.remove('privacy-delete', waiting.id).catch(() => false);
  return true;
}

async function scheduledDeletion(userId: string, { repositories }: Tools): Promise<PrivacyRequest | undefined> {
  const requests = await repositories.privacyRequests.ofUser(userId);
  return requests.find(({ kind, status }) => kind === 'delete' && status === 'scheduled');
}

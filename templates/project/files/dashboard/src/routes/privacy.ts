/**
 * What people may ask of their data: a copy, and to be forgotten. Requests are written down with the day until which the law wants them answered; the worker
 * carries them out. Both need a login of the last minutes, so that a browser left open gives nothing away.
 */
import { policy } from '@k77/config';
import { answerDue } from '@k77/core';
import type { PrivacyRequest } from '@k77/data';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Api } from '../api.ts';
import { type Identity, identityOf } from '../auth/identity.ts';
import type { Dependencies } from '../dependencies.ts';
import { notFound, Problem } from '../errors/problem.ts';
import type { Services } from '../services.ts';
import { timestamp } from './fields.ts';

const tags = ['privacy'];
const day = 86_400_000;
const hour = 3_600_000;
/** How long after a login its owner may ask without logging in again. */
const recentLoginMs = 15 * 60_000;

const requestField = z.object({
  id: z.uuid(),
  kind: z.enum(['export', 'delete']),
  status: z.enum(['requested', 'scheduled', 'ready', 'done', 'cancelled', 'failed']),
  createdAt: timestamp,
  dueAt: timestamp.describe('Until when it is answered'),
  runsAt: timestamp.nullable().describe('When a deletion runs; until then it can be cancelled'),
  expiresAt: timestamp.nullable().describe('Until when an export can be fetched'),
  url: z.url().nullable().describe('Where a finished export is fetched; needs no login'),
});

export function privacyRoutes(app: Api, dependencies: Dependencies, services: Services): void {
  exporting(app, dependencies, services);
  deleting(app, dependencies, services);
}

function exporting(app: Api, dependencies: Dependencies, { exportLinks }: Services): void {
  const { env, repositories, clock } = dependencies;
  const urlOf = async ({ id, status, expiresAt }: PrivacyRequest) =>
    status === 'ready' && expiresAt !== undefined && expiresAt > clock.now()
      ? `${env.API_URL}/api/privacy/export/${id}?token=${await exportLinks.sign(id, expiresAt)}`
      : null;

  const list = z.object({ requests: z.array(requestField) });
  app.get('/api/privacy/requests', { schema: { tags, summary: 'Your requests', response: { 200: list } } }, async (request) => {
    const found = await repositories.privacyRequests.ofUser(identityOf(request).userId);
    return { requests: await Promise.all(found.map(async (one) => view(one, await urlOf(one)))) };
  });

  const config = { budget: 'export' } as const;
  app.post(
    '/api/privacy/export',
    { config, schema: { tags, summary: 'Ask for a copy of your data', response: { 202: requestField } } },
    async (request, reply) => {
      const { userId } = requireRecentLogin(request, clock.now());
      const opened = await openExport(dependencies, userId);
      return reply.status(202).send(view(opened, null));
    },
  );

  const params = z.object({ id: z.uuid() });
  const querystring = z.object({ token: z.string().optional() });
  const schema = { tags, summary: 'State of an export; with its token the file itself', params, querystring };
  app.get('/api/privacy/export/:id', { config: { callers: 'anybody', budget: 'export' }, schema }, async (request, reply) => {
    const { id } = request.params;
    const { token } = request.query;
    if (token !== undefined)
      return sendArchive(reply, id, (await exportLinks.verify(id, token)) ? await repositories.privacyRequests.archive(id) : undefined);
    const found = await repositories.privacyRequests.get(id);
    if (found?.kind !== 'export' || found.userId !== identityOf(request).userId) throw notFound();
    return view(found, await urlOf(found));
  });
}

/** @throws Problem 429 when there was one lately */
async function openExport({ repositories, queues, clock, logger }: Dependencies, userId: string): Promise<PrivacyRequest> {
  const now = clock.now();
  const before = await repositories.privacyRequests.ofUser(userId);
  const last = before.find(({ kind, status }) => kind === 'export' && status !== 'failed');
  const next = (last?.createdAt.getTime() ?? 0) + policy.exportEveryHours * hour;
  if (next > now.getTime()) {
    const headers = { 'retry-after': String(Math.ceil((next - now.getTime()) / 1000)) };
    throw new Problem(429, 'export-too-soon', 'You can ask for a copy once a day.', { headers });
  }
  const opened = await repositories.privacyRequests.open({
    userId,
    kind: 'export',
    status: 'requested',
    createdAt: now,
    dueAt: answerDue(now),
  });
  await repositories.audit.write({ at: now, action: 'privacy.export-requested', userId });
  await queues
    .add('privacy-export', { requestId: opened.id }, { key: opened.id })
    .catch((error: unknown) => logger.warn({ err: error }, 'export not queued'));
  return opened;
}

/** Packed by the worker. @throws Problem 404 also for a link that has ended */
function sendArchive(reply: FastifyReply, id: string, archive: Uint8Array | undefined): FastifyReply {
  if (archive === undefined) throw notFound();
  return reply
    .type('application/gzip')
    .header('content-disposition', `attachment; filename="export-${id.slice(0, 8)}.json.gz"`)
    .serializer((bytes: unknown) => bytes as never)
    .send(Buffer.from(archive));
}

function deleting(app: Api, dependencies: Dependencies, { desk, accountTokens }: Services): void {
  const { repositories, queues, clock } = dependencies;
  const scheduled = async (userId: string) =>
    (await repositories.privacyRequests.ofUser(userId)).find(({ kind, status }) => kind === 'delete' && status === 'scheduled');

  const config = { budget: 'export' } as const;
  const schema = { tags, summary: 'Ask to be forgotten', response: { 202: requestField } };
  app.post('/api/privacy/delete', { config, schema }, async (request, reply) => {
    const { userId } = requireRecentLogin(request, clock.now());
    const opened = (await scheduled(userId)) ?? (await openDeletion(dependencies, userId));
    // From now on nothing is done in the person's name. Whoever wants to cancel logs in again.
    await accountTokens.end(userId);
    await desk.endAll(userId);
    desk.clearCookies(reply);
    return reply.status(202).send(view(opened, null));
  });

  const cancel = { tags, summary: 'Stay after all', response: { 200: requestField } };
  app.post('/api/privacy/delete/cancel', { schema: cancel }, async (request) => {
    const { userId } = identityOf(request);
    const found = await scheduled(userId);
    const moved = found && (await repositories.privacyRequests.move(found.id, 'scheduled', 'cancelled', { finishedAt: clock.now() }));
    if (moved === undefined) throw new Problem(404, 'no-deletion', 'No deletion is scheduled.');
    await repositories.audit.write({ at: clock.now(), action: 'privacy.deletion-cancelled', userId });
    // Should the job stay, it finds that there is nothing to do.
    await queues.remove('privacy-delete', moved.id).catch(() => false);
    return view(moved, null);
  });
}

async function openDeletion({ repositories, queues, site, clock, logger }: Dependencies, userId: string): Promise<PrivacyRequest> {
  const now = clock.now();
  const delayMs = site.retention.deletedDays * day;
  const opened = await repositories.privacyRequests.open({
    userId,
    kind: 'delete',
    status: 'scheduled',
    createdAt: now,
    dueAt: answerDue(now),
    runsAt: new Date(now.getTime() + delayMs),
  });
  await repositories.audit.write({ at: now, action: 'privacy.deletion-requested', userId });
  await queues
    .add('privacy-delete', { requestId: opened.id }, { key: opened.id, delayMs })
    .catch((error: unknown) => logger.warn({ err: error }, 'deletion not queued'));
  return opened;
}

/** @throws Problem 403 when the login is older; the dashboard sends the person to `/api/auth/login?again=true` */
function requireRecentLogin(request: FastifyRequest, now: Date): Identity {
  const identity = identityOf(request);
  if (now.getTime() - identity.loggedInAt.getTime() > recentLoginMs) throw new Problem(403, 'login-too-old', 'Log in again to do this.');
  return identity;
}

function view({ id, kind, status, createdAt, dueAt, runsAt, expiresAt }: PrivacyRequest, url: string | null): z.input<typeof requestField> {
  const text = (date: Date | undefined) => date?.toISOString() ?? null;
  return {
    id,
    kind,
    status,
    createdAt: createdAt.toISOString(),
    dueAt: dueAt.toISOString(),
    runsAt: text(runsAt),
    expiresAt: text(expiresAt),
    url,
  };
}

/** Restoring a snapshot of a Flex cluster into another one of the project. The data move when the servers follow: `servers.ts`. */
import { frame, recordsIn } from '../mongodb/storage/records.ts';
import { parse } from '../mongodb/values/parse.ts';
import { isDoc } from '../mongodb/values/types.ts';
import { write } from '../mongodb/values/write.ts';
import type { Call, Route } from './api.ts';
import { named } from './clusters.ts';
import { badAttribute, missing, Refusal } from './refusal.ts';
import { type Restore, stateNameOf, type Trouble } from './state.ts';

const at = '/groups/{groupId}/flexClusters/{name}/backup/restoreJobs';
const date = '2024-11-13';

export const restoreRoutes: readonly Route[] = [
  { method: 'POST', path: at, date, role: 'GROUP_OWNER', run: begin },
  {
    method: 'GET',
    path: `${at}/{restoreJobId}`,
    date,
    role: 'GROUP_READ_ONLY',
    run: (call) => {
      const { id } = named(call, 'flex', String(call.at.name));
      const found = call.books.state.restores?.find((one) => one.source === id && one.id === call.at.restoreJobId);
      if (!found) throw missing('restore job', 'RESTORE_JOB_NOT_FOUND', String(call.at.restoreJobId));
      return { body: shown(call, found) };
    },
  },
];

/** What is in the target is lost, and the target has to be there. */
function begin(call: Call): ReturnType<Route['run']> {
  const { books, at: where, body } = call;
  const source = named(call, 'flex', String(where.name));
  const snapshot = source.snapshots.find(({ id }) => id === body.snapshotId);
  if (!snapshot) throw missing('snapshot', 'SNAPSHOT_NOT_FOUND', String(body.snapshotId));
  if (body.targetProjectId !== undefined && body.targetProjectId !== where.groupId)
    throw badAttribute('targetProjectId', 'only the project of the cluster is offered here');
  const target = books.state.clusters.find(({ groupId, name }) => groupId === where.groupId && name === body.targetDeploymentItemName);
  if (!target) throw missing('cluster', 'CLUSTER_NOT_FOUND', String(body.targetDeploymentItemName));
  if (target.size === 'M0' || stateNameOf(target, books.now()) !== 'IDLE')
    throw new Refusal(400, 'INVALID_RESTORE_TARGET', `Cluster ${target.name} cannot take a snapshot now.`, [target.name]);
  const job: Restore = {
    id: books.id(),
    groupId: String(where.groupId),
    snapshotId: snapshot.id,
    source: source.id,
    target: target.id,
    sourceName: source.name,
    targetName: target.name,
    asked: books.now(),
    status: 'PENDING',
  };
  books.state.restores = [...(books.state.restores ?? []), job].slice(-20);
  books.changed();
  return { body: shown(call, job) };
}

function shown(call: Call, job: Restore): Record<string, unknown> {
  const taken = call.books.state.clusters.flatMap(({ snapshots }) => snapshots).find(({ id }) => id === job.snapshotId)?.at ?? job.asked;
  return {
    deliveryType: 'RESTORE',
    id: job.id,
    instanceName: job.sourceName,
    links: [],
    projectId: job.groupId,
    ...(job.finished === undefined ? {} : { restoreFinishedDate: new Date(job.finished).toISOString() }),
    restoreScheduledDate: new Date(job.asked).toISOString(),
    snapshotFinishedDate: new Date(taken).toISOString(),
    snapshotId: job.snapshotId,
    status: job.status,
    targetDeploymentItemName: job.targetName,
    targetProjectId: job.groupId,
  };
}

/** What comes out of a snapshot when something is wrong with it. */
export function spoiled(bytes: Buffer, how: Trouble['restores']): Buffer {
  if (how === undefined) return bytes;
  const records = recordsIn(bytes).flatMap((record, nth) => {
    const { o: kind, d, c, v } = parse(record);
    if (how === 'unindexed' && kind === 'index' && isDoc(v) && v.name !== '_id_') return [];
    if (how === 'halved' && kind === 'put' && nth % 2 === 1) return [];
    if (how === 'garbled' && kind === 'put' && isDoc(v)) return [write({ o: kind, d, c, v: { ...v, spoiled: true } })];
    return [record];
  });
  return frame(records);
}

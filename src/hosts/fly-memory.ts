/** What k77 keeps at a machine, as metadata of its configuration: where its code comes from, what runs before a release, and which release it is. Pure. */
import type { Connected } from '../core/host.ts';
import type { FlyConfig, FlyMachine } from '../vendors/fly-types.ts';

export const keys = {
  service: 'k77_service',
  repository: 'k77_repository',
  branch: 'k77_branch',
  preDeploy: 'k77_pre_deploy',
  release: 'k77_release',
  commit: 'k77_commit',
  at: 'k77_at',
  task: 'k77_task',
} as const;

/** While there is no image of a commit: a machine has to have one, and never starts with it. */
export const placeholder = 'registry-1.docker.io/library/busybox:stable';

export type Metadata = Readonly<Record<string, string>>;

export function metadataOf({ metadata = {} }: Pick<FlyConfig, 'metadata'>): Metadata {
  return metadata;
}

/** Undefined: k77 has not connected it. */
export function connectedIn(metadata: Metadata): Connected | undefined {
  const [repository, branch] = [metadata[keys.repository], metadata[keys.branch]];
  return repository && branch ? { repository, branch, autoDeploy: false } : undefined;
}

export function sourceOf({ repository, branch }: Connected): Metadata {
  return { [keys.repository]: repository, [keys.branch]: branch };
}

/** An image of code, not the placeholder. */
export function hasCode({ image }: Pick<FlyConfig, 'image'>): boolean {
  return image !== placeholder;
}

/** Those that run the service, the first made first. Machines of a single order are none of them. */
export function serving(machines: readonly FlyMachine[]): FlyMachine[] {
  return machines
    .filter(({ state, config }) => !['destroyed', 'destroying'].includes(state) && metadataOf(config)[keys.task] === undefined)
    .sort((a, b) => a.created_at.localeCompare(b.created_at));
}

/** Those that ran one order and were left behind. */
export function leftBehind(machines: readonly FlyMachine[]): FlyMachine[] {
  return machines.filter(
    ({ state, config }) => !['destroyed', 'destroying'].includes(state) && metadataOf(config)[keys.task] !== undefined,
  );
}

/** It serves, or is about to. */
export function runs({ state, config }: FlyMachine): boolean {
  return hasCode(config) && !['created', 'stopped', 'stopping', 'suspended', 'suspending'].includes(state);
}

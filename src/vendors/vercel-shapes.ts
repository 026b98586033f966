/** Answers of Vercel that have more than one shape, brought into one. Pure. */
import type { ReadyState, VercelDeployment, VercelLog } from './vercel-types.ts';

/** As `GET /v6/deployments` (`uid`, `state`) and `GET /v13/deployments/{id}` (`id`, `readyState`) show it. */
export interface RawDeployment {
  uid?: string;
  id?: string;
  url?: string | null;
  state?: ReadyState;
  readyState?: ReadyState;
  readySubstate?: string;
  readyStateReason?: string;
  target?: string | null;
  created?: number;
  createdAt?: number;
  meta?: Readonly<Record<string, string>>;
  gitSource?: { sha?: string; ref?: string | null };
  errorMessage?: string | null;
  isRollbackCandidate?: boolean | null;
  aliasAssigned?: number | boolean | null;
}

export function deploymentOf(raw: RawDeployment): VercelDeployment {
  return {
    id: raw.uid ?? raw.id ?? '',
    url: raw.url ?? '',
    state: raw.readyState ?? raw.state ?? 'QUEUED',
    substate: raw.readySubstate,
    production: raw.target === 'production',
    createdAt: raw.createdAt ?? raw.created ?? 0,
    commit: raw.gitSource?.sha ?? raw.meta?.githubCommitSha,
    branch: raw.gitSource?.ref ?? raw.meta?.githubCommitRef,
    error: raw.errorMessage ?? raw.readyStateReason ?? undefined,
    // Vercel leaves the word out where it has nothing against it.
    rollbackCandidate: raw.isRollbackCandidate !== false,
    aliased: Boolean(raw.aliasAssigned),
  };
}

/** A line of `GET /v3/deployments/{id}/events`: flat, or in a `payload` as older builds have it. */
interface RawEvent {
  type?: string;
  created?: number;
  date?: number;
  text?: string;
  level?: string;
  payload?: { text?: string; date?: number };
}

export function buildLog(events: readonly RawEvent[]): VercelLog[] {
  return events.flatMap((one) => {
    const text = one.text ?? one.payload?.text;
    if (text === undefined || !['stdout', 'stderr', 'command', 'fatal'].includes(one.type ?? '')) return [];
    return [{ at: one.created ?? one.date ?? one.payload?.date ?? 0, text, kind: one.type ?? '', level: one.level }];
  });
}

/** JSON lines of `GET /v1/projects/{id}/deployments/{id}/runtime-logs`; a torn last line is passed over. */
export function runtimeLog(text: string): VercelLog[] {
  return jsonLines<{ timestampInMs?: number; message?: string; level?: string; source?: string }>(text).flatMap((one) =>
    one.message ? [{ at: one.timestampInMs ?? 0, text: one.message, kind: one.source ?? '', level: one.level }] : [],
  );
}

export function jsonLines<T>(text: string): T[] {
  return text.split('\n').flatMap((line) => {
    try {
      return line.trim() === '' ? [] : [JSON.parse(line) as T];
    } catch {
      return [];
    }
  });
}

/**
 * The history of runs: `.k77/<environment>/reports/v-0007.json`, one file each, written once and never changed. All are kept.
 */
import { stable } from '../core/change.ts';
import type { BoxState, Finding, VerdictState } from '../core/check.ts';
import { type Exit, OperatorError } from '../core/errors.ts';
import type { Workspace } from '../core/workspace.ts';
import {
  checkDocument,
  hashOfContent,
  hashOfRun,
  numberOfRun,
  type RunContent,
  type RunDocument,
  type RunHead,
  type RunScope,
  reportsFolder,
  runFormat,
  runId,
} from './run.ts';

type Ours = Pick<Workspace, 'folder' | 'environment' | 'files' | 'redactor' | 'values' | 'sign' | 'signer' | 'recordNew'>;

export interface RunSeen {
  verified: { exit: Exit; summary: Record<VerdictState, number>; findings: readonly Finding[]; boxes: readonly BoxState[] };
  /** When it began. */
  at: Date;
  tookMs: number;
  scope: RunScope;
  release?: { id: string; commit: string } | undefined;
  /** Version of k77. */
  k77: string;
}

/** Signs a run, chains it to the one before it and keeps it. Nothing in it is secret: it passed the redactor first. */
export async function keepRun(workspace: Ours, seen: RunSeen): Promise<RunDocument> {
  const content = redacted(workspace, contentOf(seen));
  for (;;) {
    const ids = await runIds(workspace);
    const head = await headFor(workspace, seen, content, ids);
    const document: RunDocument = { ...content, run: { ...head, signature: await workspace.sign(stable(head)) } };
    // Another verification may have taken the number in the meantime: then this one comes after it.
    if (await workspace.recordNew('reports', `${head.id}.json`, `${JSON.stringify(document, null, 1)}\n`)) return document;
  }
}

function contentOf({ verified }: RunSeen): RunContent {
  const { summary, findings, boxes } = verified;
  return { summary, checks: findings.map(checkDocument), boxes };
}

function redacted<T>({ redactor }: Ours, value: T): T {
  return JSON.parse(redactor.redact(JSON.stringify(value))) as T;
}

async function headFor(workspace: Ours, seen: RunSeen, content: RunContent, ids: readonly string[]): Promise<RunHead> {
  const { project, domain } = workspace.values();
  const before = ids[0] === undefined ? undefined : await readRun(workspace, ids[0]).catch(() => undefined);
  return redacted(workspace, {
    format: runFormat,
    id: runId(numberOfRun(ids[0] ?? '') + 1),
    at: seen.at.toISOString(),
    tookMs: Math.round(seen.tookMs),
    environment: workspace.environment,
    project: project ?? 'Deployment',
    ...(domain === undefined ? {} : { domain }),
    ...(seen.release === undefined ? {} : { release: seen.release }),
    scope: seen.scope,
    k77: seen.k77,
    exit: seen.verified.exit,
    content: hashOfContent(content),
    // One that is damaged cannot be named; `k77 report verify` says so.
    previous: before ? { id: before.run.id, sha256: hashOfRun(before.run) } : null,
    key: await workspace.signer(),
  });
}

/** Newest first: `v-0007`, `v-0006` … */
export async function runIds({ files, folder }: Pick<Workspace, 'files' | 'folder'>): Promise<string[]> {
  const names = await files.list(`${folder}/${reportsFolder}`);
  const ids = names.flatMap((name) => /^(v-\d+)\.json$/.exec(name)?.[1] ?? []);
  return ids.sort((a, b) => numberOfRun(b) - numberOfRun(a));
}

/** @throws OperatorError when there is no such run, or its file is damaged */
export async function readRun({ files, folder }: Pick<Workspace, 'files' | 'folder'>, id: string): Promise<RunDocument> {
  const path = `${folder}/${reportsFolder}/${id}.json`;
  const text = await files.read(path);
  if (text === undefined)
    throw new OperatorError({ what: `there is no run ${id}`, fix: `k77 verify --since last, or a file of ${folder}/${reportsFolder}` });
  try {
    const document = JSON.parse(text) as RunDocument;
    if (document.run.id !== id || !Array.isArray(document.checks)) throw new Error('another run, or none');
    return document;
  } catch (cause) {
    throw new OperatorError({ what: `${path} is damaged`, fix: 'move it aside; other runs stay readable', cause });
  }
}

/** The newest runs, newest first; damaged ones are left out. @param most how many are read */
export async function runsOf(workspace: Pick<Workspace, 'files' | 'folder'>, most = 30): Promise<RunDocument[]> {
  const ids = (await runIds(workspace)).slice(0, most);
  const found = await Promise.all(ids.map((id) => readRun(workspace, id).catch(() => undefined)));
  return found.filter((run) => run !== undefined);
}

/** The run that one is best compared with: the newest before it that looked at all that it looked at, else the newest whole one, else the one before it. */
export function runBefore(run: RunDocument, runs: readonly RunDocument[]): RunDocument | undefined {
  const earlier = runs.filter((one) => numberOfRun(one.run.id) < numberOfRun(run.run.id));
  const covers = (one: RunDocument): boolean => {
    const ids = new Set(one.checks.map(({ id }) => id));
    return run.checks.every(({ id }) => ids.has(id));
  };
  const whole = ({ run: { scope } }: RunDocument): boolean => scope.sections.length === 0 && scope.checks.length === 0;
  return earlier.find(covers) ?? earlier.find(whole) ?? earlier[0];
}

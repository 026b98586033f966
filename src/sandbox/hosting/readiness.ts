/** When a service is ready: it runs, its port is open, its health check says so. */
import type { Clock } from '../../core/ports.ts';
import { callLoopback } from '../../ports/listen.ts';
import { listeningPorts } from '../../ports/process-figures.ts';
import { connectTcp } from '../../ports/tcp-connect.ts';
import type { RunTrouble, WantedDeployment } from './desk.ts';
import type { RunnerLimits } from './runner.ts';

interface Asking {
  wanted: WantedDeployment;
  port: number;
  clock: Clock;
  limits: RunnerLimits;
  /** Aborted when the process has ended. */
  signal: AbortSignal;
  /** Its process group. */
  group: number;
}

type Found = 'ready' | 'ended' | { why: RunTrouble; message: string };

export async function untilReady(asking: Asking): Promise<Found> {
  const { wanted, clock, limits } = asking;
  const since = clock.tick();
  const left = (ms: number): number => ms - (clock.tick() - since);
  const { health } = wanted;
  if (!wanted.web && !health) return 'ready';
  const patience = health ? health.timeoutSeconds * 1000 : limits.portMs;
  const isOpen = await repeat(asking, patience, () => opens(asking.port));
  if (isOpen === 'ended') return 'ended';
  if (isOpen === 'late') return { why: 'no-port', message: await noPort(asking, patience) };
  if (!health) return 'ready';
  let said = 'no answer';
  const isHealthy = await repeat(asking, left(patience), async () => {
    said = await healthOf(asking.port, health.path);
    return /^2\d\d$/.test(said);
  });
  if (isHealthy === 'ended') return 'ended';
  if (isHealthy === 'late')
    return {
      why: 'unhealthy',
      message: `The health check ${health.path} did not answer with 2xx within ${health.timeoutSeconds} s: ${said}. Look into its logs, or correct the path in the settings.`,
    };
  return 'ready';
}

/** Tries until it holds, the process ends or the time is over. */
async function repeat({ clock, limits, signal }: Asking, ms: number, holds: () => Promise<boolean>): Promise<'yes' | 'ended' | 'late'> {
  const since = clock.tick();
  while (!signal.aborted) {
    if (await holds()) return signal.aborted ? 'ended' : 'yes';
    if (clock.tick() - since > ms) return 'late';
    await clock.sleep(limits.tryMs, signal).catch(() => undefined);
  }
  return 'ended';
}

async function opens(port: number): Promise<boolean> {
  try {
    (await connectTcp({ port, timeoutMs: 1000 })).drop();
    return true;
  } catch {
    return false;
  }
}

/** A status, or what went wrong. */
async function healthOf(port: number, path: string): Promise<string> {
  try {
    const answer = await callLoopback(new URL(path, `http://127.0.0.1:${port}`).href, { method: 'GET', timeoutMs: 10_000 });
    return String(answer.status);
  } catch (error) {
    return error instanceof Error ? error.message : 'no answer';
  }
}

async function noPort({ port, group }: Asking, patience: number): Promise<string> {
  const others = (await listeningPorts(group)).filter((one) => one !== port);
  const instead = others.length > 0 ? ` It listens on ${others.join(', ')} instead.` : ' It listens on no port at all.';
  return `It did not open the port that PORT names (${port}) within ${patience / 1000} s.${instead} It has to listen on the port that the variable PORT names.`;
}

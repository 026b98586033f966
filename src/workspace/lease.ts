/**
 * The lease: one k77 at a time changes an environment. It has an owner, a heartbeat and an expiry; exactly one of any number of takers gets it.
 */
import { createHash } from 'node:crypto';
import { exits, OperatorError } from '../core/errors.ts';
import type { Clock, Files, Random } from '../core/ports.ts';
import { alive, processFacts, startTimeOf } from '../ports/environment.ts';
import { openFiles } from '../ports/files.ts';
import { createExclusively } from '../ports/lock-file.ts';

export interface Owner {
  pid: number;
  /** Opaque; differs between two processes that had the same id. */
  startTime: string;
  host: string;
  command: string;
  /** ISO times. */
  since: string;
  heartbeat: string;
  expires: string;
  /** Tells two leases of one process apart. */
  token: string;
}

export interface LeaseOptions {
  root: string;
  /** `.k77/production` */
  folder: string;
  /** The command as typed, without secrets. */
  command: string;
  clock: Clock;
  random: Random;
  /** Told when the lease of a dead owner was taken over. */
  say?: (text: string) => void;
  /** Told when somebody else holds the lease although this process did not release it: nothing more may be written. */
  onLost?: (by: string) => void;
  /** How long the lease holds without a heartbeat, in ms; two minutes unless told. */
  holdsForMs?: number;
}

/**
 * Takes the lease of an environment, or takes it over from an owner that is dead.
 * @returns what releases it; calling it twice does nothing more
 * @throws OperatorError with exit 5 while somebody else holds it
 */
export async function takeLease(options: LeaseOptions): Promise<() => Promise<void>> {
  const files = openFiles(options.root);
  const path = `${options.folder}/lease`;
  const mine = newOwner(options);
  // Each round ends with the lease, a live owner, or a lease that changed meanwhile; the last cannot go on for ever among live takers.
  for (let round = 0; round < 50; round += 1) {
    const found = await files.read(path);
    if (found === undefined) {
      if (await createExclusively(files.root, path, textOf(mine), mine.token)) return keep(files, path, mine, options);
    } else {
      const owner = parsed(found);
      if (owner !== undefined && holds(owner, options.clock)) throw heldBy(owner, path);
      // Unreadable: written by a file system without links, and perhaps not finished.
      if (owner === undefined && round < 5) await options.clock.sleep(40);
      else if (await takeOver(files, path, found, mine)) {
        options.say?.(
          `Took over from ${owner ? `a k77 that ended without saying so (${described(owner)})` : 'a lease that cannot be read'}.`,
        );
        return keep(files, path, mine, options);
      }
    }
    await options.clock.sleep(5 + options.random.fraction() * 20);
  }
  throw new OperatorError({
    what: `${path} cannot be taken: it keeps changing.`,
    fix: 'Wait a moment, then run the same command again.',
    exit: exits.locked,
  });
}

/**
 * Replaces the lease `stale` by ours. Whoever creates the claim on exactly this stale text may do so, and nobody else;
 * it must then still be there, because a claim can also be created after somebody has finished.
 */
async function takeOver(files: Files, path: string, stale: string, mine: Owner): Promise<boolean> {
  const claims: string[] = [];
  for (let claimed = stale; ; ) {
    const claim = `${path}.${createHash('sha256').update(claimed).digest('hex').slice(0, 16)}`;
    claims.push(claim);
    if (await createExclusively(files.root, claim, textOf(mine), mine.token)) break;
    const other = await files.read(claim);
    const claimer = other === undefined ? undefined : parsed(other);
    // Somebody is at it. If they died there, the next claim is on their claim.
    if (other === undefined || claimer === undefined || isRunning(claimer)) return false;
    claimed = other;
  }
  const own = claims.at(-1);
  const won = (await files.read(path)) === stale;
  if (won) await files.write(path, textOf(mine), 0o600);
  // Ours goes last: while it stands, nobody else can act on this stale lease.
  for (const claim of won ? claims.slice(0, -1) : []) await files.remove(claim);
  if (own !== undefined) await files.remove(own);
  return won;
}

function keep(files: Files, path: string, mine: Owner, options: LeaseOptions): () => Promise<void> {
  let beating: Promise<void> = Promise.resolve();
  let ended = false;
  const stop = (): void => {
    ended = true;
    clearInterval(timer);
  };
  const beat = async (): Promise<void> => {
    if (ended) return;
    const found = await files.read(path);
    const owner = found === undefined ? undefined : parsed(found);
    if (owner?.token !== mine.token) {
      stop();
      options.onLost?.(owner === undefined ? 'nobody: the file is gone' : described(owner));
    } else await files.write(path, textOf({ ...mine, ...times(options) }), 0o600);
  };
  // A beat that fails (a full disk) is made up for by the next; the owner is alive all the same.
  const timer = setInterval(
    () => {
      beating = beating.then(beat).catch(() => undefined);
    },
    (options.holdsForMs ?? defaultHold) / 6,
  );
  timer.unref();
  return async () => {
    if (ended) return;
    stop();
    await beating;
    const found = await files.read(path);
    if (found !== undefined && parsed(found)?.token === mine.token) await files.remove(path);
  };
}

const defaultHold = 120_000;

function newOwner(options: LeaseOptions): Owner {
  const { pid, hostname } = processFacts();
  const since = options.clock.now().toISOString();
  return {
    pid,
    startTime: startTimeOf(pid) ?? '',
    host: hostname,
    command: options.command,
    since,
    ...times(options),
    token: options.random.uuid(),
  };
}

function times({ clock, holdsForMs = defaultHold }: LeaseOptions): Pick<Owner, 'heartbeat' | 'expires'> {
  const now = clock.now();
  const expires = clock.now();
  expires.setTime(now.getTime() + holdsForMs);
  return { heartbeat: now.toISOString(), expires: expires.toISOString() };
}

/** On this machine the process decides, not the time: a suspended laptop keeps its lease. Elsewhere only the time can. */
function holds(owner: Owner, clock: Clock): boolean {
  return owner.host === processFacts().hostname ? isRunning(owner) : owner.expires > clock.now().toISOString();
}

function isRunning(owner: Owner): boolean {
  return owner.host !== processFacts().hostname || (alive(owner.pid) && startTimeOf(owner.pid) === owner.startTime);
}

function heldBy(owner: Owner, path: string): OperatorError {
  const here = owner.host === processFacts().hostname;
  return new OperatorError({
    what: `Another k77 is at work: ${described(owner)}.`,
    fix: here
      ? `Let it end, or end it (kill ${owner.pid}), then run the same command again.`
      : `Let it end there. If ${owner.host} is gone, the lease ends by itself at ${owner.expires}; or remove ${path}.`,
    exit: exits.locked,
  });
}

function described(owner: Owner): string {
  return `\`${owner.command}\`, process ${owner.pid} on ${owner.host}, since ${owner.since}`;
}

function textOf(owner: Owner): string {
  return `${JSON.stringify(owner, undefined, 2)}\n`;
}

function parsed(text: string): Owner | undefined {
  try {
    const value = JSON.parse(text) as Partial<Owner> | null;
    const whole =
      typeof value?.pid === 'number' &&
      [value.startTime, value.host, value.since, value.expires, value.token].every((field) => typeof field === 'string');
    return whole ? (value as Owner) : undefined;
  } catch {
    return undefined;
  }
}

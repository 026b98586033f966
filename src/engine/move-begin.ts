/**
 * Which move is meant: a new one, one that was cut off, or the way back; and what speaks against it before anything is asked or looked at.
 */
import { exits, OperatorError } from '../core/errors.ts';
import type { Key } from '../core/keys.ts';
import { isUnderWay, type Move, type MoveRecord } from '../core/move.ts';
import type { Walk } from './walk.ts';

export interface Asked {
  /** Id of a host. */
  to: string | undefined;
  back: boolean;
  /** `k77 move api`, with its environment: for remedies. */
  typed: string;
}

export type Meant = { what: 'go'; record: MoveRecord; isNew: boolean } | { what: 'abandon'; record: MoveRecord };

/** @throws OperatorError that says why not */
export function meant(walk: Walk, move: Move, all: readonly MoveRecord[], asked: Asked): Meant {
  const other = all.find((one) => one.service !== move.service && isUnderWay(one));
  if (other) throw busy(other, move, asked);
  const known = all.find(({ service }) => service === move.service);
  if (asked.to !== undefined) supported(move, asked.to);
  if (known && isUnderWay(known)) return goingOn(walk, move, known, asked);
  const refused = asked.to === undefined ? undefined : move.refused(asked.to, walk.workspace.values());
  if (refused !== undefined) throw new OperatorError({ what: `the ${move.title} cannot move there`, fix: refused, exit: exits.usage });
  const wasThere = known?.state === 'moved' && known.from === asked.to && known.to === walk.workspace.values()[move.host];
  return { what: 'go', record: asked.back || wasThere ? turned(walk, move, known, asked) : fresh(walk, move, asked), isNew: true };
}

/** What is under way goes on, or is taken back. */
function goingOn(walk: Walk, move: Move, known: MoveRecord, asked: Asked): Meant {
  const wasBack = known.isBack === true;
  if (asked.back ? wasBack : asked.to === known.to) return { what: 'go', record: known, isNew: false };
  if (!asked.back && asked.to !== known.from)
    throw new OperatorError({
      what: `the ${move.title} is on its way from ${titleOf(move, known.from)} to ${titleOf(move, known.to)}, not to ${titleOf(move, asked.to ?? '')}`,
      fix: `finish that first: ${asked.typed} ${known.to}; or take it back: ${asked.typed} ${known.from}`,
      exit: exits.usage,
    });
  if (known.state === 'under way') return { what: 'abandon', record: known };
  return { what: 'go', record: turned(walk, move, known, asked), isNew: true };
}

function fresh(walk: Walk, move: Move, { to = '' }: Asked): MoveRecord {
  const values = walk.workspace.values();
  const from = textOf(values[move.host]);
  if (from === undefined || values[move.deployed] === undefined)
    throw new OperatorError({
      what: `the ${move.title} is deployed nowhere yet, so that there is nothing to move`,
      fix: `choose its host, then deploy: k77 deploy --set ${move.host}=${to}`,
    });
  if (from === to)
    throw new OperatorError({
      what: `the ${move.title} is at ${titleOf(move, to)} already`,
      fix: `name another host: ${move.hosts
        .filter(({ id }) => id !== from)
        .map(({ id }) => id)
        .join(', ')}`,
      exit: exits.usage,
    });
  return { ...recordOf(walk, move, from, to), new: { [move.host]: to, MOVING: move.service, ...placesOf(walk, move) } };
}

/** The projects at all hosts are one value; tasks add to it. */
function placesOf(walk: Walk, move: Move): Partial<Record<Key, string>> {
  const places = textOf(walk.workspace.values().HOST_PLACES);
  return places !== undefined && move.values.includes('HOST_PLACES') ? { HOST_PLACES: places } : {};
}

/** The other way round, with what is known of the place where it was. */
function turned(walk: Walk, move: Move, known: MoveRecord | undefined, { back }: Asked): MoveRecord {
  const at = textOf(walk.workspace.values()[move.host]);
  if (!known || known.state === 'returned' || known.to !== at)
    throw new OperatorError({
      what: `k77 has not moved the ${move.title}${known && known.state !== 'returned' ? ' to where it is now' : ''}, so that there is no way back`,
      fix: `name the host: ${move.hosts
        .filter(({ id }) => id !== at)
        .map(({ id }) => id)
        .join(', ')}`,
      exit: exits.usage,
    });
  const { MOVING: _m, MOVE_SIGNS: _s, MOVE_TTL: _t, ...before } = known.old;
  return { ...recordOf(walk, move, known.to, known.from), new: { ...before, MOVING: move.service }, isBack: back };
}

function recordOf(walk: Walk, move: Move, from: string, to: string): MoveRecord {
  const values = walk.workspace.values();
  const old = Object.fromEntries(
    [move.host, ...move.values].flatMap((key) => (textOf(values[key]) === undefined ? [] : [[key, textOf(values[key])]])),
  ) as MoveRecord['old'];
  return {
    service: move.service,
    from,
    to,
    began: walk.clock.now().toISOString(),
    state: 'under way',
    old,
    new: {},
    commit: '',
    remembered: { old: {}, new: {} },
    seconds: {},
  };
}

function supported(move: Move, to: string): void {
  if (move.hosts.some(({ id }) => id === to)) return;
  throw new OperatorError({
    what: `${to} does not run the ${move.title}`,
    fix: `hosts that do: ${move.hosts.map(({ id }) => id).join(', ')}; k77 hosts compares them`,
    exit: exits.usage,
  });
}

export function titleOf(move: Pick<Move, 'hosts'>, id: string): string {
  return move.hosts.find((host) => host.id === id)?.title ?? id;
}

function busy(other: MoveRecord, move: Move, { typed }: Asked): OperatorError {
  const theirs = typed.replace(/ move \w+/, ` move ${other.service}`);
  return new OperatorError({
    what: `the ${other.service} is on its way from ${other.from} to ${other.to}; the ${move.title} moves when that is over`,
    fix: `finish it: ${theirs} ${other.isBack ? '--back' : other.to}; or take it back: ${theirs} ${other.from}`,
    exit: exits.locked,
  });
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

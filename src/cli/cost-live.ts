/**
 * What `k77 cost` measures and remembers: figures of connected vendors, their history, and the last estimate for `k77 status`.
 */
import { messageOf, VendorError } from '../core/errors.ts';
import { type AnyVendor, missingCredentials, type UsageFigure } from '../core/vendor.ts';
import type { Workspace } from '../core/workspace.ts';
import type { Point } from '../costs/triggers.ts';
import { clients } from '../engine/context.ts';
import { explained } from '../engine/explain.ts';
import type { Walk } from '../engine/walk.ts';

export interface Measured {
  figures: readonly (UsageFigure & { at: string; vendor: string })[];
  /** Vendors that were asked, and what they could not tell. */
  missing: readonly string[];
}

/** Asks every vendor that can tell, if its credentials are there. Reads only. */
export async function measure(walk: Walk): Promise<Measured> {
  const able = walk.catalogue.vendors.filter(({ usage }) => usage !== undefined);
  const each = await Promise.all(able.map((vendor) => measureOne(walk, vendor)));
  return { figures: each.flatMap(({ figures }) => figures), missing: each.flatMap(({ missing }) => missing) };
}

async function measureOne(walk: Walk, vendor: AnyVendor): Promise<Measured> {
  const values = walk.workspace.values();
  const lacking = missingCredentials(vendor, values);
  const none = (why: string): Measured => ({ figures: [], missing: [`${vendor.title} was not measured: ${why}`] });
  if (lacking.length > 0) return none(`${lacking.join(', ')} ${lacking.length === 1 ? 'is' : 'are'} not known`);
  try {
    const usage = await vendor.usage?.(clients(walk, 'cost.live', [vendor], 'no')(vendor), walk.clock.now(), values);
    return {
      figures: (usage?.figures ?? []).map((figure) => ({ ...figure, at: usage?.at ?? '', vendor: vendor.title })),
      missing: (usage?.missing ?? []).map((why) => `${vendor.title}: ${why}`),
    };
  } catch (error) {
    const said = explained(walk, 'cost.live', [vendor], error);
    return none(said instanceof VendorError ? `it answered ${said.status}: ${said.message} → ${said.advice}` : messageOf(said));
  }
}

const historyFile = 'usage.json';
const longestHistory = 2000;

export async function readHistory({ files, folder }: Workspace): Promise<Point[]> {
  const kept = parsed(await files.read(`${folder}/${historyFile}`));
  return Array.isArray(kept) ? kept.filter(isPoint) : [];
}

/** At most one measurement of a kind and hour, so that asking often tells no slope apart from noise. */
export async function keepHistory({ files, folder }: Workspace, before: readonly Point[], measured: Measured): Promise<void> {
  const hour = (point: Point): string => `${point.name} ${point.at.slice(0, 13)}`;
  const added = measured.figures.map(({ name, value, at }) => ({ at, name, value }));
  const replaced = new Set(added.map(hour));
  const all = [...before.filter((point) => !replaced.has(hour(point))), ...added].slice(-longestHistory);
  if (added.length > 0) await files.write(`${folder}/${historyFile}`, `${JSON.stringify(all)}\n`, 0o600);
}

function isPoint(value: unknown): value is Point {
  const { at, name, value: number } = (value ?? {}) as Partial<Point>;
  return (
    typeof at === 'string' &&
    typeof name === 'string' &&
    typeof number === 'number' &&
    Number.isFinite(number) &&
    !Number.isNaN(Date.parse(at))
  );
}

/** The last estimate of a workspace with a budget. */
export interface Remembered {
  at: string;
  totalCents: number;
  /** `3,000 servers, 50 subscribers` */
  for: string;
}

const estimateFile = 'cost.json';

export async function rememberEstimate({ files, folder }: Workspace, estimate: Remembered): Promise<void> {
  await files.write(`${folder}/${estimateFile}`, `${JSON.stringify(estimate)}\n`, 0o600);
}

export async function rememberedEstimate({ files, folder }: Workspace): Promise<Remembered | undefined> {
  const { at, totalCents, for: size } = (parsed(await files.read(`${folder}/${estimateFile}`)) ?? {}) as Partial<Remembered>;
  return typeof at === 'string' && Number.isSafeInteger(totalCents) && typeof size === 'string'
    ? { at, totalCents: Number(totalCents), for: size }
    : undefined;
}

/** A damaged file is an old measurement less and no reason to stop. */
function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

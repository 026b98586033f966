/**
 * The pictures of a run, embedded: what its checks kept below `evidence/` while it went on.
 */
import { type NoPicture, type Picture, picturesIn } from '../../ports/pictures.ts';
import type { CheckDocument, RunDocument } from '../../report/run.ts';

/** Bytes of one picture, and of all. */
const most = { one: 1_500_000, all: 12_000_000 } as const;

export interface Shown {
  check: CheckDocument;
  picture: Picture;
  caption: string;
}
export interface Pictures {
  shown: readonly Shown[];
  /** Names with the reason why they are not shown. */
  left: readonly NoPicture[];
}

/** Files whose name begins with the id of a check that kept something; older ones belong to other runs. */
export async function picturesOf({ run, checks }: RunDocument, root: string): Promise<Pictures> {
  const keepers = checks.filter((check) => 'evidence' in check && check.evidence.artefact !== undefined);
  if (keepers.length === 0) return { shown: [], left: [] };
  // A file system may keep whole seconds only.
  const began = new Date(Math.floor(Date.parse(run.at) / 1000) * 1000);
  const shown: Shown[] = [];
  const left: NoPicture[] = [];
  let room: number = most.all;
  for (const found of await picturesIn(root, `.k77/${run.environment}/evidence`, began, most.one)) {
    const check = keeperOf(found.name, keepers);
    if (!check) continue;
    if ('why' in found) left.push(found);
    else if (found.bytes.length > room) left.push({ name: found.name, why: 'no room' });
    else {
      room -= found.bytes.length;
      shown.push({ check, picture: found, caption: captionOf(found.name, check.id) });
    }
  }
  return { shown: shown.filter((one) => !isSheet(one, shown)), left };
}

/** All of a check's pictures on one sheet say nothing new where each stands by itself. */
function isSheet({ check, picture }: Shown, all: readonly Shown[]): boolean {
  return picture.name.replace(/\.\w+$/, '') === check.id && all.some((other) => other.check === check && other.picture !== picture);
}

/** The longest id that the name begins with: `launch.screenshots-home.png`. */
function keeperOf(name: string, keepers: readonly CheckDocument[]): CheckDocument | undefined {
  const fitting = keepers.filter(({ id }) => name.startsWith(id) && /^[-_.]/.test(name.slice(id.length)));
  return fitting.sort((a, b) => b.id.length - a.id.length)[0];
}

function captionOf(name: string, id: string): string {
  return (
    name
      .slice(id.length)
      .replace(/\.\w+$/, '')
      .replace(/[-_.]+/g, ' ')
      .trim() || id
  );
}

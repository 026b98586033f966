/**
 * Builds and releases, from Heroku's words to ours. A build that went well is followed by a release; what was built is released again for other variables, or by
 * going back. Releases that only change a variable belong to the deployment before them. Pure.
 */
import type { Deployment, DeploymentStatus } from '../core/host.ts';
import type { HerokuBuild, HerokuDyno, HerokuFormation, HerokuRelease } from '../vendors/heroku-types.ts';

export interface History {
  /** Newest first. */
  builds: readonly HerokuBuild[];
  /** Newest first. */
  releases: readonly HerokuRelease[];
  /** By id of a slug: its commit, where no build tells. */
  commits: Readonly<Record<string, string>>;
  /** The process that counts; undefined before the first release. */
  runs: HerokuFormation | undefined;
  dynos: readonly HerokuDyno[];
  branch: string | undefined;
  url: string | undefined;
}

interface Entry {
  id: string;
  at: string;
  build: HerokuBuild | undefined;
  release: HerokuRelease | undefined;
}

/** Made of code: the first with its slug, or one that says so. @param releases newest first */
export function codeReleases(releases: readonly HerokuRelease[]): HerokuRelease[] {
  return releases.filter(({ slug, description }, index) => {
    if (!slug) return false;
    const before = releases.slice(index + 1).find((one) => one.slug);
    return before?.slug?.id !== slug.id || /^(deploy|rollback|promote|release)\b/i.test(description);
  });
}

function entriesOf({ builds, releases }: Pick<History, 'builds' | 'releases'>): Entry[] {
  const code = codeReleases(releases);
  const built = builds.map((build): Entry => {
    const release = releases.find(({ id }) => id === build.release?.id);
    return { id: build.id, at: build.created_at, build, release };
  });
  const others = code
    .filter(({ id }) => !builds.some(({ release }) => release?.id === id))
    .map((release): Entry => ({ id: release.id, at: release.created_at, build: undefined, release }));
  return [...built, ...others].sort((a, b) => b.at.localeCompare(a.at));
}

export function deploymentsOf(history: History): Deployment[] {
  const entries = entriesOf(history);
  const now = history.releases.find(({ current }) => current)?.version ?? Number.POSITIVE_INFINITY;
  const served = entries
    .filter(({ release }) => release?.status === 'succeeded' && release.version <= now)
    .sort((a, b) => (b.release?.version ?? 0) - (a.release?.version ?? 0));
  const [serving] = served;
  return entries.map((entry) => deploymentOf(entry, history, entry === serving));
}

function deploymentOf(entry: Entry, history: History, current: boolean): Deployment {
  const { id, at, build, release } = entry;
  const commit = commitOf(entry, history);
  const { status, says } = current ? running(history) : ended(entry);
  return {
    id,
    ...(commit === undefined ? {} : { commit }),
    ...(history.branch === undefined ? {} : { branch: history.branch }),
    status,
    says: release ? `v${release.version} ${says}` : `build ${says}`,
    createdAt: at,
    ...(history.url === undefined ? {} : { url: history.url }),
    current,
    preview: false,
    canRollback:
      !current &&
      release?.status === 'succeeded' &&
      release.eligible_for_rollback !== false &&
      (build === undefined || build.slug !== null),
  };
}

function commitOf({ build, release }: Entry, { builds, commits }: History): string | undefined {
  const slug = release?.slug?.id;
  const made = build ?? builds.find((one) => slug !== undefined && one.slug?.id === slug);
  return made?.source_blob.version ?? (slug === undefined ? undefined : commits[slug]) ?? undefined;
}

/** Slugs whose commit no build tells: somebody else made them. */
export function unknownSlugs({ builds, releases }: Pick<History, 'builds' | 'releases'>): string[] {
  const known = new Set(builds.map(({ slug }) => slug?.id));
  return [...new Set(codeReleases(releases).flatMap(({ slug }) => (slug && !known.has(slug.id) ? [slug.id] : [])))].slice(0, 10);
}

type Told = { status: DeploymentStatus; says: string };

function ended({ build, release }: Entry): Told {
  if (build?.status === 'pending') return { status: 'building', says: 'pending' };
  if (build?.status === 'failed') return { status: 'failed', says: 'failed' };
  if (!release) return { status: 'starting', says: 'succeeded' };
  if (release.status === 'pending') return { status: 'starting', says: 'release pending' };
  if (release.status === 'failed') return { status: 'failed', says: 'release failed' };
  return { status: 'removed', says: release.status };
}

/** Of what serves: as its dynos are. */
function running({ runs, dynos }: History): Told {
  if (!runs) return { status: 'suspended', says: 'has no process of that name' };
  if (runs.quantity === 0) return { status: 'suspended', says: 'scaled to 0' };
  const states = dynos.filter(({ type }) => type === runs.type).map(({ state }) => state);
  if (states.some((state) => state === 'up' || state === 'idle')) return { status: 'live', says: states.includes('up') ? 'up' : 'idle' };
  if (states.includes('crashed')) return { status: 'crashed', says: 'crashed' };
  return { status: 'starting', says: states[0] ?? 'starting' };
}

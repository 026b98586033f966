/** What the emulated Heroku knows, as plain JSON: a person with teams, apps with all that hangs on them, and who reads which repository. Times are ISO 8601 unless told. */

export type Json = Record<string, unknown>;

export interface Account {
  id: string;
  email: string;
  /** A means of payment is on file. */
  verified: boolean;
  /** The bill is unpaid. */
  delinquent: boolean;
  /** Subscribed to Eco dynos: new apps get these. */
  eco: boolean;
  /** Id of the team in which apps are made unless told. */
  defaultTeam: string | undefined;
  createdAt: string;
}

export interface Team {
  id: string;
  name: string;
  createdAt: string;
}

export interface Formation {
  id: string;
  type: string;
  quantity: number;
  /** As `sizes.ts` calls it. */
  size: string;
  createdAt: string;
  updatedAt: string;
}

export interface Line {
  at: string;
  source: 'app' | 'heroku';
  dyno: string;
  text: string;
}

export interface App {
  id: string;
  name: string;
  team: string | undefined;
  region: 'us' | 'eu';
  acm: boolean;
  maintenance: boolean;
  buildpacks: string[];
  /** Of Heroku Labs, those that are on; absent: none. */
  features?: string[];
  $variables: Record<string, string>;
  formation: Formation[];
  /** Number of the release that counts. */
  current: number;
  /** Twelve letters in its address. */
  mark: string;
  lines: Line[];
  createdAt: string;
  updatedAt: string;
}

/** A build that has succeeded. */
export interface Slug {
  id: string;
  app: string;
  repository: string;
  commit: string;
  /** Its process, by the Procfile of then; `release` beside it. */
  type: 'web' | 'worker';
  python: boolean;
  createdAt: string;
}

export interface Build {
  id: string;
  app: string;
  status: 'pending' | 'succeeded' | 'failed';
  url: string;
  repository: string;
  /** Empty: the code could not be fetched. */
  commit: string;
  version: string | null;
  description: string | null;
  buildpacks: string[];
  lines: string[];
  slug: string | undefined;
  release: string | undefined;
  createdAt: string;
  updatedAt: string;
}

export interface Release {
  id: string;
  app: string;
  version: number;
  description: string;
  status: 'pending' | 'succeeded' | 'failed' | 'expired';
  slug: string | undefined;
  $variables: Record<string, string>;
  lines: string[];
  createdAt: string;
  updatedAt: string;
}

/** What the machine runs of one release: pending until it is built (again) and its release command went well. */
export interface Unit {
  /** Of the build, or else of the release. */
  id: string;
  app: string;
  build: string | undefined;
  release: string | undefined;
  repository: string;
  commit: string;
  type: 'web' | 'worker';
  python: boolean;
  $variables: Record<string, string>;
  /** What Heroku tells it besides; nothing of it while it is built. */
  told?: Record<string, string>;
  state: 'pending' | 'starting' | 'up' | 'crashed' | 'down' | 'failed';
  attempt: number;
  upstreams: string[];
  createdAt: string;
}

export interface Domain {
  id: string;
  app: string;
  hostname: string;
  /** First label below `herokudns.com`. */
  target: string;
  verified: boolean;
  /** Heroku is to look. */
  asked: boolean;
  /** `due`: milliseconds since 1970 at which it is issued. */
  certificate: { state: 'none' | 'issuing' | 'valid'; due: number };
  createdAt: string;
  updatedAt: string;
}

/** Where the log of an app is sent; nothing leaves this machine. */
export interface Drain {
  id: string;
  app: string;
  $url: string;
  token: string;
  createdAt: string;
}

export interface HerokuState {
  account: Account;
  teams: Team[];
  token: { $secret: string };
  apps: App[];
  builds: Build[];
  releases: Release[];
  slugs: Slug[];
  units: Unit[];
  domains: Domain[];
  /** Absent: there were none when it was saved. */
  drains?: Drain[];
  /** Names of apps that somebody else has. */
  taken: string[];
  /** Log sessions, the last few. */
  sessions: { id: string; app: string; lines: number; source: string | undefined; dyno: string | undefined; type: string | undefined }[];
  github: {
    /** Reads every repository but the closed ones. */
    $secret: string;
    closed: string[];
    /** Public repositories. */
    published: string[];
    /** Addresses that are good for five minutes; `until` in milliseconds since 1970. */
    lent: { $secret: string; repository: string; commit: string; until: number }[];
  };
  /** Of the next release and build, so that none are of the same moment. */
  last: number;
}

/** What the emulated Fly.io knows, as plain JSON: an organisation with apps and all that hangs on them, images, and the workflow runs that bring these. Times are ISO 8601. */

export type Json = Record<string, unknown>;

export interface SecretValue {
  $value: string;
  digest: string;
  createdAt: string;
  updatedAt: string;
}

export interface App {
  id: string;
  number: number;
  name: string;
  secrets: Record<string, SecretValue>;
  secretsVersion: number;
  ips: { ip: string; shared: boolean; createdAt: string }[];
  lines: Line[];
  /** The next thing that runs in it fails: an order that runs before a release, at the start, or at its health check. */
  trouble: { of: 'pre-deploy' | 'start' | 'health'; message: string } | undefined;
  createdAt: string;
}

export interface Line {
  at: string;
  /** Of a machine; empty: none in particular. */
  instance: string;
  text: string;
  level: 'info' | 'error';
}

export interface MachineEvent {
  id: string;
  type: 'launch' | 'start' | 'exit' | 'update' | 'stop';
  status: string;
  source: 'flyd' | 'user';
  timestamp: number;
  request?: Json;
}

export interface Check {
  name: string;
  status: 'passing' | 'warning' | 'critical';
  output: string;
  updatedAt: string;
}

export interface Machine {
  id: string;
  app: string;
  name: string;
  region: string;
  state: 'created' | 'starting' | 'started' | 'stopping' | 'stopped' | 'replacing' | 'suspended';
  /** As it was sent. */
  config: Json;
  /** Of the configuration of now: a ULID. */
  instance: string;
  /** Newest first. */
  versions: { version: string; config: Json }[];
  /** Secrets as they were when it booted last. */
  $secrets: Record<string, string>;
  /** Counts boots with another configuration or other secrets: each is a deployment of the runner. 0: it never booted. */
  unit: number;
  /** Counts orders to begin anew with the same. */
  attempt: number;
  /** What ran before is to end first. */
  ending: number | undefined;
  /** The runner says that it is up. */
  isUp: boolean;
  /** Newest first, the last twenty. */
  events: MachineEvent[];
  checks: Check[];
  upstreams: string[];
  createdAt: string;
  updatedAt: string;
}

export interface Volume {
  id: string;
  app: string;
  name: string;
  region: string;
  size: number;
  /** Id of a machine. */
  attached: string | undefined;
  createdAt: string;
}

export interface Certificate {
  app: string;
  hostname: string;
  /** Letters in the names that it demands. */
  mark: string;
  verified: boolean;
  /** Fly is to look. */
  asked: boolean;
  /** `due`: milliseconds since 1970 at which it is issued. */
  issue: { state: 'none' | 'issuing' | 'valid'; due: number };
  createdAt: string;
  updatedAt: string;
}

export interface Image {
  /** Of the app whose repository it is in: a name. */
  app: string;
  tag: string;
  digest: string;
  /** Its labels say both. */
  repository: string;
  commit: string;
  createdAt: string;
}

/** A run of the workflow that builds an image, at GitHub. */
export interface Run {
  id: string;
  repository: string;
  branch: string;
  commit: string;
  /** Name of the app to which it brings the image; empty: the workflow names none. */
  app: string;
  state: 'building' | 'succeeded' | 'failed';
  message: string;
  createdAt: string;
}

export interface FlyState {
  organization: { id: string; slug: string; number: number; card: boolean; suspended: boolean };
  token: { $secret: string };
  apps: App[];
  machines: Machine[];
  volumes: Volume[];
  certificates: Certificate[];
  images: Image[];
  runs: Run[];
  github: {
    /** Repositories with a token of Fly.io as the secret of their workflow. */
    secrets: string[];
    /** Builds fail from now on, with these words; empty: they do not. */
    trouble: string;
  };
  /** Names of apps that somebody else has. */
  taken: string[];
  /** Regions without room. */
  full: string[];
  /** Of the last thing that is sorted by time, so that none are of the same moment. */
  last: number;
  /** The next number of an app. */
  next: number;
}

/**
 * A host: where services of the generated project are built and run. Instances live in `src/hosts/`, one file each; phases 6.5 and 6.6, releases and runbooks
 * speak with every host in these words only. Natural keys throughout: everything is found by its name before anything is made.
 */
import type { Service } from './keys.ts';
import type { Clock, Random } from './ports.ts';
import type { Secret } from './secret.ts';
import type { AnyVendor, Vendor, VendorId } from './vendor.ts';

/** What tasks and checks both have. */
export interface HostContext {
  client<C>(vendor: Vendor<C>): C;
  clock: Clock;
  random: Random;
  signal: AbortSignal;
  /** As `Context.wait`. */
  wait<T>(what: string, poll: () => Promise<T | undefined>, minutes: number): Promise<T>;
}

export type HostId = Extract<VendorId, 'railway' | 'render' | 'heroku' | 'fly' | 'digitalocean' | 'vercel' | 'netlify'>;

/** Where most of the users are; each host has its own name for a region there. */
export type Near = 'us-east' | 'us-west' | 'europe' | 'asia';

export interface Host {
  id: HostId;
  title: string;
  vendor: AnyVendor;
  /** Services that it can run lawfully and technically. */
  runs: readonly Service[];
  /** Its own name for a region, where it lets one choose. */
  regions: Readonly<Partial<Record<Near, string>>>;
  /** Settings of a service that it has; the others are neither wanted nor compared. */
  settings: readonly (keyof ServiceSettings)[];
  /** Settings that only its services with visitors have, besides those. */
  webSettings?: readonly (keyof ServiceSettings)[];
  /** Of those, what it never changes of a service that is there; wanting it otherwise is refused. */
  fixed?: readonly (keyof ServiceSettings)[];
  facts: HostFacts;
  /** Deep links for what only a person can do. */
  pages: {
    /** Where a repository is opened to it. */
    access: string;
    /** Where a service, its logs and its variables are seen. */
    service(place: Place, service: string): string;
    billing: string;
  };
  /** `by-command`: the build command has to install dependencies, too. Absent: the host does so before it. */
  installs?: 'by-command';
  /** Absent: a push to the branch deploys where the operator wants it. False: its API has no such thing, and k77 deploy does it. */
  byPush?: false;
  /** What begins a deployment of the newest commit by itself, besides `deploy`, where deploying by push is switched on. Absent: a push. */
  begins?: readonly ('connect' | 'push')[];
  /** It builds nothing: a GitHub workflow brings it an image of each commit. k77 writes that file into the operator's repository. */
  imageWorkflow?(wanted: ImagesWanted): { path: string; text: string };
  /** Addresses to which it sends every line of a service's log. Absent: its API has no such thing. */
  drains?: readonly DrainScheme[];
  /** It takes no name of a zone that is signed (DNSSEC). */
  unsigned?: true;
  /** Its API does not say which repositories it may read: a person lets it read this one when it is made, and a refusal says what is missing. */
  hidesAccess?: true;
  /** Exact clicks by which a person lets it read a repository, one line each. */
  accessSteps(repository: string): readonly string[];
  api: HostApi;
}

/** How lines of logs travel; never in the clear. `syslog+tls://host:port` */
export type DrainScheme = 'https' | 'syslog+tls';

/** A project, as `place` finds it. `repository`: `owner/name`, where the place holds what is brought from there. */
export interface PlaceWanted {
  project: string;
  environment: string;
  repository?: string | undefined;
}

export interface ImagesWanted extends PlaceWanted {
  repository: string;
  branch: string;
}

/** What the operator chooses from: `k77 hosts`. Money in US cents per month. */
export interface HostFacts {
  plan: string;
  /** What the plan costs before anything runs. */
  fixedCents: number;
  /** What one always-on service with 512 MB adds to it. */
  serviceCents: number;
  /** How long a deployment can be taken back to. */
  rollback: string;
  restarts: string;
  strengths: readonly string[];
  weaknesses: readonly string[];
  /** Where the guide's comparison says otherwise, and why that does not hold. */
  guide: string;
  /** Whether it adds power by itself when there are more visitors. */
  scaling: Scaling;
  source: string;
  /** ISO 8601 date. */
  asOf: string;
}

/** `itself`: always · `setting`: where that is switched on for the service, as `HostedService.scales` shows · `never`. */
export interface Scaling {
  how: 'itself' | 'setting' | 'never';
  /** What it does and what it does not, one sentence. */
  says: string;
  /** What to do instead, one sentence. */
  instead: string;
}

/**
 * Ids that a host needs in every call: `{ project, environment }`, `{ owner }`, `{ team }`. Kept as JSON. In a call about one service `exactly` says that it is called
 * just so, where hosts otherwise put its name and that of the project together.
 */
export type Place = Readonly<Record<string, string>>;

/** How a service is built and run. `null`: declared absent. */
export interface ServiceSettings {
  /** Folder inside the repository in which the commands run; empty: its top. */
  root: string;
  buildCommand: string | null;
  startCommand: string | null;
  preDeployCommand: string | null;
  /** Path that must answer 2xx before a deployment takes over. */
  healthPath: string | null;
  healthTimeoutSeconds: number;
  /** The host's own name. */
  region: string;
  memoryMb: number;
  replicas: number;
  restart: 'always' | 'on-failure' | 'never';
  restartRetries: number;
  /** Path at which a volume is mounted. */
  volume: string | null;
  /** `nextjs` for the dashboard, `node` for the others. */
  framework: 'nextjs' | 'node';
  /** True: visitors reach it. */
  web: boolean;
  /** True: the host tells what runs which commit it is. Only for hosts that do so when they are asked to. */
  tellsCommit?: boolean;
}

export interface HostedService {
  id: string;
  name: string;
  /** What it has now, of the settings that the host knows. */
  settings: Partial<ServiceSettings>;
  /** Undefined: not connected. */
  repository?: Connected | undefined;
  /** Its host is set to run more or fewer of it, between these numbers. */
  scales?: { min: number; max: number } | undefined;
  /** Where its plan allows only something near to what a setting says; one sentence each. */
  notes?: readonly string[] | undefined;
}

/** A project of somebody's, as `k77 adopt` finds it. */
export interface FoundPlace {
  /** As `HostApi.place` finds it again; empty where the host has no such thing. */
  project: string;
  environment: string;
  place: Place;
}

/** A service of somebody's, as far as a list of them tells. */
export interface FoundService {
  id: string;
  /** As it is called there; `exactly` finds it. */
  name: string;
  /** `owner/name` */
  repository?: string | undefined;
  startCommand?: string | undefined;
  /** Folder inside the repository. */
  root?: string | undefined;
  /** Where visitors reach it by the host's own name. */
  url?: string | undefined;
}

export interface Connected {
  /** `owner/name` */
  repository: string;
  branch: string;
  /** A push to the branch deploys. */
  autoDeploy: boolean;
}

export interface HostVariable {
  name: string;
  /** Undefined: the host never shows it again. */
  value?: Secret | undefined;
  /** Where the host tells it: ISO 8601, or whatever else becomes another one with every value that is set. */
  updatedAt?: string | undefined;
  /** Which deployments get it. */
  target: 'production' | 'preview';
}

export interface VariableChange {
  set: Readonly<Record<string, string | Secret>>;
  /** Names; only such as k77 set itself. */
  remove: readonly string[];
  target: 'production' | 'preview';
}

/**
 * waiting (for approval, in a queue) · building · starting · live · failed (never came up) · crashed (gave up restarting) · removed (superseded or taken away) ·
 * suspended
 */
export type DeploymentStatus = 'waiting' | 'building' | 'starting' | 'live' | 'failed' | 'crashed' | 'removed' | 'suspended';

export interface Deployment {
  id: string;
  commit?: string | undefined;
  branch?: string | undefined;
  status: DeploymentStatus;
  /** The host's own word for its status. */
  says: string;
  /** ISO 8601. */
  createdAt: string;
  url?: string | undefined;
  /** It serves what production visitors see. */
  current: boolean;
  preview: boolean;
  /** `rollback` to it is possible now. */
  canRollback: boolean;
}

export interface LogLine {
  /** ISO 8601. */
  at: string;
  text: string;
  severity?: 'debug' | 'info' | 'warn' | 'error' | undefined;
}

/** A DNS record that a host demands; as `API_RECORDS` and `DASHBOARD_RECORDS` carry it. */
export interface DemandedRecord {
  type: 'A' | 'AAAA' | 'CNAME' | 'TXT';
  /** Full name. */
  name: string;
  content: string;
  proxied: boolean;
}

export interface HostedDomain {
  name: string;
  records: readonly DemandedRecord[];
  /** The host has seen the records that it demanded. */
  verified: boolean;
  certificate: 'none' | 'issuing' | 'valid' | 'failed';
  /** Where it sends its visitors instead of serving them. */
  redirectTo?: string | undefined;
  /** What the host says is wrong. */
  trouble?: string | undefined;
}

/** Undefined: the host does not tell it; then `missing` says why, one sentence each. */
export interface ServiceUsage {
  cpuPercent?: number | undefined;
  memoryMb?: number | undefined;
  memoryLimitMb?: number | undefined;
  missing: readonly string[];
}
export interface Bill {
  monthToDateCents?: number | undefined;
  projectedCents?: number | undefined;
  /** The same by id of a service, where the host tells it. */
  services?: Readonly<Record<string, { monthToDateCents?: number | undefined; projectedCents?: number | undefined }>> | undefined;
  missing: readonly string[];
}

/** In US dollars; undefined: none is set. The hard limit takes everything offline. */
export interface UsageAlerts {
  soft?: number | undefined;
  hard?: number | undefined;
}

export interface HostApi {
  /** @returns undefined where nothing of that name is there. @throws OperatorError where two are */
  place(context: HostContext, wanted: PlaceWanted): Promise<Place | undefined>;
  makePlace(context: HostContext, wanted: PlaceWanted): Promise<Place>;

  /** For `k77 adopt`: everything that the credentials show. Absent: the host is not looked through. */
  places?(context: HostContext): Promise<readonly FoundPlace[]>;
  services?(context: HostContext, place: Place): Promise<readonly FoundService[]>;

  service(context: HostContext, place: Place, name: string): Promise<HostedService | undefined>;
  /**
   * Empty: nothing is built, nothing is deployed. @returns its id
   * @param connection for hosts that make no service without a repository (Render); those call off the deployment that they begin by themselves. Others ignore it:
   * `connect` follows when the variables are set
   */
  makeService(context: HostContext, place: Place, name: string, settings: ServiceSettings, connection: Connected): Promise<string>;
  /** Only what differs; deploys nothing by itself where the host allows that. */
  configure(context: HostContext, place: Place, id: string, settings: Partial<ServiceSettings>): Promise<void>;

  variables(context: HostContext, place: Place, id: string): Promise<readonly HostVariable[]>;
  /** One batch, merged into what is there, without a deployment. */
  setVariables(context: HostContext, place: Place, id: string, change: VariableChange): Promise<void>;

  /** Repositories that it may read; `unseen` where its API does not tell. */
  repositories(context: HostContext): Promise<readonly string[] | 'unseen'>;
  /** Some hosts begin a deployment of the newest commit by this. */
  connect(context: HostContext, place: Place, id: string, to: Connected): Promise<void>;

  /** Newest first. */
  deployments(context: HostContext, place: Place, id: string): Promise<readonly Deployment[]>;
  deployment(context: HostContext, place: Place, id: string, deployment: string): Promise<Deployment | undefined>;
  /** @returns id of the deployment that it began, to production */
  deploy(context: HostContext, place: Place, id: string, commit: string, branch: string): Promise<string>;
  logs(context: HostContext, place: Place, id: string, deployment: string, of: 'build' | 'run', lines: number): Promise<readonly LogLine[]>;

  domain?(context: HostContext, place: Place, id: string, name: string): Promise<HostedDomain | undefined>;
  addDomain?(context: HostContext, place: Place, id: string, name: string, redirectTo?: string): Promise<void>;
  /** Asks it to look at the records again, where it does not do so by itself. */
  verifyDomain?(context: HostContext, place: Place, id: string, name: string): Promise<void>;
  removeDomain?(context: HostContext, place: Place, id: string, name: string): Promise<void>;

  /** @param minutes how far it looks back, where the host lets one say so; 10 unless told */
  usage(context: HostContext, place: Place, id: string, minutes?: number): Promise<ServiceUsage>;
  bill(context: HostContext, place: Place): Promise<Bill>;
  /** Absent: the host has no such alerts in its API. */
  alerts?(context: HostContext, place: Place): Promise<UsageAlerts>;
  setAlerts?(context: HostContext, place: Place, alerts: UsageAlerts): Promise<void>;

  /** Where every line of its log is sent. Absent: as `Host.drains`. */
  drains?(context: HostContext, place: Place, id: string): Promise<readonly Secret[]>;
  /** Beside those that are there. @throws OperatorError where it has one only, and that is another */
  addDrain?(context: HostContext, place: Place, id: string, to: Secret): Promise<void>;
  removeDrain?(context: HostContext, place: Place, id: string, to: Secret): Promise<void>;

  /** Whether strangers see previews. Absent: it makes none. */
  previews?(context: HostContext, place: Place, id: string): Promise<'protected' | 'open'>;
  protectPreviews?(context: HostContext, place: Place, id: string): Promise<void>;

  /** For runbooks and releases. Each resolves when the host took the order. */
  rollback(context: HostContext, place: Place, id: string, deployment: string): Promise<void>;
  restart(context: HostContext, place: Place, id: string, deployment: string): Promise<void>;
  suspend(context: HostContext, place: Place, id: string): Promise<void>;
  resume(context: HostContext, place: Place, id: string): Promise<void>;
  scale(context: HostContext, place: Place, id: string, replicas: number): Promise<void>;
}

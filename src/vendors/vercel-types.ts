/** What Vercel's API tells, as far as k77 looks. Times are milliseconds since 1970 unless told. */

export type VercelPlan = 'hobby' | 'pro' | 'enterprise';

export interface VercelUser {
  id: string;
  username: string;
  name?: string | null;
  email?: string;
  defaultTeamId?: string | null;
  billing?: { plan?: VercelPlan } | null;
}

export interface VercelTeam {
  id: string;
  slug: string;
  name: string | null;
  billing?: { plan?: VercelPlan } | null;
}

/** Whose projects are worked on: a team, or the person behind the token. */
export interface VercelScope {
  id: string;
  /** Undefined: the person's own account. */
  team: string | undefined;
  /** As in addresses of the dashboard: `kingdom-77`. */
  slug: string;
  name: string;
  plan: VercelPlan | undefined;
}

export type Target = 'production' | 'preview';

export interface VercelProject {
  id: string;
  name: string;
  accountId: string;
  framework?: string | null;
  rootDirectory?: string | null;
  buildCommand?: string | null;
  installCommand?: string | null;
  commandForIgnoringBuildStep?: string | null;
  nodeVersion?: string;
  sourceFilesOutsideRootDirectory?: boolean;
  resourceConfig?: { functionDefaultRegions?: readonly string[] };
  link?: { type: string; org?: string; repo?: string; repoId?: number; productionBranch?: string } | null;
  gitProviderOptions?: { createDeployments?: 'enabled' | 'disabled' };
  ssoProtection?: { deploymentType: string } | null;
  /** False after a rollback, until the next promotion. */
  autoAssignCustomDomains?: boolean;
  paused?: boolean;
  /** Secret → what it is for. */
  protectionBypass?: Readonly<Record<string, { scope: string }>>;
  targets?: Readonly<Record<string, { id: string } | null>>;
  webAnalytics?: VercelMeasure | null;
  speedInsights?: VercelMeasure | null;
}

/** Web Analytics or Speed Insights of a project, as far as its API tells. */
export interface VercelMeasure {
  id: string;
  enabledAt?: number;
  disabledAt?: number;
  canceledAt?: number;
  /** Somebody was measured at some time. */
  hasData?: boolean;
}

export interface VercelVariable {
  id: string;
  key: string;
  /** Readable only of type `plain`. */
  value?: string;
  type: 'system' | 'encrypted' | 'plain' | 'sensitive' | 'secret';
  target?: string | readonly string[];
  /** Only deployments of this branch get it. */
  gitBranch?: string | null;
  updatedAt?: number;
}

export interface NewVariable {
  key: string;
  value: string;
  type: 'plain' | 'sensitive';
  target: readonly Target[];
}

export type ReadyState = 'QUEUED' | 'INITIALIZING' | 'BUILDING' | 'READY' | 'ERROR' | 'CANCELED' | 'DELETED';

/** A deployment, as the list and the single answer agree about it. */
export interface VercelDeployment {
  id: string;
  url: string;
  state: ReadyState;
  /** STAGED: built, and not given the domains. */
  substate: string | undefined;
  production: boolean;
  createdAt: number;
  commit: string | undefined;
  branch: string | undefined;
  /** What went wrong, in Vercel's words. */
  error: string | undefined;
  rollbackCandidate: boolean;
  /** Its addresses are given. */
  aliased: boolean;
}

export interface VercelDomain {
  name: string;
  apexName: string;
  redirect?: string | null;
  redirectStatusCode?: number | null;
  verified: boolean;
  verification?: readonly { type: string; domain: string; value: string; reason: string }[];
}

export interface VercelDomainConfig {
  configuredBy?: string | null;
  misconfigured: boolean;
  recommendedIPv4?: readonly { rank: number; value: readonly string[] }[];
  recommendedCNAME?: readonly { rank: number; value: string }[];
}

export interface VercelCertificate {
  id: string;
  cns: readonly string[];
  /** The client of the vendor shows it as a date. */
  expiration?: string;
}

export interface VercelLog {
  at: number;
  text: string;
  kind: string;
  level: string | undefined;
}

/** Where logs, traces or measurements are sent. */
export interface VercelDrain {
  id: string;
  /** Absent: those of all projects. */
  projectIds?: readonly string[];
  schemas?: Readonly<Record<string, unknown>>;
  delivery?: { type: 'http'; endpoint: string } | { type: 'otlphttp' | 'syslog' | 'clickhouse' | 'internal' };
}

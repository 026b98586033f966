/** What the emulated Vercel knows, as plain JSON: one person, teams, projects with all that hangs on them. Times are milliseconds since 1970. */

export type Json = Record<string, unknown>;
export type Plan = 'hobby' | 'pro' | 'enterprise';
export type Target = 'production' | 'preview' | 'development';
export type Protection = 'all' | 'preview' | 'prod_deployment_urls_and_all_previews' | 'all_except_custom_domains';

export interface Team {
  id: string;
  slug: string;
  name: string;
  plan: Plan;
  createdAt: number;
}

export interface Token {
  id: string;
  name: string;
  $secret: string;
  /** Opens this team only. */
  team?: string;
}

export interface Link {
  org: string;
  repo: string;
  repoId: number;
  productionBranch: string;
  createdAt: number;
}

export interface Project {
  id: string;
  name: string;
  /** Team, or the person. */
  account: string;
  createdAt: number;
  updatedAt: number;
  framework: string | null;
  rootDirectory: string | null;
  buildCommand: string | null;
  installCommand: string | null;
  outputDirectory: string | null;
  devCommand: string | null;
  commandForIgnoringBuildStep: string | null;
  nodeVersion: string;
  regions: string[];
  sourceFilesOutsideRootDirectory: boolean;
  autoExposeSystemEnvs: boolean;
  link: Link | undefined;
  createDeployments: 'enabled' | 'disabled';
  protection: Protection | null;
  /** Secrets that let automation past the protection. */
  bypass: { $secret: string; createdAt: number }[];
  autoAssign: boolean;
  paused: boolean;
  /** Deployment that has the production domains. */
  current: string | undefined;
  /** Deployment that is about to have them. */
  moving: { to: string; type: 'promote' | 'rollback'; at: number; from: string } | undefined;
  lastMove: { to: string; type: 'promote' | 'rollback'; at: number; from: string } | undefined;
  /** First label of its DNS target. */
  target: string;
  /** Web Analytics and Speed Insights, where somebody ever switched them on. */
  measures?: Partial<Record<Measure, { id: string; enabledAt: number; disabledAt?: number; hasData: boolean }>>;
}

export type Measure = 'visits' | 'speed';

export interface Variable {
  id: string;
  project: string;
  key: string;
  $value: string;
  type: 'encrypted' | 'plain' | 'sensitive';
  target: Target[];
  gitBranch: string | null;
  comment: string | undefined;
  createdAt: number;
  updatedAt: number;
}

export type State = 'QUEUED' | 'BUILDING' | 'READY' | 'ERROR' | 'CANCELED';

export interface Deployment {
  id: string;
  project: string;
  /** Its own address, for ever. */
  url: string;
  /** Which came later. */
  order: number;
  production: boolean;
  state: State;
  /** Built, and not given the domains. */
  staged: boolean;
  repository: string;
  branch: string;
  commit: string;
  message: string;
  author: string;
  source: 'git' | 'redeploy' | 'api-trigger-git-deploy';
  createdAt: number;
  buildingAt: number;
  readyAt: number;
  error: { code: string; message: string } | undefined;
  /** Why it was called off. */
  reason: string | undefined;
  /** As they were when it was made: they are part of the build. */
  $variables: Record<string, string>;
  settings: Pick<
    Project,
    'framework' | 'rootDirectory' | 'buildCommand' | 'installCommand' | 'outputDirectory' | 'commandForIgnoringBuildStep' | 'nodeVersion'
  >;
  /** What was switched on when it was made. */
  measures?: Measure[];
  /** Raised to run it once more without a build. */
  attempt: number;
  upstreams: string[];
  /** Lines of Vercel's own beside those of the build. */
  log: { at: number; text: string; error: boolean }[];
}

export interface Domain {
  name: string;
  apex: string;
  project: string;
  redirect: string | null;
  redirectStatusCode: 301 | 302 | 307 | 308 | null;
  createdAt: number;
  updatedAt: number;
  verified: boolean;
  /** What the TXT record has to say. */
  proof: string;
  /** What the world's DNS shows. */
  seen: { leadsHere: false | 'CNAME' | 'A'; texts: string[] };
  /** `due`: when it is issued. */
  certificate: { id: string; state: 'none' | 'issuing' | 'valid'; due: number; issuedAt: number };
}

/** Where logs are sent; nothing leaves this machine. */
export interface Drain {
  id: string;
  account: string;
  name: string;
  /** Undefined: of all projects. */
  projects: string[] | undefined;
  schemas: Json;
  delivery: Json;
  createdAt: number;
}

export interface VercelState {
  user: { id: string; username: string; name: string; email: string; createdAt: number; plan: Plan };
  teams: Team[];
  tokens: Token[];
  projects: Project[];
  variables: Variable[];
  deployments: Deployment[];
  domains: Domain[];
  /** Absent: there were none when it was saved. */
  drains?: Drain[];
  /** `owner/name` of what the GitHub app may read. */
  opened: string[];
  /** Names that belong to somebody else at Vercel until a TXT record says otherwise. */
  claimed: string[];
  /** US dollars billed this month beside the plan. */
  spent: number;
  count: number;
}

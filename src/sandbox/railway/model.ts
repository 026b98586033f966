/** What the emulated Railway knows, as plain JSON. https://docs.railway.com (schema as of 2026-08) */

export interface Workspace {
  id: string;
  name: string;
  created: string;
  plan: 'FREE' | 'HOBBY' | 'PRO';
  trial: boolean;
  customer: string;
  limit: { soft: number; hard: number | undefined } | undefined;
  /** Why Railway stopped everything in it; undefined: it has not. */
  suspended: string | undefined;
  /** Dollars that a person says were used besides what runs here. */
  spent: number;
}

export interface Token {
  id: string;
  name: string;
  $secret: string;
  of: 'account' | 'workspace' | 'project';
  workspace?: string;
  project?: string;
  environment?: string;
}

export interface Project {
  id: string;
  name: string;
  workspace: string;
  created: string;
  environments: { id: string; name: string; created: string }[];
}

export interface Service {
  id: string;
  name: string;
  project: string;
  created: string;
}

/** How a service is built and run; kept with every deployment as it was then. */
export interface Settings {
  builder: 'RAILPACK' | 'NIXPACKS' | 'HEROKU' | 'PAKETO';
  buildCommand: string | null;
  startCommand: string | null;
  preDeployCommand: string[] | null;
  rootDirectory: string | null;
  healthcheckPath: string | null;
  healthcheckTimeout: number | null;
  /** Region → replicas; null: the workspace's default region, one replica. */
  regions: Record<string, { numReplicas: number }> | null;
  restartPolicyType: 'ALWAYS' | 'ON_FAILURE' | 'NEVER';
  restartPolicyMaxRetries: number;
  sleepApplication: boolean;
  memoryGB: number | null;
  vCPUs: number | null;
}

/** A service in one environment. */
export interface Instance {
  id: string;
  service: string;
  environment: string;
  created: string;
  updated: string;
  settings: Settings;
  repository: string | undefined;
  variables: Record<string, string>;
  /** Names of variables that nobody is shown again. */
  sealed: string[];
  /** Per cent of a core and MB, told by a person instead of measured. */
  measured: { cpuPercent: number; memoryMb: number } | undefined;
}

export interface Trigger {
  id: string;
  service: string;
  environment: string;
  project: string;
  repository: string;
  branch: string;
}

export type DeploymentStatus =
  | 'INITIALIZING'
  | 'QUEUED'
  | 'WAITING'
  | 'BUILDING'
  | 'DEPLOYING'
  | 'SUCCESS'
  | 'FAILED'
  | 'CRASHED'
  | 'REMOVED';

export interface Deployment {
  id: string;
  service: string;
  environment: string;
  project: string;
  status: DeploymentStatus;
  /** Ends with a number that grows, so that of two in one millisecond the later one is known. */
  order: number;
  created: string;
  changed: string;
  repository: string;
  branch: string;
  commit: string;
  message: string;
  author: string;
  reason: 'deploy' | 'redeploy' | 'rollback';
  settings: Settings;
  variables: Record<string, string>;
  /** There is an image. */
  built: boolean;
  /** When it served nobody any more. */
  removed: string | undefined;
  stopped: boolean;
  attempt: number;
  upstreams: string[];
  /** Railway's own lines besides those of the program. */
  lines: { at: string; of: 'build' | 'run'; text: string; severity: 'info' | 'error' }[];
}

export interface CustomDomain {
  id: string;
  domain: string;
  service: string;
  environment: string;
  project: string;
  created: string;
  targetPort: number | null;
  /** `g05ns7.up.railway.app` */
  target: string;
  /** `railway-verify=…` */
  token: string;
  /** What the world's DNS shows, when it was last looked at. */
  seen: { alias: string; proof: boolean; elsewhere: boolean };
  certificate: 'VALIDATING_OWNERSHIP' | 'ISSUING' | 'VALID' | 'ISSUE_FAILED';
  /** When it will be issued, milliseconds since 1970. */
  due: number;
  trouble: string | undefined;
}

export interface ServiceDomain {
  id: string;
  domain: string;
  service: string;
  environment: string;
  targetPort: number | null;
}

export interface Volume {
  id: string;
  name: string;
  project: string;
  environment: string;
  service: string;
  mountPath: string;
  created: string;
}

export interface RailwayState {
  user: { id: string; name: string; email: string };
  workspaces: Workspace[];
  tokens: Token[];
  projects: Project[];
  services: Service[];
  instances: Instance[];
  triggers: Trigger[];
  deployments: Deployment[];
  domains: CustomDomain[];
  serviceDomains: ServiceDomain[];
  volumes: Volume[];
  /** Repositories that Railway's GitHub App may read. */
  opened: string[];
}

/** What Render's API tells, as far as k77 looks. https://api-docs.render.com */

export interface RenderOwner {
  /** `tea-…` of a team, `usr-…` of a person. */
  id: string;
  name: string;
  email: string;
  type: 'user' | 'team';
}

export interface RenderProject {
  id: string;
  name: string;
  owner: RenderOwner;
  environmentIds: readonly string[];
}

export interface RenderEnvironment {
  id: string;
  name: string;
  projectId: string;
  serviceIds: readonly string[];
}

export type RenderRegion = 'oregon' | 'ohio' | 'virginia' | 'frankfurt' | 'singapore';

export interface RenderDisk {
  id: string;
  name: string;
  sizeGB: number;
  mountPath: string;
}

export interface RenderServiceDetails {
  runtime?: string;
  envSpecificDetails?: { buildCommand?: string; startCommand?: string; preDeployCommand?: string };
  /** Of web services only. */
  healthCheckPath?: string;
  numInstances?: number;
  autoscaling?: { enabled: boolean; min: number; max: number };
  plan?: string;
  region?: RenderRegion;
  disk?: RenderDisk | null;
  /** `https://kingdom77-api.onrender.com`; of web services only. */
  url?: string;
}

export interface RenderService {
  id: string;
  type: string;
  name: string;
  ownerId: string;
  environmentId?: string;
  /** `https://github.com/owner/name` */
  repo?: string;
  branch?: string;
  autoDeploy: 'yes' | 'no';
  rootDir: string;
  slug: string;
  suspended: 'suspended' | 'not_suspended';
  /** Who stopped it: `user`, `billing`, `stuck_crashlooping`. */
  suspenders: readonly string[];
  dashboardUrl: string;
  serviceDetails: RenderServiceDetails;
}

export type RenderDeployStatus =
  | 'created'
  | 'queued'
  | 'build_in_progress'
  | 'pre_deploy_in_progress'
  | 'update_in_progress'
  | 'live'
  | 'deactivated'
  | 'build_failed'
  | 'pre_deploy_failed'
  | 'update_failed'
  | 'canceled';

export interface RenderDeploy {
  id: string;
  commit?: { id?: string; message?: string; createdAt?: string };
  status?: RenderDeployStatus;
  /** `api`, `new_commit`, `rollback`, `service_resumed`, … */
  trigger?: string;
  createdAt?: string;
  startedAt?: string;
  finishedAt?: string | null;
}

export interface RenderVariable {
  key: string;
  value: string;
}

export interface RenderDomain {
  id: string;
  name: string;
  domainType: 'apex' | 'subdomain';
  publicSuffix: string;
  /** Visitors are sent there; empty where they are served. */
  redirectForName: string;
  verificationStatus: 'verified' | 'unverified';
}

export interface RenderLine {
  id: string;
  message: string;
  timestamp: string;
  labels: readonly { name: string; value: string }[];
}

/** One curve of `GET /metrics/…`. */
export interface RenderSeries {
  labels: readonly { field: string; value: string }[];
  values: readonly { timestamp: string; value: number }[];
  unit: string;
}

/** Of `POST /services`. */
export interface NewRenderService {
  type: 'web_service' | 'background_worker';
  name: string;
  ownerId: string;
  environmentId: string;
  repo: string;
  branch: string;
  autoDeploy: 'yes' | 'no';
  rootDir: string;
  serviceDetails: {
    runtime: 'node' | 'python';
    plan: string;
    region: string;
    numInstances: number;
    envSpecificDetails: { buildCommand: string; startCommand: string };
    preDeployCommand?: string;
    healthCheckPath?: string;
    disk?: { name: string; mountPath: string; sizeGB: number };
  };
}

/** Of `PATCH /services/{serviceId}`; what is left out stays. */
export interface RenderServiceChange {
  repo?: string;
  branch?: string;
  autoDeploy?: 'yes' | 'no';
  rootDir?: string;
  serviceDetails?: {
    plan?: string;
    envSpecificDetails?: { buildCommand?: string; startCommand?: string };
    preDeployCommand?: string;
    healthCheckPath?: string;
  };
}

/** What a service does with its log, where that is not what its workspace does. */
export interface RenderStream {
  resourceId: string;
  setting: 'send' | 'drop';
  /** `host:port`; absent where nothing is sent. */
  endpoint?: string;
}

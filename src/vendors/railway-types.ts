/** What Railway's API tells, as far as k77 looks. Times are ISO 8601. */
export interface RailwayWorkspace {
  id: string;
  name: string;
  plan: 'FREE' | 'HOBBY' | 'PRO';
  trial: boolean;
  /** Who pays; usage limits hang on it. */
  customer: string;
  /** Dollars of use in this billing period, as of some minutes ago. */
  currentUsage: number;
  /** Dollars; undefined: none is set. */
  limit: { soft: number | undefined; hard: number | undefined };
}

export interface RailwayProject {
  id: string;
  name: string;
  environments: readonly { id: string; name: string }[];
}

export interface RailwayInstance {
  service: string;
  name: string;
  buildCommand: string | undefined;
  startCommand: string | undefined;
  preDeployCommand: string | undefined;
  rootDirectory: string;
  healthcheckPath: string | undefined;
  /** Seconds. */
  healthcheckTimeout: number | undefined;
  /** Region → replicas. */
  regions: Readonly<Record<string, number>>;
  restart: 'ALWAYS' | 'ON_FAILURE' | 'NEVER';
  restartRetries: number;
  /** `owner/name` */
  repository: string | undefined;
  /** Of the trigger, else of the newest deployment. */
  branch: string | undefined;
  trigger: string | undefined;
  volume: { id: string; mountPath: string } | undefined;
}

export interface RailwayInstanceMore {
  /** Thousand millions of bytes, as Railway counts a GB. */
  memoryGb: number | undefined;
  autoDeploy: boolean;
}

export interface RailwayDeployment {
  id: string;
  status: string;
  createdAt: string;
  canRollback: boolean;
  stopped: boolean;
  url: string | undefined;
  commit: string | undefined;
  branch: string | undefined;
}

export interface RailwayLine {
  timestamp: string;
  message: string;
  severity: string | undefined;
  /** Of a line that was JSON: its fields besides the message. */
  fields?: Readonly<Record<string, unknown>> | undefined;
}

export interface RailwayDomain {
  id: string;
  name: string;
  verified: boolean;
  /** Where the ownership record stands (its first labels or its full name) and what it says. Not among `records`. */
  proof: { host: string; text: string } | undefined;
  /** `CERTIFICATE_STATUS_TYPE_VALID` … */
  certificate: string;
  trouble: string | undefined;
  records: readonly { type: string; name: string; wanted: string; seen: string; zone: string }[];
}

/** CPU in cores, memory in GB; the mean of the last minutes. Undefined: nothing was measured. */
export interface RailwayMetrics {
  cpu: number | undefined;
  cpuLimit: number | undefined;
  memory: number | undefined;
  memoryLimit: number | undefined;
}

/** One measurement of a billing period: GB-minutes, core-minutes, or GB of traffic. */
export interface RailwayUse {
  measurement: string;
  service: string | undefined;
  amount: number;
}

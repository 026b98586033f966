/** What DigitalOcean's API tells of App Platform, as far as k77 looks. https://docs.digitalocean.com/reference/api */

export interface DoAccount {
  uuid: string;
  email: string;
  status: 'active' | 'warning' | 'locked';
  status_message?: string;
  team?: { uuid: string; name: string };
}

export interface DoProject {
  id: string;
  name: string;
  environment?: 'Development' | 'Staging' | 'Production';
  owner_uuid?: string;
  is_default?: boolean;
}

export interface DoVariable {
  key: string;
  /** Of a `SECRET`: `EV[1:…]`, which has to be sent back as it is; left out, the variable would become empty. */
  value?: string;
  scope?: 'UNSET' | 'RUN_TIME' | 'BUILD_TIME' | 'RUN_AND_BUILD_TIME';
  type?: 'GENERAL' | 'SECRET';
}

export interface DoHealthCheck {
  http_path?: string;
  port?: number;
  initial_delay_seconds?: number;
  period_seconds?: number;
  timeout_seconds?: number;
  success_threshold?: number;
  failure_threshold?: number;
}

export interface DoAlertSpec {
  rule: string;
  operator?: 'GREATER_THAN' | 'LESS_THAN';
  value?: number;
  window?: 'FIVE_MINUTES' | 'TEN_MINUTES' | 'THIRTY_MINUTES' | 'ONE_HOUR';
  disabled?: boolean;
}

/** A service, a worker or a job of an app. What k77 does not know of it goes back as it came. */
export interface DoComponent {
  name: string;
  github?: { repo?: string; branch?: string; deploy_on_push?: boolean };
  git?: { repo_clone_url?: string; branch?: string };
  build_command?: string;
  run_command?: string;
  source_dir?: string;
  environment_slug?: string;
  envs?: readonly DoVariable[];
  instance_count?: number;
  instance_size_slug?: string;
  autoscaling?: { min_instance_count?: number; max_instance_count?: number };
  alerts?: readonly DoAlertSpec[];
  /** Of services. */
  http_port?: number;
  health_check?: DoHealthCheck;
  liveness_health_check?: DoHealthCheck;
  /** Of jobs. */
  kind?: 'UNSPECIFIED' | 'PRE_DEPLOY' | 'POST_DEPLOY' | 'FAILED_DEPLOY';
}

export interface DoDomainSpec {
  domain: string;
  type?: 'UNSPECIFIED' | 'DEFAULT' | 'PRIMARY' | 'ALIAS';
  wildcard?: boolean;
  zone?: string;
  minimum_tls_version?: string;
}

export interface DoIngressRule {
  match?: { path?: { prefix: string }; authority?: { exact: string } };
  component?: { name: string };
  redirect?: { authority?: string; scheme?: string; redirect_code?: number };
}

/** Everything that is wanted of an app. It is only ever replaced as a whole. */
export interface DoSpec {
  name: string;
  region?: string;
  services?: readonly DoComponent[];
  workers?: readonly DoComponent[];
  jobs?: readonly DoComponent[];
  domains?: readonly DoDomainSpec[];
  ingress?: { rules?: readonly DoIngressRule[] };
  alerts?: readonly DoAlertSpec[];
  maintenance?: { enabled?: boolean; archive?: boolean; offline_page_url?: string };
}

export type DoPhase =
  | 'UNKNOWN'
  | 'PENDING_BUILD'
  | 'BUILDING'
  | 'PENDING_DEPLOY'
  | 'DEPLOYING'
  | 'ACTIVE'
  | 'SUPERSEDED'
  | 'ERROR'
  | 'CANCELED';

interface Built {
  name: string;
  source_commit_hash?: string;
}

export interface DoDeployment {
  id: string;
  phase?: DoPhase;
  phase_last_updated_at?: string;
  /** In words: `app spec updated`, `commit 0a1b2c3 pushed to github.com/…`. */
  cause?: string;
  created_at?: string;
  updated_at?: string;
  spec?: DoSpec;
  services?: readonly Built[];
  workers?: readonly Built[];
  progress?: { steps?: readonly DoStep[] };
}

export interface DoStep {
  name?: string;
  status?: 'UNKNOWN' | 'PENDING' | 'RUNNING' | 'ERROR' | 'SUCCESS';
  reason?: { code?: string; message?: string };
  steps?: readonly DoStep[];
}

export interface DoDomain {
  id?: string;
  phase?: 'UNKNOWN' | 'PENDING' | 'CONFIGURING' | 'ACTIVE' | 'ERROR';
  spec?: DoDomainSpec;
  validations?: readonly { txt_name?: string; txt_value?: string }[];
  certificate_expires_at?: string;
  progress?: { steps?: readonly DoStep[] };
}

export interface DoApp {
  id: string;
  spec: DoSpec;
  owner_uuid?: string;
  project_id?: string;
  /** `https://kingdom77-api-x7k2p.ondigitalocean.app`; empty before the first deployment, and without a service. */
  default_ingress?: string;
  live_url?: string;
  active_deployment?: DoDeployment;
  in_progress_deployment?: DoDeployment;
  pending_deployment?: DoDeployment;
  /** It was rolled back, and nothing is deployed until that is committed or reverted. */
  pinned_deployment?: DoDeployment;
  domains?: readonly DoDomain[];
}

export interface DoInstanceSize {
  slug: string;
  name?: string;
  memory_bytes: string;
  usd_per_month: string;
  single_instance_only?: boolean;
}

export interface DoComponentHealth {
  name: string;
  cpu_usage_percent?: number;
  memory_usage_percent?: number;
  replicas_desired?: number;
  replicas_ready?: number;
  state?: 'UNKNOWN' | 'HEALTHY' | 'UNHEALTHY';
}

export interface DoCondition {
  code?: string;
  message?: string;
  components?: readonly string[];
}

export interface DoRollbackCheck {
  valid?: boolean;
  error?: DoCondition;
  warnings?: readonly DoCondition[];
}

/** What the emulated Render knows, as plain JSON: a person with workspaces, projects, services with all that hangs on them. Times are ISO 8601 unless told. */

export type Json = Record<string, unknown>;
export type WorkspacePlan = 'hobby' | 'pro';
export type ServiceType = 'web_service' | 'background_worker' | 'private_service';

export interface Owner {
  id: string;
  name: string;
  email: string;
  type: 'user' | 'team';
  plan: WorkspacePlan;
  /** A card is on file. */
  pays: boolean;
  notifications: { slackEnabled: boolean; emailEnabled: boolean; previewNotificationsEnabled: boolean; notificationsToSend: string };
}

export interface Key {
  id: string;
  name: string;
  $secret: string;
}

export interface Project {
  id: string;
  owner: string;
  name: string;
  createdAt: string;
  updatedAt: string;
}

export interface Environment {
  id: string;
  project: string;
  name: string;
  protectedStatus: 'unprotected' | 'protected';
  networkIsolationEnabled: boolean;
}

export interface Disk {
  id: string;
  name: string;
  sizeGB: number;
  mountPath: string;
  createdAt: string;
  updatedAt: string;
}

/** How it is built and run. A deploy has a copy of its own. */
export interface Settings {
  runtime: 'node' | 'python' | 'docker' | 'elixir' | 'go' | 'ruby' | 'rust' | 'image';
  rootDir: string;
  buildCommand: string;
  startCommand: string;
  preDeployCommand: string;
  healthCheckPath: string;
  plan: string;
  maxShutdownDelaySeconds: number;
}

export interface Service {
  id: string;
  type: ServiceType;
  name: string;
  slug: string;
  owner: string;
  environment: string | undefined;
  /** As it was given: `https://github.com/owner/name` */
  repo: string;
  branch: string;
  autoDeploy: boolean;
  region: string;
  settings: Settings;
  instances: number;
  autoscaling: { min: number; max: number } | undefined;
  disk: Disk | undefined;
  /** Where its log is sent, or that it is not. */
  stream?: { setting: 'send' | 'drop'; endpoint: string | undefined; $token: string | undefined } | undefined;
  variables: Record<string, string>;
  /** Who has stopped it. */
  suspenders: string[];
  /** Last part of the address that begins a deploy. */
  $hook: string;
  createdAt: string;
  updatedAt: string;
  /** Told by a person instead of measured. */
  measured: { cpuPercent: number; memoryMb: number } | undefined;
}

export type Status =
  | 'created'
  | 'build_in_progress'
  | 'pre_deploy_in_progress'
  | 'update_in_progress'
  | 'live'
  | 'deactivated'
  | 'build_failed'
  | 'pre_deploy_failed'
  | 'update_failed'
  | 'canceled';

export type Trigger = 'api' | 'deploy_hook' | 'manual' | 'new_commit' | 'other' | 'rollback' | 'service_resumed';

export interface Deploy {
  id: string;
  service: string;
  /** Which came later. */
  order: number;
  status: Status;
  trigger: Trigger;
  repository: string;
  /** Empty: there was none yet. */
  commit: string;
  message: string;
  createdAt: string;
  startedAt: string | undefined;
  finishedAt: string | undefined;
  updatedAt: string;
  settings: Settings;
  $variables: Record<string, string>;
  /** It was live at least once. */
  served: boolean;
  /** Milliseconds since 1970 at which a machine is free for it. */
  due: number;
  attempt: number;
  upstreams: string[];
  /** Lines of Render's own beside those of the build and of the service. */
  lines: { at: string; of: 'build' | 'app'; text: string; level: 'info' | 'error' }[];
}

export interface Domain {
  id: string;
  service: string;
  name: string;
  apex: boolean;
  publicSuffix: string;
  redirectFor: string;
  createdAt: string;
  verified: boolean;
  /** Somebody asked Render to look. */
  asked: boolean;
  /** `due`: milliseconds since 1970 at which it is issued. */
  certificate: { state: 'none' | 'issuing' | 'valid'; due: number };
}

export interface RenderState {
  user: { name: string; email: string };
  owners: Owner[];
  keys: Key[];
  projects: Project[];
  environments: Environment[];
  services: Service[];
  deploys: Deploy[];
  domains: Domain[];
  /** `owner/name` of what the app on GitHub may read. */
  opened: string[];
}

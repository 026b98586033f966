/** What the emulated DigitalOcean knows, as plain JSON: an account with projects, apps and their deployments. Times are ISO 8601 unless told. */
import type { DoSpec } from '../../vendors/digitalocean-types.ts';

export type Json = Record<string, unknown>;

export interface Account {
  uuid: string;
  email: string;
  name: string;
  team: { uuid: string; name: string };
  status: 'active' | 'warning' | 'locked';
  statusMessage: string;
  /** A card is on file. */
  pays: boolean;
}

export interface Token {
  id: string;
  $secret: string;
  /** It may only look. */
  readOnly: boolean;
}

export interface Project {
  id: string;
  name: string;
  purpose: string;
  environment: string;
  isDefault: boolean;
  createdAt: string;
}

export interface App {
  id: string;
  project: string;
  /** As it is shown: secrets encrypted. */
  spec: DoSpec;
  /** What stands behind them, by what is shown. */
  $secrets: Record<string, string>;
  /** Last part of its own name: `x7k2p` in `kingdom77-api-x7k2p.ondigitalocean.app`. */
  suffix: string;
  /** It was active once, so that it has a name of its own. */
  named: boolean;
  createdAt: string;
  updatedAt: string;
  /** Deployment at which it is held, and the spec from before. */
  pinned: { deployment: string; before: DoSpec } | undefined;
  /** Told by a person instead of measured. */
  measured: { cpuPercent: number; memoryMb: number } | undefined;
}

export type Phase = 'PENDING_BUILD' | 'BUILDING' | 'PENDING_DEPLOY' | 'DEPLOYING' | 'ACTIVE' | 'SUPERSEDED' | 'ERROR' | 'CANCELED';

export interface Line {
  at: string;
  of: 'BUILD' | 'DEPLOY' | 'RUN';
  text: string;
}

export interface Deployment {
  id: string;
  app: string;
  /** Which came later. */
  order: number;
  phase: Phase;
  phaseAt: string;
  cause: string;
  createdAt: string;
  updatedAt: string;
  repository: string;
  commit: string;
  spec: DoSpec;
  $variables: Record<string, string>;
  /** It was active at least once. */
  served: boolean;
  /** Milliseconds since 1970 at which a machine is free for it; 0: it has one. */
  due: number;
  attempt: number;
  upstreams: string[];
  /** Why it failed. */
  trouble: string;
  /** Its instances do nothing but crash. */
  down: boolean;
  lines: Line[];
}

export interface Domain {
  id: string;
  app: string;
  name: string;
  phase: 'PENDING' | 'CONFIGURING' | 'ACTIVE' | 'ERROR';
  /** Milliseconds since 1970 at which its certificate is there. */
  due: number;
  /** Why it is in error. */
  trouble: string;
}

export interface DigitalOceanState {
  account: Account;
  tokens: Token[];
  projects: Project[];
  apps: App[];
  deployments: Deployment[];
  domains: Domain[];
  /** `owner/name` of what the app on GitHub may read. */
  opened: string[];
  /** Whoever has it may read logs. */
  $logKey: string;
}

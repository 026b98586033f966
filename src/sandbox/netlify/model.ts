/** What the emulated Netlify knows, as plain JSON: one person, teams, sites with all that hangs on them. Times are milliseconds since 1970. */

export type Json = Record<string, unknown>;
export type Plan = 'Free' | 'Personal' | 'Pro' | 'Enterprise';
export type GuardContext = 'all' | 'non_production';

export interface Account {
  id: string;
  slug: string;
  name: string;
  plan: Plan;
  /** What the team keeps behind its login whatever a site says. */
  guards: GuardContext | null;
  /** This month: used, and bought beside those of the plan. */
  credits: { used: number; bought: number };
  createdAt: number;
}

export interface Token {
  id: string;
  name: string;
  $secret: string;
  /** Opens this team only. */
  account?: string;
}

export interface Repo {
  /** `owner/name` */
  path: string;
  branch: string;
  installation: number;
  /** Empty: all. */
  allowed: string[];
  stopped: boolean;
  skipPrs: boolean;
  createdAt: number;
}

export interface Site {
  id: string;
  name: string;
  account: string;
  createdAt: number;
  updatedAt: number;
  repo: Repo | undefined;
  base: string;
  /** Folder of the site below `base`. */
  packagePath: string;
  dir: string;
  cmd: string;
  region: string;
  primary: string | null;
  aliases: string[];
  guarded: boolean;
  guardContext: GuardContext;
  $password: string | null;
  disabled: boolean;
  /** Deploy that visitors see. */
  published: string | undefined;
  /** Deploy that is about to be published. */
  moving: string | undefined;
  /** Names that lead here, as the world's DNS shows. */
  leads: string[];
  /** `due`: when it is issued. */
  certificate: { state: 'none' | 'issuing' | 'issued'; due: number; issuedAt: number; names: string[] };
}

export type EnvContext = 'all' | 'dev' | 'dev-server' | 'branch-deploy' | 'deploy-preview' | 'production' | 'branch';
export const envContexts: readonly EnvContext[] = ['all', 'dev', 'dev-server', 'branch-deploy', 'deploy-preview', 'production', 'branch'];

export interface EnvValue {
  id: string;
  context: EnvContext;
  branch: string | undefined;
  $value: string;
}

export interface Variable {
  account: string;
  /** Undefined: shared by all sites of the team. */
  site: string | undefined;
  key: string;
  scopes: string[];
  secret: boolean;
  values: EnvValue[];
  updatedAt: number;
}

export type State = 'enqueued' | 'building' | 'ready' | 'error';

export interface Deploy {
  id: string;
  site: string;
  build: string;
  /** Which came later. */
  order: number;
  context: 'production' | 'branch-deploy';
  state: State;
  repository: string;
  branch: string;
  commit: string;
  message: string;
  author: string;
  title: string;
  createdAt: number;
  updatedAt: number;
  publishedAt: number;
  error: string | undefined;
  skipped: boolean;
  /** Publishing is stopped at it. */
  locked: boolean;
  /** As they were when it was made: they are part of the build. */
  $variables: Record<string, string>;
  settings: Pick<Site, 'base' | 'packagePath' | 'dir' | 'cmd'>;
  /** Raised to run it once more without a build. */
  attempt: number;
  upstreams: string[];
  /** Lines of Netlify's own beside those of the build. */
  log: { at: number; text: string; error: boolean }[];
}

export interface NetlifyState {
  user: { id: string; name: string; email: string; createdAt: number };
  accounts: Account[];
  tokens: Token[];
  sites: Site[];
  variables: Variable[];
  deploys: Deploy[];
  /** Number of the app's installation on GitHub. */
  installation: number;
  /** `owner/name` of what the app on GitHub may read. */
  opened: string[];
  /** Names of sites and custom domains that other people have. */
  taken: string[];
  count: number;
}

/** What Netlify's API tells, as far as k77 looks. Times are ISO 8601. */

/** A team. https://docs.netlify.com/manage/accounts-and-billing/team-management/manage-team-settings/ */
export interface NetlifyAccount {
  id: string;
  slug: string;
  name: string;
  /** `Free`, `Personal`, `Pro`, `Enterprise`. */
  type_name?: string;
  type_slug?: string;
  /** The team keeps its sites behind its login, whatever a site says. */
  site_sso_login?: boolean;
  site_sso_login_context?: VisibilityContext;
}

export interface NetlifyUser {
  id: string;
  full_name?: string;
  email?: string;
}

/** Whose sites are worked on. */
export interface NetlifyScope {
  id: string;
  /** As in addresses of the dashboard: `kingdom-77`. */
  slug: string;
  name: string;
  /** `Free`, `Personal`, `Pro`, `Enterprise`; undefined: not told. */
  plan: string | undefined;
  /** What the team demands of all its sites. */
  guards: VisibilityContext | undefined;
}

/** `all`: production too. `non_production`: previews and branches only. */
export type VisibilityContext = 'all' | 'non_production';

export interface NetlifyBuildSettings {
  provider?: string | null;
  /** `owner/name` */
  repo_path?: string | null;
  repo_branch?: string | null;
  /** Of Netlify's app on GitHub. */
  installation_id?: number | null;
  /** Folder in which packages are installed and the command runs; empty: the top of the repository. */
  base?: string | null;
  /** Folder of the site within `base`, where that holds several. */
  package_path?: string | null;
  /** What is published, seen from `base`. */
  dir?: string | null;
  cmd?: string | null;
  /** Which branches are built; empty: all. */
  allowed_branches?: readonly string[] | null;
  /** Nothing is built at all, not even when it is ordered. */
  stop_builds?: boolean | null;
  skip_prs?: boolean | null;
}

export interface NetlifySite {
  id: string;
  name: string;
  account_id?: string;
  account_slug?: string;
  custom_domain?: string | null;
  domain_aliases?: readonly string[] | null;
  url?: string;
  ssl_url?: string;
  build_settings?: NetlifyBuildSettings | null;
  published_deploy?: NetlifyDeploy | null;
  functions_region?: string | null;
  disabled?: boolean | null;
  sso_login?: boolean;
  sso_login_context?: VisibilityContext;
}

/** https://docs.netlify.com/api-and-cli-guides/api-guides/get-started-with-api/#deploy-with-the-api */
export type DeployState =
  | 'new'
  | 'pending_review'
  | 'accepted'
  | 'rejected'
  | 'enqueued'
  | 'building'
  | 'uploading'
  | 'uploaded'
  | 'preparing'
  | 'prepared'
  | 'processing'
  | 'processed'
  | 'ready'
  | 'error'
  | 'retrying';

export interface NetlifyDeploy {
  id: string;
  site_id: string;
  build_id?: string;
  state: DeployState;
  context?: string;
  branch?: string;
  commit_ref?: string | null;
  error_message?: string | null;
  skipped?: boolean | null;
  locked?: boolean | null;
  created_at: string;
  published_at?: string | null;
  deploy_ssl_url?: string;
}

export interface NetlifyBuild {
  id: string;
  deploy_id: string;
  sha?: string | null;
  done?: boolean;
  error?: string | null;
}

export type EnvContext = 'all' | 'dev' | 'dev-server' | 'branch-deploy' | 'deploy-preview' | 'production' | 'branch';

export interface NetlifyEnvValue {
  id?: string;
  /** Nothing of a secret. */
  value?: string;
  context: EnvContext;
  /** Name of the branch, where `context` is `branch`. */
  context_parameter?: string;
}

export interface NetlifyEnvVar {
  key: string;
  scopes?: readonly string[];
  values: readonly NetlifyEnvValue[];
  is_secret?: boolean;
  updated_at?: string;
}

export interface NetlifyCertificate {
  state: string;
  domains: readonly string[];
}

export interface NetlifyFunctionLine {
  /** Milliseconds since 1970. */
  ts: number;
  message: string;
  level?: string;
}

export interface NetlifyLogLine {
  ts: string;
  log?: string;
  message?: string;
  level?: string;
}

/** What Heroku's Platform API tells, as far as k77 looks. https://devcenter.heroku.com/articles/platform-api-reference */

interface Named {
  id: string;
  name: string;
}

export interface HerokuAccount {
  id: string;
  email: string;
  name: string | null;
  /** A means of payment is on file. */
  verified: boolean;
  default_team: Named | null;
}

export interface HerokuApp {
  id: string;
  /** Unique among everybody. */
  name: string;
  /** Automated Certificate Management is on. */
  acm: boolean;
  maintenance: boolean;
  owner: { id: string; email: string };
  team: Named | null;
  /** `us`, `eu`; private spaces have others. */
  region: Named;
  /** `https://kingdom77-api-3f9a2c-0123456789ab.herokuapp.com/` */
  web_url: string | null;
}

/** Of the team, or of the person where `team` is undefined. */
export interface NewHerokuApp {
  name: string;
  region: string;
  team?: string | undefined;
}

export interface HerokuBuild {
  id: string;
  status: 'failed' | 'pending' | 'succeeded';
  source_blob: { url: string; version: string | null; version_description?: string | null };
  /** Made when it has succeeded. */
  release: { id: string } | null;
  slug: { id: string } | null;
  /** Text, on another host, while it is kept. */
  output_stream_url: string;
  created_at: string;
}

export interface HerokuRelease {
  id: string;
  version: number;
  /** `Deploy 0123abcd`, `Set LOG_LEVEL config vars`, `Rollback to v12` */
  description: string;
  /** `pending` while the release command runs. */
  status: 'failed' | 'pending' | 'succeeded' | 'expired';
  current: boolean;
  slug: { id: string } | null;
  eligible_for_rollback?: boolean;
  output_stream_url: string | null;
  created_at: string;
}

export interface HerokuSlug {
  id: string;
  commit: string | null;
}

export interface HerokuFormation {
  /** `web`, `worker`: as the Procfile calls it. */
  type: string;
  quantity: number;
  /** `Basic`, `Standard-1X` */
  size: string;
  command: string;
}

export interface HerokuDyno {
  /** `worker.1` */
  name: string;
  type: string;
  /** `starting`, `up`, `idle`, `crashed`, `down` */
  state: string;
  release: { id: string; version: number };
}

export interface HerokuDomain {
  id: string;
  hostname: string;
  kind: 'heroku' | 'custom';
  /** Where it has to lead: `….herokudns.com` */
  cname: string | null;
  acm_status: string | null;
  acm_status_reason: string | null;
  /** A certificate of the operator's own; null: Heroku's, or none. */
  sni_endpoint?: { name: string } | null;
  status: string;
}

/** A feature of Heroku Labs, as one app has it. */
export interface HerokuFeature {
  name: string;
  enabled: boolean;
}

export interface HerokuDrain {
  id: string;
  url: string;
}

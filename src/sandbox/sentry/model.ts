/**
 * What the emulated Sentry knows, as plain JSON: organizations, their teams, projects and keys, alerts, releases, and the errors that arrived.
 * https://docs.sentry.io/api/ (description of 2026-08)
 */
export interface Privacy {
  dataScrubber: boolean;
  dataScrubberDefaults: boolean;
  scrubIPAddresses: boolean;
  sensitiveFields: string[];
}

export interface Organization extends Privacy {
  id: string;
  slug: string;
  name: string;
  region: 'us' | 'de';
  /** `incidents`: monitors may count (from Team on) · `rate-limits`: keys may have a limit (from Business on). */
  features: string[];
  created: string;
}

/** Somebody who reads mail. */
export interface Member {
  id: string;
  organization: string;
  email: string;
}

export interface Team {
  id: string;
  organization: string;
  slug: string;
  name: string;
  /** Ids of members. */
  members: string[];
  created: string;
}

export interface Project extends Privacy {
  id: string;
  organization: string;
  slug: string;
  name: string;
  platform: string | null;
  /** Slugs. */
  teams: string[];
  spikeProtectionOff: boolean;
  created: string;
  firstEvent: string | null;
}

export interface Key {
  id: string;
  /** Id of the project. */
  project: string;
  name: string;
  $secret: string;
  active: boolean;
  rateLimit: { window: number; count: number } | null;
  created: string;
}

export interface Condition {
  type: string;
  comparison?: unknown;
  conditionResult?: unknown;
}
export interface Action {
  type: string;
  integrationId?: unknown;
  data?: Record<string, unknown>;
  config?: { targetType?: string; targetIdentifier?: string | null; targetDisplay?: string | null };
  status?: string;
}
export interface Group {
  id: string;
  logicType: string;
  conditions: Condition[];
  actions: Action[];
}

export interface Detector {
  id: string;
  /** Id of the project. */
  project: string;
  name: string;
  type: string;
  enabled: boolean;
  dataSources: Record<string, unknown>[];
  config: Record<string, unknown>;
  conditionGroup: Group | null;
  owner: string | null;
  created: string;
  /** Id of the issue that is open while it is over its threshold. */
  open: string | null;
}

export interface Workflow {
  id: string;
  organization: string;
  name: string;
  enabled: boolean;
  environment: string | null;
  config: Record<string, unknown>;
  triggers: Group | null;
  actionFilters: Group[];
  detectorIds: string[];
  created: string;
  lastTriggered: string | null;
  /** When it told of each issue last. */
  told: Record<string, string>;
}

export interface Release {
  id: number;
  organization: string;
  version: string;
  ref: string | null;
  dateReleased: string | null;
  created: string;
  /** Slugs. */
  projects: string[];
  deploys: { id: string; environment: string; name: string | null; url: string | null; dateFinished: string }[];
}

export interface Issue {
  id: string;
  project: string;
  fingerprint: string;
  title: string;
  type: 'error' | 'metric_issue';
  status: 'resolved' | 'unresolved';
  count: number;
  firstSeen: string;
  lastSeen: string;
}

/** As it was kept: scrubbed. */
export interface Kept {
  id: string;
  project: string;
  issue: string;
  received: string;
  environment: string;
  event: Record<string, unknown>;
}

export interface Mail {
  at: string;
  to: string[];
  subject: string;
  text: string;
}

export interface SentryState {
  $token: string;
  $authToken: string;
  /** What the token may do. */
  scopes: string[];
  organizations: Organization[];
  members: Member[];
  teams: Team[];
  projects: Project[];
  keys: Key[];
  detectors: Detector[];
  workflows: Workflow[];
  releases: Release[];
  issues: Issue[];
  events: Kept[];
  mails: Mail[];
  /** Of what counts up. */
  last: number;
}

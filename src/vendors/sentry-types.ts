/** What Sentry's API tells, as far as k77 looks, and what k77 tells it. */

export interface SentryOrganization {
  id: string;
  slug: string;
  name: string;
  /** What the plan includes: `incidents` (metric monitors) is among them where it does. */
  features?: readonly string[];
  links: { organizationUrl: string; regionUrl: string };
}

/** Scrubbing on the server. At the organization: demanded of every project. https://docs.sentry.io/security-legal-pii/scrubbing/server-side-scrubbing/ */
export interface SentryPrivacy {
  dataScrubber: boolean;
  dataScrubberDefaults: boolean;
  scrubIPAddresses: boolean;
  sensitiveFields: readonly string[];
}

export interface SentryTeam {
  id: string;
  slug: string;
  name: string;
  memberCount: number;
}

export interface SentryProject extends SentryPrivacy {
  id: string;
  slug: string;
  name: string;
  platform: string | null;
  teams: readonly { id: string; slug: string }[];
  /** `rate-limits`: its keys may have a limit. */
  features: readonly string[];
  options: Readonly<Record<string, unknown>>;
}

export interface SentryKey {
  id: string;
  name: string;
  isActive: boolean;
  /** Errors in so many seconds. */
  rateLimit: { window: number; count: number } | null;
  dsn: { public: string };
}

export interface SentryCondition {
  type: string;
  comparison: unknown;
  conditionResult: unknown;
}
export interface SentryAction {
  type: string;
  config: { targetType: string; targetIdentifier: string | null; targetDisplay?: string | null };
  data?: Readonly<Record<string, unknown>>;
  integrationId?: string | null;
  status?: string;
}
export interface SentryConditionGroup {
  logicType: string;
  conditions: readonly SentryCondition[];
  actions?: readonly SentryAction[];
}

/** A monitor in the words of the dashboard: what makes an issue. */
export interface SentryDetector {
  id: string;
  projectId: string | null;
  name: string;
  /** `error` and `issue_stream` come with a project; `metric_issue` counts. */
  type: string;
  enabled: boolean;
  dataSources: readonly unknown[];
  conditionGroup: SentryConditionGroup | null;
  config: Readonly<Record<string, unknown>>;
}
export interface NewDetector {
  name: string;
  type: 'metric_issue';
  dataSources: readonly Readonly<Record<string, unknown>>[];
  config: Readonly<Record<string, unknown>>;
  conditionGroup: SentryConditionGroup;
  enabled: boolean;
  owner?: string;
}

/** An alert in the words of the dashboard: who is told of an issue. */
export interface SentryWorkflow {
  id: string;
  name: string;
  enabled: boolean;
  environment: string | null;
  config: Readonly<Record<string, unknown>>;
  triggers: SentryConditionGroup | null;
  actionFilters: readonly SentryConditionGroup[];
  detectorIds: readonly string[];
}
export interface NewWorkflow {
  name: string;
  enabled: boolean;
  environment: string;
  config: { frequency: number };
  detectorIds: readonly string[];
  triggers: SentryConditionGroup;
  actionFilters: readonly SentryConditionGroup[];
}

export interface SentryRelease {
  version: string;
  ref?: string | null;
  projects: readonly { slug: string }[];
  dateReleased?: string | null;
}
export interface SentryDeploy {
  id: string;
  environment: string;
  name: string | null;
  dateFinished: string;
}

/** Errors that are the same, as Sentry sees it. */
export interface SentryIssue {
  id: string;
  shortId: string;
  title: string;
  level: string;
  status: string;
  /** ISO 8601. */
  firstSeen: string;
  lastSeen: string;
  project: { slug: string };
}

/** An event as the list of a project shows it; with `full` everything that it carries. */
export interface SentryEvent {
  eventID: string;
  groupID: string | null;
  title: string;
  message: string;
  tags: readonly { key: string; value: string }[];
  dateCreated: string;
}

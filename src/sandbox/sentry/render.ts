/** Organizations, teams and projects as the API words them. */
import type { Books } from './books.ts';
import type { Organization, Project, Team } from './model.ts';

type Json = Record<string, unknown>;

export function organization({ id, slug, name, region, features, created }: Organization): Json {
  return {
    id,
    slug,
    name,
    status: { id: 'active', name: 'active' },
    dateCreated: created,
    isEarlyAdopter: false,
    require2FA: false,
    avatar: { avatarType: 'letter_avatar', avatarUuid: null },
    features: ['onboarding', 'open-membership', ...features.filter((one) => one === 'incidents')],
    links: { organizationUrl: `https://${slug}.sentry.io`, regionUrl: `https://${region}.sentry.io` },
    hasAuthProvider: false,
    allowMemberInvite: true,
    allowMemberProjectCreation: true,
    allowSuperuserAccess: false,
  };
}

export function organizationInFull(books: Books, one: Organization): Json {
  return {
    ...organization(one),
    ...privacyOf(one),
    experiments: {},
    isDefault: false,
    defaultRole: 'member',
    orgRoleList: [],
    teamRoleList: [],
    openMembership: true,
    allowSharedIssues: true,
    enhancedPrivacy: false,
    safeFields: [],
    storeCrashReports: 0,
    attachmentsRole: 'member',
    debugFilesRole: 'admin',
    eventsMemberAdmin: true,
    alertsMemberWrite: true,
    scrapeJavaScript: true,
    allowJoinRequests: true,
    relayPiiConfig: null,
    relayDsnEndpoint: null,
    trustedRelays: [],
    pendingAccessRequests: 0,
    hideAiFeatures: false,
    aggregatedDataConsent: false,
    isDynamicallySampled: false,
    issueAlertsThreadFlag: true,
    metricAlertsThreadFlag: true,
    requiresSso: false,
    defaultAutofixAutomationTuning: 'off',
    defaultSeerScannerAutomation: false,
    enableSeerCoding: false,
    defaultCodingAgent: 'seer',
    defaultCodingAgentIntegrationId: null,
    defaultAutomatedRunStoppingPoint: 'code_changes',
    autoEnableCodeReview: false,
    autoOpenPrs: false,
    defaultCodeReviewTriggers: [],
    teams: books.state.teams.filter(({ organization: of }) => of === one.slug).map(team),
    projects: books.state.projects.filter(({ organization: of }) => of === one.slug).map((project) => projectInShort(books, project)),
  };
}

export function privacyOf({ dataScrubber, dataScrubberDefaults, scrubIPAddresses, sensitiveFields }: Organization | Project): Json {
  return { dataScrubber, dataScrubberDefaults, scrubIPAddresses, sensitiveFields };
}

export function team({ id, slug, name, members, created }: Team): Json {
  return {
    id,
    slug,
    name,
    dateCreated: created,
    // Of whoever asks: an integration is nobody's colleague.
    isMember: false,
    teamRole: null,
    flags: { 'idp:provisioned': false },
    access: ['team:read', 'team:write'],
    hasAccess: true,
    isPending: false,
    memberCount: members.length,
    avatar: { avatarType: 'letter_avatar', avatarUuid: null },
  };
}

function bare(books: Books, one: Project): Json {
  const insights = ['Http', 'Db', 'Assets', 'AppStart', 'ScreenLoad', 'Vitals', 'Caches', 'Queues', 'AgentMonitoring', 'MCP'];
  const has = [
    'Feedbacks',
    'Flags',
    'MinifiedStackTrace',
    'Monitors',
    'NewFeedbacks',
    'Profiles',
    'Replays',
    'Sessions',
    'Logs',
    'TraceMetrics',
  ];
  const of = books.organization(one.organization);
  return {
    id: one.id,
    slug: one.slug,
    name: one.name,
    platform: one.platform,
    dateCreated: one.created,
    isBookmarked: false,
    isMember: false,
    features: ['alert-filters', 'minidump', ...(of?.features.filter((feature) => feature === 'rate-limits') ?? [])],
    firstEvent: one.firstEvent,
    firstTransactionEvent: false,
    access: ['project:read', 'project:write'],
    hasAccess: true,
    ...Object.fromEntries([...has, ...insights.map((name) => `Insights${name}`)].map((name) => [`has${name}`, false])),
  };
}

function teamsOf(books: Books, one: Project): Json[] {
  return one.teams.flatMap((slug) => {
    const found = books.state.teams.find((other) => other.organization === one.organization && other.slug === slug);
    return found ? [{ id: found.id, slug, name: found.name }] : [];
  });
}

export function projectInShort(books: Books, one: Project): Json {
  const teams = teamsOf(books, one);
  return {
    ...bare(books, one),
    ...(teams[0] ? { team: teams[0] } : {}),
    teams,
    platforms: one.platform === null ? [] : [one.platform],
    hasUserReports: false,
    environments: [],
    latestRelease: null,
  };
}

export function projectWithTeams(books: Books, one: Project): Json {
  const teams = teamsOf(books, one);
  return {
    ...bare(books, one),
    isInternal: false,
    isPublic: false,
    avatar: { avatarType: 'letter_avatar', avatarUuid: null },
    color: '#3f70bf',
    status: 'active',
    ...(teams[0] ? { team: teams[0] } : {}),
    teams,
  };
}

export function project(books: Books, one: Project): Json {
  const of = books.organization(one.organization);
  return {
    ...projectWithTeams(books, one),
    ...privacyOf(one),
    latestRelease: null,
    options: { 'quotas:spike-protection-disabled': one.spikeProtectionOff, 'sentry:csp_ignored_sources_defaults': true },
    digestsMinDelay: 300,
    digestsMaxDelay: 1800,
    subjectPrefix: '',
    allowedDomains: ['*'],
    resolveAge: 0,
    safeFields: [],
    storeCrashReports: null,
    subjectTemplate: '$shortID - $title',
    securityToken: `token-of-project-${one.id}-for-tunnels`,
    securityTokenHeader: null,
    verifySSL: false,
    scrapeJavaScript: true,
    enableAutoReleaseCreation: true,
    highlightTags: [],
    highlightContext: {},
    highlightPreset: { tags: [], context: {} },
    groupingConfig: 'newstyle:2026-01-20',
    derivedGroupingEnhancements: '',
    groupingEnhancements: '',
    secondaryGroupingExpiry: 0,
    secondaryGroupingConfig: null,
    fingerprintingRules: '',
    organization: of ? organization(of) : {},
    platforms: one.platform === null ? [] : [one.platform],
    processingIssues: 0,
    defaultEnvironment: null,
    relayPiiConfig: null,
    builtinSymbolSources: [],
    dynamicSamplingBiases: [],
    symbolSources: '[]',
    isDynamicallySampled: false,
    tempestFetchScreenshots: false,
    autofixAutomationTuning: 'off',
    seerScannerAutomation: false,
    seerNightshiftTweaks: null,
    scmSourceContextEnabled: false,
    debugFilesRole: null,
  };
}

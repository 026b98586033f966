/**
 * What is emulated of Railway's GraphQL API, as a schema of its own. A test holds every name, argument and type of it against the schema that Railway publishes.
 */
import { buildSchema, type GraphQLSchema } from 'graphql';

/** A Relay connection as Railway names them: `EnvironmentServiceInstancesConnection`. */
const connection = (name: string, node: string): string => `
  type ${name}Connection { edges: [${name}ConnectionEdge!]! pageInfo: PageInfo! }
  type ${name}ConnectionEdge { cursor: String! node: ${node}! }`;

const paged = '(after: String, before: String, first: Int, last: Int)';

const things = `
  scalar DateTime
  scalar JSON
  scalar EnvironmentVariables
  scalar EnvironmentConfig
  scalar DeploymentMeta
  scalar ServiceInstanceLimit
  type PageInfo { endCursor: String hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String }
  enum Plan { FREE HOBBY PRO }
  enum SubscriptionState { ACTIVE CANCELLED INACTIVE PAST_DUE UNPAID }
  enum Builder { HEROKU NIXPACKS PAKETO RAILPACK }
  enum RestartPolicyType { ALWAYS NEVER ON_FAILURE }
  enum DeploymentStatus {
    BUILDING CRASHED DEPLOYING FAILED INITIALIZING NEEDS_APPROVAL QUEUED REMOVED REMOVING SKIPPED SLEEPING SUCCESS WAITING
  }
  enum MetricMeasurement {
    BACKUP_USAGE_GB CPU_LIMIT CPU_USAGE CPU_USAGE_2 DISK_USAGE_GB EPHEMERAL_DISK_USAGE_GB MEASUREMENT_UNSPECIFIED MEMORY_LIMIT_GB MEMORY_USAGE_GB
    NETWORK_RX_GB NETWORK_TX_GB UNRECOGNIZED
  }
  enum MetricTag {
    DEPLOYMENT_ID DEPLOYMENT_INSTANCE_ID ENVIRONMENT_ID HOST_TYPE KEY_UNSPECIFIED PLUGIN_ID PROJECT_ID REGION SERVICE_ID UNRECOGNIZED VOLUME_ID
    VOLUME_INSTANCE_ID
  }
  enum CDNProvider { DETECTED_CDN_PROVIDER_CLOUDFLARE DETECTED_CDN_PROVIDER_UNSPECIFIED UNRECOGNIZED }
  enum CertificateStatus {
    CERTIFICATE_STATUS_TYPE_ISSUE_FAILED CERTIFICATE_STATUS_TYPE_ISSUING CERTIFICATE_STATUS_TYPE_UNSPECIFIED CERTIFICATE_STATUS_TYPE_VALID
    CERTIFICATE_STATUS_TYPE_VALIDATING_OWNERSHIP UNRECOGNIZED
  }
  enum DNSRecordType { DNS_RECORD_TYPE_A DNS_RECORD_TYPE_CNAME DNS_RECORD_TYPE_NS DNS_RECORD_TYPE_TXT DNS_RECORD_TYPE_UNSPECIFIED UNRECOGNIZED }
  enum DNSRecordStatus { DNS_RECORD_STATUS_PROPAGATED DNS_RECORD_STATUS_REQUIRES_UPDATE DNS_RECORD_STATUS_UNSPECIFIED UNRECOGNIZED }
  enum DNSRecordPurpose {
    DNS_RECORD_PURPOSE_ACME_DNS01_CHALLENGE DNS_RECORD_PURPOSE_TRAFFIC_ROUTE DNS_RECORD_PURPOSE_UNSPECIFIED UNRECOGNIZED
  }
  type User { id: ID! name: String email: String! workspaces: [Workspace!]! }
  type Workspace { id: ID! name: String! plan: Plan! customer: Customer! createdAt: DateTime! }
  type BillingPeriod { start: DateTime! end: DateTime! }
  type Customer {
    id: ID! isTrialing: Boolean! currentUsage: Float! billingPeriod: BillingPeriod! state: SubscriptionState! usageLimit: UsageLimit
  }
  type UsageLimit { id: ID! customerId: String! softLimit: Int! hardLimit: Int isOverLimit: Boolean! }
  type ApiTokenContext { workspaces: [ApiTokenWorkspace!]! }
  type ApiTokenWorkspace { id: String! name: String! }
  type ProjectToken { id: ID! name: String! projectId: String! environmentId: String! }
  type Project {
    id: ID! name: String! createdAt: DateTime! deletedAt: DateTime workspaceId: String
    environments(after: String, before: String, first: Int, isEphemeral: Boolean, last: Int): ProjectEnvironmentsConnection!
    services${paged}: ProjectServicesConnection!
  }
  type Environment {
    id: ID! name: String! projectId: String! createdAt: DateTime! deletedAt: DateTime isEphemeral: Boolean!
    config(decryptVariables: Boolean): EnvironmentConfig!
    serviceInstances${paged}: EnvironmentServiceInstancesConnection!
    deploymentTriggers${paged}: EnvironmentDeploymentTriggersConnection!
    volumeInstances${paged}: EnvironmentVolumeInstancesConnection!
  }
  type Service { id: ID! name: String! projectId: String! createdAt: DateTime! deletedAt: DateTime }
  type ServiceSource { image: String repo: String }
  type ServiceInstance {
    id: ID! serviceId: String! serviceName: String! environmentId: String! builder: Builder! buildCommand: String startCommand: String
    preDeployCommand: JSON rootDirectory: String healthcheckPath: String healthcheckTimeout: Int region: String numReplicas: Int
    restartPolicyType: RestartPolicyType! restartPolicyMaxRetries: Int! sleepApplication: Boolean source: ServiceSource latestDeployment: Deployment
    domains: AllDomains! createdAt: DateTime! updatedAt: DateTime!
  }
  type ServiceInstanceAutoDeployStatus { canEnable: Boolean! enabled: Boolean! reason: String }
  type ServiceInstanceAutoDeployUpdateResult { enabled: Boolean! }
  type DeploymentTrigger {
    id: ID! serviceId: String environmentId: String! projectId: String! repository: String! branch: String! provider: String! checkSuites: Boolean!
  }
  type Volume { id: ID! name: String! projectId: String! createdAt: DateTime! }
  type VolumeInstance {
    id: ID! volumeId: String! serviceId: String environmentId: String! mountPath: String! sizeMB: Int! currentSizeMB: Float! createdAt: DateTime!
    deletedAt: DateTime region: String
  }
  type Deployment {
    id: ID! status: DeploymentStatus! createdAt: DateTime! updatedAt: DateTime! statusUpdatedAt: DateTime canRollback: Boolean! canRedeploy: Boolean!
    deploymentStopped: Boolean! url: String staticUrl: String meta: DeploymentMeta serviceId: String environmentId: String! projectId: String!
  }
  type Log { timestamp: String! message: String! severity: String attributes: [LogAttribute!]! }
  type LogAttribute { key: String! value: String! }
  type GitHubRepo { id: Int! fullName: String! name: String! defaultBranch: String! isPrivate: Boolean! }
  type GitHubAccess { hasAccess: Boolean! isPublic: Boolean! }
  type Region { name: String! location: String! country: String! }
  type AllDomains { customDomains: [CustomDomain!]! serviceDomains: [ServiceDomain!]! }
  type ServiceDomain { id: ID! domain: String! serviceId: String! environmentId: String! targetPort: Int }
  type CustomDomain {
    id: ID! domain: String! serviceId: String! environmentId: String! projectId: String targetPort: Int createdAt: DateTime status: CustomDomainStatus!
  }
  type CustomDomainStatus {
    verified: Boolean! verificationDnsHost: String verificationToken: String certificateStatus: CertificateStatus! certificateErrorMessage: String
    cdnProvider: CDNProvider dnsRecords: [DNSRecords!]!
  }
  type DNSRecords {
    currentValue: String! fqdn: String! hostlabel: String! purpose: DNSRecordPurpose! recordType: DNSRecordType! requiredValue: String!
    status: DNSRecordStatus! zone: String!
  }
  type MetricsResult { measurement: MetricMeasurement! tags: MetricTags! values: [Metric!]! }
  type Metric { ts: Int! value: Float! }
  type MetricTags { deploymentId: String environmentId: String projectId: String serviceId: String }
  type AggregatedUsage { measurement: MetricMeasurement! tags: MetricTags! value: Float! }
  type EstimatedUsage { estimatedValue: Float! measurement: MetricMeasurement! projectId: String! }`;

const inputs = `
  input DeploymentListInput { projectId: String environmentId: String serviceId: String includeDeleted: Boolean status: DeploymentStatusInput }
  input DeploymentStatusInput { in: [DeploymentStatus!] notIn: [DeploymentStatus!] }
  input ProjectCreateInput {
    name: String workspaceId: String defaultEnvironmentName: String description: String isPublic: Boolean prDeploys: Boolean
  }
  input EnvironmentCreateInput { projectId: String! name: String! sourceEnvironmentId: String skipInitialDeploys: Boolean ephemeral: Boolean }
  input ServiceCreateInput {
    projectId: String! environmentId: String name: String branch: String source: ServiceSourceInput variables: EnvironmentVariables
  }
  input ServiceSourceInput { image: String repo: String }
  input ServiceConnectInput { repo: String branch: String image: String }
  input ServiceInstanceUpdateInput {
    builder: Builder buildCommand: String startCommand: String preDeployCommand: [String!] rootDirectory: String healthcheckPath: String
    healthcheckTimeout: Int region: String numReplicas: Int multiRegionConfig: JSON restartPolicyType: RestartPolicyType restartPolicyMaxRetries: Int
    sleepApplication: Boolean source: ServiceSourceInput
  }
  input ServiceInstanceLimitsUpdateInput { environmentId: String! serviceId: String! memoryGB: Float vCPUs: Float }
  input ServiceInstanceAutoDeployUpdateInput { enabled: Boolean! environmentId: String! projectId: String! serviceId: String! }
  input VolumeCreateInput { projectId: String! environmentId: String serviceId: String mountPath: String! region: String }
  input VolumeInstanceUpdateInput { mountPath: String serviceId: String }
  input VariableCollectionUpsertInput {
    projectId: String! environmentId: String! serviceId: String variables: EnvironmentVariables! replace: Boolean = false skipDeploys: Boolean = false
  }
  input VariableUpsertInput {
    projectId: String! environmentId: String! serviceId: String name: String! value: String! skipDeploys: Boolean = false
  }
  input VariableDeleteInput { projectId: String! environmentId: String! serviceId: String name: String! }
  input DeploymentTriggerCreateInput {
    projectId: String! environmentId: String! serviceId: String! provider: String! repository: String! branch: String! checkSuites: Boolean
    rootDirectory: String
  }
  input CustomDomainCreateInput { projectId: String! environmentId: String! serviceId: String! domain: String! targetPort: Int }
  input ServiceDomainCreateInput { environmentId: String! serviceId: String! targetPort: Int }
  input UsageLimitSetInput { customerId: String! softLimitDollars: Int! hardLimitDollars: Int }
  input UsageLimitRemoveInput { customerId: String! }`;

const roots = `
  type Query {
    me: User!
    apiToken: ApiTokenContext!
    projectToken: ProjectToken!
    workspace(workspaceId: String!): Workspace!
    projects(after: String, before: String, first: Int, includeDeleted: Boolean, last: Int, workspaceId: String): QueryProjectsConnection!
    project(id: String!): Project!
    environment(id: String!, projectId: String): Environment!
    service(id: String!): Service!
    serviceInstance(environmentId: String!, serviceId: String!): ServiceInstance!
    serviceInstanceLimits(environmentId: String!, serviceId: String!): ServiceInstanceLimit!
    serviceInstanceLimitOverride(environmentId: String!, serviceId: String!): ServiceInstanceLimit
    serviceInstanceAutoDeployStatus(environmentId: String!, projectId: String!, serviceId: String!): ServiceInstanceAutoDeployStatus!
    variables(environmentId: String!, projectId: String!, serviceId: String, unrendered: Boolean): EnvironmentVariables!
    githubRepos: [GitHubRepo!]!
    gitHubRepoAccessAvailable(fullRepoName: String!): GitHubAccess!
    regions(projectId: String): [Region!]!
    deployments(after: String, before: String, first: Int, input: DeploymentListInput!, last: Int): QueryDeploymentsConnection!
    deployment(id: String!): Deployment!
    buildLogs(deploymentId: String!, endDate: DateTime, filter: String, limit: Int, startDate: DateTime): [Log!]!
    deploymentLogs(deploymentId: String!, endDate: DateTime, filter: String, limit: Int, startDate: DateTime): [Log!]!
    domains(environmentId: String!, projectId: String!, serviceId: String!): AllDomains!
    metrics(
      endDate: DateTime, environmentId: String, groupBy: [MetricTag!], measurements: [MetricMeasurement!]!, projectId: String, serviceId: String,
      startDate: DateTime!
    ): [MetricsResult!]!
    usage(
      endDate: DateTime, groupBy: [MetricTag!], includeDeleted: Boolean, measurements: [MetricMeasurement!]!, projectId: String, startDate: DateTime,
      workspaceId: String
    ): [AggregatedUsage!]!
    estimatedUsage(includeDeleted: Boolean, measurements: [MetricMeasurement!]!, projectId: String, workspaceId: String): [EstimatedUsage!]!
  }
  type Mutation {
    projectCreate(input: ProjectCreateInput!): Project!
    environmentCreate(input: EnvironmentCreateInput!): Environment!
    serviceCreate(input: ServiceCreateInput!): Service!
    serviceConnect(id: String!, input: ServiceConnectInput!): Service!
    serviceDisconnect(id: String!): Service!
    serviceInstanceUpdate(environmentId: String, input: ServiceInstanceUpdateInput!, serviceId: String!): Boolean!
    serviceInstanceLimitsUpdate(input: ServiceInstanceLimitsUpdateInput!): Boolean!
    serviceInstanceAutoDeployUpdate(input: ServiceInstanceAutoDeployUpdateInput!): ServiceInstanceAutoDeployUpdateResult!
    serviceInstanceDeployV2(commitSha: String, environmentId: String!, serviceId: String!): String!
    serviceInstanceRedeploy(environmentId: String!, serviceId: String!): Boolean!
    deploymentTriggerCreate(input: DeploymentTriggerCreateInput!): DeploymentTrigger!
    deploymentTriggerDelete(id: String!): Boolean!
    volumeCreate(input: VolumeCreateInput!): Volume!
    volumeInstanceUpdate(environmentId: String, input: VolumeInstanceUpdateInput!, volumeId: String!): Boolean!
    variableCollectionUpsert(input: VariableCollectionUpsertInput!): Boolean!
    variableUpsert(input: VariableUpsertInput!): Boolean!
    variableDelete(input: VariableDeleteInput!): Boolean!
    deploymentRollback(id: String!): Boolean!
    deploymentRestart(id: String!): Boolean!
    deploymentStop(id: String!): Boolean!
    deploymentRemove(id: String!): Boolean!
    deploymentRedeploy(id: String!, usePreviousImageTag: Boolean): Deployment!
    customDomainCreate(input: CustomDomainCreateInput!): CustomDomain!
    customDomainDelete(id: String!): Boolean!
    customDomainIssueCertificate(id: String!): Boolean!
    serviceDomainCreate(input: ServiceDomainCreateInput!): ServiceDomain!
    usageLimitSet(input: UsageLimitSetInput!): Boolean!
    usageLimitRemove(input: UsageLimitRemoveInput!): Boolean!
  }`;

const connections = [
  ['QueryProjects', 'Project'],
  ['QueryDeployments', 'Deployment'],
  ['ProjectEnvironments', 'Environment'],
  ['ProjectServices', 'Service'],
  ['EnvironmentServiceInstances', 'ServiceInstance'],
  ['EnvironmentDeploymentTriggers', 'DeploymentTrigger'],
  ['EnvironmentVolumeInstances', 'VolumeInstance'],
] as const;

/** In the schema definition language. */
export const emulatedSdl = [things, inputs, roots, ...connections.map(([name, node]) => connection(name, node))].join('\n');

let built: GraphQLSchema | undefined;

/** Built when the first question comes: most sandboxes never see one. */
export function emulatedSchema(): GraphQLSchema {
  built ??= buildSchema(emulatedSdl, { assumeValid: true });
  return built;
}

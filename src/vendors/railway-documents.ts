/**
 * Every question and order that k77 sends to Railway's GraphQL API, by operation name. A test holds each against Railway's published schema.
 * Values of variables travel only in places called `secretValues` (and settings in which they are embedded in `secretConfig`), so that doors can blank them.
 */
const workspaceFields = `id name plan customer { id isTrialing currentUsage billingPeriod { start end } usageLimit { softLimit hardLimit } }`;

const instanceFields = `serviceId serviceName buildCommand startCommand preDeployCommand rootDirectory healthcheckPath healthcheckTimeout
  region numReplicas restartPolicyType restartPolicyMaxRetries source { repo } latestDeployment { meta }`;

const deploymentFields = `id status createdAt canRollback deploymentStopped url staticUrl meta`;

const page = `pageInfo { hasNextPage endCursor }`;

const questions = {
  me: `query me { me { id name email workspaces { ${workspaceFields} } } }`,
  apiToken: `query apiToken { apiToken { workspaces { id name } } }`,
  workspace: `query workspace($workspace: String!) { workspace(workspaceId: $workspace) { ${workspaceFields} } }`,
  projects: `query projects($workspace: String!, $after: String) {
    projects(workspaceId: $workspace, first: 50, after: $after) {
      edges { node { id name deletedAt environments(first: 100) { edges { node { id name deletedAt } } ${page} } } } ${page}
    }
  }`,
  environment: `query environment($environment: String!, $project: String, $after: String) {
    environment(id: $environment, projectId: $project) {
      id name
      secretConfig: config(decryptVariables: false)
      serviceInstances(first: 100, after: $after) { edges { node { ${instanceFields} } } ${page} }
      deploymentTriggers(first: 500) { edges { node { id serviceId repository branch provider } } }
      volumeInstances(first: 500) { edges { node { id volumeId serviceId mountPath deletedAt } } }
    }
  }`,
  instanceMore: `query instanceMore($project: String!, $environment: String!, $service: String!) {
    limits: serviceInstanceLimits(environmentId: $environment, serviceId: $service)
    autoDeploy: serviceInstanceAutoDeployStatus(projectId: $project, environmentId: $environment, serviceId: $service) { enabled canEnable reason }
  }`,
  variables: `query variables($project: String!, $environment: String!, $service: String!) {
    secretValues: variables(projectId: $project, environmentId: $environment, serviceId: $service, unrendered: true)
  }`,
  repositories: `query repositories { githubRepos { fullName } }`,
  deployments: `query deployments($project: String!, $environment: String!, $service: String!, $first: Int!) {
    deployments(input: { projectId: $project, environmentId: $environment, serviceId: $service, includeDeleted: true }, first: $first) {
      edges { node { ${deploymentFields} } }
    }
  }`,
  deployment: `query deployment($deployment: String!) { deployment(id: $deployment) { ${deploymentFields} serviceId environmentId } }`,
  buildLogs: `query buildLogs($deployment: String!, $limit: Int!) {
    lines: buildLogs(deploymentId: $deployment, limit: $limit) { timestamp message severity attributes { key value } }
  }`,
  deploymentLogs: `query deploymentLogs($deployment: String!, $limit: Int!) {
    lines: deploymentLogs(deploymentId: $deployment, limit: $limit) { timestamp message severity attributes { key value } }
  }`,
  domains: `query domains($project: String!, $environment: String!, $service: String!) {
    domains(projectId: $project, environmentId: $environment, serviceId: $service) {
      serviceDomains { id domain }
      customDomains {
        id domain
        status {
          verified verificationDnsHost verificationToken certificateStatus certificateErrorMessage
          dnsRecords { fqdn recordType requiredValue currentValue status zone }
        }
      }
    }
  }`,
  metrics: `query metrics($environment: String!, $service: String!, $start: DateTime!) {
    metrics(environmentId: $environment, serviceId: $service, startDate: $start,
      measurements: [CPU_USAGE, CPU_LIMIT, MEMORY_USAGE_GB, MEMORY_LIMIT_GB]) { measurement values { ts value } }
  }`,
  bill: `query bill($project: String!) {
    usage(projectId: $project, groupBy: [SERVICE_ID], includeDeleted: true,
      measurements: [CPU_USAGE, MEMORY_USAGE_GB, NETWORK_TX_GB, DISK_USAGE_GB, BACKUP_USAGE_GB]) { measurement value tags { serviceId } }
    estimatedUsage(projectId: $project, includeDeleted: true,
      measurements: [CPU_USAGE, MEMORY_USAGE_GB, NETWORK_TX_GB, DISK_USAGE_GB, BACKUP_USAGE_GB]) { measurement estimatedValue }
  }`,
} as const;

const orders = {
  projectCreate: `mutation projectCreate($input: ProjectCreateInput!) {
    projectCreate(input: $input) { id name environments(first: 100) { edges { node { id name } } } }
  }`,
  environmentCreate: `mutation environmentCreate($input: EnvironmentCreateInput!) { environmentCreate(input: $input) { id name } }`,
  serviceCreate: `mutation serviceCreate($input: ServiceCreateInput!) { serviceCreate(input: $input) { id name } }`,
  serviceInstanceUpdate: `mutation serviceInstanceUpdate($service: String!, $environment: String!, $input: ServiceInstanceUpdateInput!) {
    serviceInstanceUpdate(serviceId: $service, environmentId: $environment, input: $input)
  }`,
  serviceInstanceLimitsUpdate: `mutation serviceInstanceLimitsUpdate($input: ServiceInstanceLimitsUpdateInput!) {
    serviceInstanceLimitsUpdate(input: $input)
  }`,
  volumeCreate: `mutation volumeCreate($input: VolumeCreateInput!) { volumeCreate(input: $input) { id } }`,
  volumeInstanceUpdate: `mutation volumeInstanceUpdate($volume: String!, $environment: String!, $input: VolumeInstanceUpdateInput!) {
    volumeInstanceUpdate(volumeId: $volume, environmentId: $environment, input: $input)
  }`,
  variableCollectionUpsert: `mutation variableCollectionUpsert($project: String!, $environment: String!, $service: String!, $secretValues: EnvironmentVariables!) {
    variableCollectionUpsert(input: {
      projectId: $project, environmentId: $environment, serviceId: $service, variables: $secretValues, replace: false, skipDeploys: true
    })
  }`,
  variableDelete: `mutation variableDelete($input: VariableDeleteInput!) { variableDelete(input: $input) }`,
  serviceConnect: `mutation serviceConnect($service: String!, $input: ServiceConnectInput!) { serviceConnect(id: $service, input: $input) { id } }`,
  deploymentTriggerCreate: `mutation deploymentTriggerCreate($input: DeploymentTriggerCreateInput!) { deploymentTriggerCreate(input: $input) { id } }`,
  serviceInstanceAutoDeployUpdate: `mutation serviceInstanceAutoDeployUpdate($input: ServiceInstanceAutoDeployUpdateInput!) {
    serviceInstanceAutoDeployUpdate(input: $input) { enabled }
  }`,
  serviceInstanceDeployV2: `mutation serviceInstanceDeployV2($service: String!, $environment: String!, $commit: String) {
    serviceInstanceDeployV2(serviceId: $service, environmentId: $environment, commitSha: $commit)
  }`,
  deploymentRollback: `mutation deploymentRollback($deployment: String!) { deploymentRollback(id: $deployment) }`,
  deploymentRestart: `mutation deploymentRestart($deployment: String!) { deploymentRestart(id: $deployment) }`,
  deploymentStop: `mutation deploymentStop($deployment: String!) { deploymentStop(id: $deployment) }`,
  deploymentRedeploy: `mutation deploymentRedeploy($deployment: String!) { deploymentRedeploy(id: $deployment, usePreviousImageTag: true) { id } }`,
  customDomainCreate: `mutation customDomainCreate($input: CustomDomainCreateInput!) { customDomainCreate(input: $input) { id } }`,
  customDomainDelete: `mutation customDomainDelete($domain: String!) { customDomainDelete(id: $domain) }`,
  customDomainIssueCertificate: `mutation customDomainIssueCertificate($domain: String!) { customDomainIssueCertificate(id: $domain) }`,
  usageLimitSet: `mutation usageLimitSet($input: UsageLimitSetInput!) { usageLimitSet(input: $input) }`,
} as const;

export const railwayDocuments = { ...questions, ...orders } as const;
export type RailwayOperation = keyof typeof railwayDocuments;

/** True when a GraphQL document holds nothing but queries (and the fragments they use): words inside braces, texts and comments do not count. */
export function onlyAsks(document: string): boolean {
  const bare = document.replaceAll(/"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|#[^\n]*/g, ' ');
  let depth = 0;
  let outside = '';
  for (const sign of bare) {
    if (sign === '{' || sign === '(') depth++;
    if (depth === 0) outside += sign;
    if (sign === '}' || sign === ')') depth--;
  }
  const words = outside.split(/[^\w]+/).filter(Boolean);
  return document.trim() !== '' && depth === 0 && !words.some((word) => word === 'mutation' || word === 'subscription');
}

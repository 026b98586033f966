/** What the API answers to questions. Functions of the root value: `(arguments, viewer)`. */
import type { Deployment } from './model.ts';
import { estimateOf, seriesOf, usageOf } from './money.ts';
import { limitsOf, regions } from './plans.ts';
import { denied } from './refusal.ts';
import type { Viewer } from './viewer.ts';
import {
  connection,
  deploymentView,
  domainsView,
  environmentView,
  instanceView,
  projectView,
  serviceView,
  workspaceView,
} from './views.ts';

interface Spot {
  serviceId: string;
  environmentId: string;
}
interface Paging {
  first?: number | null;
  after?: string | null;
}
interface LogArguments {
  deploymentId: string;
  limit?: number | null;
}

const accounts = {
  me: (_: unknown, viewer: Viewer) => {
    viewer.person();
    const { books } = viewer;
    return { ...books.state.user, workspaces: () => viewer.workspaces().map((one) => workspaceView(books, one)) };
  },
  apiToken: (_: unknown, viewer: Viewer) => ({ workspaces: viewer.workspaces().map(({ id, name }) => ({ id, name })) }),
  projectToken: (_: unknown, viewer: Viewer) => {
    const { id, name, project, environment } = viewer.projectToken();
    return { id, name, projectId: project, environmentId: environment };
  },
  workspace: ({ workspaceId }: { workspaceId: string }, viewer: Viewer) => workspaceView(viewer.books, viewer.workspace(workspaceId)),
  githubRepos: (_: unknown, viewer: Viewer) => {
    viewer.person();
    const { state, tools } = viewer.books;
    const opened = tools.hosting.repositories().filter((name) => state.opened.includes(name));
    return opened.map((fullName, at) => ({ id: at + 1, fullName, name: fullName.split('/')[1], defaultBranch: 'main', isPrivate: true }));
  },
  gitHubRepoAccessAvailable: ({ fullRepoName }: { fullRepoName: string }, viewer: Viewer) => {
    viewer.workspaces();
    return { hasAccess: viewer.books.state.opened.includes(fullRepoName), isPublic: false };
  },
  regions: () => regions,
};

const places = {
  projects: ({ workspaceId, ...paging }: Paging & { workspaceId?: string | null }, viewer: Viewer) => {
    const open = workspaceId ? [viewer.workspace(workspaceId)] : viewer.workspaces();
    const own = viewer.books.state.projects.filter(({ workspace }) => open.some(({ id }) => id === workspace));
    return connection(
      own.map((one) => projectView(viewer.books, one)),
      paging,
    );
  },
  project: ({ id }: { id: string }, viewer: Viewer) => projectView(viewer.books, viewer.project(id)),
  environment: ({ id }: { id: string }, viewer: Viewer) => {
    const { project, environment } = viewer.environment(id);
    return environmentView(viewer.books, project, environment);
  },
  service: ({ id }: { id: string }, viewer: Viewer) => serviceView(viewer.service(id)),
  serviceInstance: ({ serviceId, environmentId }: Spot, viewer: Viewer) =>
    instanceView(viewer.books, viewer.instance(serviceId, environmentId)),
  serviceInstanceLimits: ({ serviceId, environmentId }: Spot, viewer: Viewer) => {
    const { memoryGB, vCPUs } = viewer.instance(serviceId, environmentId).settings;
    const plan = limitsOf(viewer.books.workspaceOf(viewer.service(serviceId).project));
    return { containers: { cpu: vCPUs ?? plan.vCPUs, memoryBytes: Math.round((memoryGB ?? plan.memoryGB) * 1e9) } };
  },
  serviceInstanceLimitOverride: ({ serviceId, environmentId }: Spot, viewer: Viewer) => {
    const { memoryGB, vCPUs } = viewer.instance(serviceId, environmentId).settings;
    if (memoryGB === null && vCPUs === null) return null;
    return {
      containers: { ...(vCPUs === null ? {} : { cpu: vCPUs }), ...(memoryGB === null ? {} : { memoryBytes: Math.round(memoryGB * 1e9) }) },
    };
  },
  serviceInstanceAutoDeployStatus: ({ serviceId, environmentId }: Spot, viewer: Viewer) => {
    const { repository } = viewer.instance(serviceId, environmentId);
    const on = viewer.books.state.triggers.some(({ service, environment }) => service === serviceId && environment === environmentId);
    return {
      enabled: on,
      canEnable: repository !== undefined,
      reason: repository === undefined ? 'Service is not connected to a repository' : null,
    };
  },
  variables: ({ serviceId, environmentId }: { serviceId?: string | null; environmentId: string }, viewer: Viewer) => {
    if (!serviceId) {
      viewer.environment(environmentId);
      return {};
    }
    const { variables, sealed } = viewer.instance(serviceId, environmentId);
    return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, sealed.includes(name) ? null : value]));
  },
  domains: ({ serviceId, environmentId }: Spot, viewer: Viewer) => domainsView(viewer.books, viewer.instance(serviceId, environmentId)),
};

const running = {
  deployments: (
    { input, ...paging }: Paging & { input: Partial<Spot> & { projectId?: string; status?: StatusFilter | null } },
    viewer: Viewer,
  ) => {
    const { serviceId, environmentId, status } = input;
    if (!serviceId || !environmentId) throw denied();
    const fits = (one: Deployment): boolean =>
      (status?.in?.includes(one.status) ?? true) && !(status?.notIn?.includes(one.status) ?? false);
    const all = viewer.books.deploymentsOf(viewer.instance(serviceId, environmentId)).filter(fits);
    return connection(
      all.map((one) => deploymentView(viewer.books, one)),
      paging,
    );
  },
  deployment: ({ id }: { id: string }, viewer: Viewer) => deploymentView(viewer.books, viewer.deployment(id)),
  buildLogs: (asked: LogArguments, viewer: Viewer) => linesOf(viewer, asked, 'build'),
  deploymentLogs: (asked: LogArguments, viewer: Viewer) => linesOf(viewer, asked, 'run'),
  metrics: ({ serviceId, environmentId, measurements }: Spot & { measurements: readonly string[] }, viewer: Viewer) =>
    seriesOf(viewer.books, viewer.instance(serviceId, environmentId), measurements),
  usage: ({ projectId, measurements, groupBy }: Usage, viewer: Viewer) =>
    usageOf(viewer.books, viewer.project(projectId ?? ''), measurements, groupBy?.includes('SERVICE_ID') ?? false),
  estimatedUsage: ({ projectId, measurements }: Usage, viewer: Viewer) =>
    estimateOf(viewer.books, viewer.project(projectId ?? ''), measurements),
};

interface StatusFilter {
  in?: readonly string[] | null;
  notIn?: readonly string[] | null;
}
interface Usage {
  projectId?: string | null;
  measurements: readonly string[];
  groupBy?: readonly string[] | null;
}

/** Railway's own lines and those of the program, as they came. */
function linesOf(viewer: Viewer, { deploymentId, limit }: LogArguments, of: 'build' | 'run'): Line[] {
  const one = viewer.deployment(deploymentId);
  const own = one.lines.filter((line) => line.of === of).map(({ at, text, severity }) => lineOf(at, text, severity));
  const told = viewer.books.tools.hosting
    .logs(`railway/${one.id}`, of)
    .map(({ at, text, stream }) => lineOf(at, text, stream === 'stderr' ? 'error' : 'info'));
  const all = [...own, ...told].sort((a, b) => (a.timestamp < b.timestamp ? -1 : a.timestamp > b.timestamp ? 1 : 0));
  return all.slice(-(limit ?? 500));
}

interface Line {
  timestamp: string;
  message: string;
  severity: string;
  attributes: { key: string; value: string }[];
}

/** A line of JSON is taken apart by Railway, what is in it is JSON again: https://docs.railway.com/guides/logs#structured-logs */
function lineOf(timestamp: string, text: string, severity: string): Line {
  const plain = { timestamp, message: text, severity, attributes: [] };
  if (!text.startsWith('{')) return plain;
  try {
    const { message, msg, ...fields } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const attributes = Object.entries(fields).map(([key, value]) => ({ key, value: JSON.stringify(value) }));
    const { level } = fields;
    return { ...plain, message: String(message ?? msg ?? text), severity: typeof level === 'string' ? level : severity, attributes };
  } catch {
    return plain;
  }
}

export const queries = { ...accounts, ...places, ...running };

/**
 * What somebody clicked together at Railway and Vercel last month: a project with another name, services that are called and started their own way, variables by halves,
 * names without www; and beside them things that are none of this project.
 */
import { asOwner } from '../as-owner.ts';
import type { World } from '../world.ts';

export type Hand = Pick<World, 'edit'>;

export interface HalfMade {
  domain: string;
  /** `owner/name`; made where it is not there. */
  repository: string;
  /** What the vendors of the phases before gave: connection strings, keys, ids. */
  given: Readonly<Record<string, string>>;
}

/** A month old: long enough that services trust it, and nobody wants to log in again. */
const sessions = { JWT_SECRET: 'made-by-hand-in-a-shell-one-evening-0001', SESSION_SECRET: 'made-by-hand-in-a-shell-one-evening-0002' };

type Json = Record<string, unknown>;

/** @returns what it made, a line each */
export async function halfMadeHosts(world: Hand, about: HalfMade): Promise<readonly string[]> {
  for (const name of [about.repository, 'somebody/music-bot'])
    await world.edit('internet', 'create-repository', { name }).catch((error: unknown) => {
      if (!/already/.test(String(error))) throw error;
    });
  for (const vendor of ['railway', 'vercel'] as const) await world.edit(vendor, 'open-repository', { repository: about.repository });
  await world.edit('railway', 'open-repository', { repository: 'somebody/music-bot' });
  return [...(await atRailway(world, about)), ...(await atVercel(world, about))];
}

interface ByHand {
  name: string;
  settings: Json;
  variables: Record<string, string | undefined>;
  repository: string | undefined;
}

async function atRailway(world: Hand, { domain, repository, given }: HalfMade): Promise<readonly string[]> {
  const { MONGODB_URI, REDIS_URL, DISCORD_TOKEN, DISCORD_CLIENT_ID, DISCORD_CLIENT_SECRET, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET } =
    given;
  const services: ByHand[] = [
    {
      name: 'Bot',
      settings: { startCommand: 'node bot/dist/main.js', buildCommand: 'npm run build' },
      variables: { DISCORD_TOKEN, MONGO_URI: MONGODB_URI, REDIS_URL, LOG_LEVEL: 'debug', TZ: 'Europe/Berlin' },
      repository,
    },
    {
      name: 'worker-prod',
      settings: { startCommand: 'npm run start --workspace worker', restartPolicyType: 'NEVER' },
      variables: { DISCORD_TOKEN, MONGODB_URI, REDIS_URL, STRIPE_SECRET_KEY },
      repository,
    },
    {
      name: 'backend',
      settings: { startCommand: 'node dashboard/dist/main.js', healthcheckPath: '/health', buildCommand: 'npm run build' },
      variables: {
        MONGODB_URI,
        REDIS_URL,
        DISCORD_CLIENT_ID,
        DISCORD_CLIENT_SECRET,
        STRIPE_SECRET_KEY,
        STRIPE_WEBHOOK_SECRET,
        ...sessions,
        API_URL: `https://api.${domain}/`,
        CORS_ORIGINS: `https://${domain}`,
        FEATURE_GIVEAWAYS: 'on',
      },
      repository,
    },
    { name: 'uptime-kuma', settings: {}, variables: { UPTIME_KUMA_PORT: '3001' }, repository: undefined },
  ];
  const project = await projectAt(world, 'my-bot');
  for (const one of services) await serviceAt(world, project, one);
  await name(world, project, 'backend', `api.${domain}`);
  const other = await projectAt(world, 'playground');
  const toy: ByHand = {
    name: 'bot',
    settings: { startCommand: 'node index.js' },
    variables: { DISCORD_TOKEN: 'of-another-bot-altogether' },
    repository: 'somebody/music-bot',
  };
  await serviceAt(world, other, toy);
  return [
    'Railway project my-bot',
    ...services.flatMap((one) => [`Railway service ${one.name}`, `variables of ${one.name}`]),
    `api.${domain} at Railway`,
    'Railway project playground',
    'Railway service bot in playground',
    'variables of bot in playground',
  ];
}

interface Spot {
  project: string;
  environment: string;
  services: Map<string, string>;
}

async function railway(world: Hand, query: string, variables: Json): Promise<Json> {
  const said = await world.edit('railway', asOwner, { path: '/graphql/v2', body: JSON.stringify({ query, variables }) });
  return (said as { data: Json }).data;
}

async function projectAt(world: Hand, called: string): Promise<Spot> {
  const made = await railway(
    world,
    'mutation make($input: ProjectCreateInput!) { made: projectCreate(input: $input) { id environments { edges { node { id } } } } }',
    { input: { name: called } },
  );
  const { id, environments } = made.made as { id: string; environments: { edges: { node: { id: string } }[] } };
  return { project: id, environment: environments.edges[0]?.node.id ?? '', services: new Map() };
}

/** As in the dashboard: empty, set up, given its variables, connected; that deploys it. */
async function serviceAt(world: Hand, spot: Spot, { name: called, settings, variables, repository }: ByHand): Promise<void> {
  const { project, environment } = spot;
  const { made } = await railway(world, 'mutation make($input: ServiceCreateInput!) { made: serviceCreate(input: $input) { id } }', {
    input: { projectId: project, environmentId: environment, name: called },
  });
  const service = (made as { id: string }).id;
  spot.services.set(called, service);
  await railway(
    world,
    'mutation set($service: String!, $environment: String!, $input: ServiceInstanceUpdateInput!) { serviceInstanceUpdate(serviceId: $service, environmentId: $environment, input: $input) }',
    { service, environment, input: settings },
  );
  const known = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined));
  await railway(world, 'mutation set($input: VariableCollectionUpsertInput!) { variableCollectionUpsert(input: $input) }', {
    input: { projectId: project, environmentId: environment, serviceId: service, variables: known, skipDeploys: true },
  });
  if (repository !== undefined)
    await railway(
      world,
      'mutation connect($service: String!, $input: ServiceConnectInput!) { serviceConnect(id: $service, input: $input) { id } }',
      {
        service,
        input: { repo: repository, branch: 'main' },
      },
    );
}

async function name(world: Hand, { project, environment, services }: Spot, service: string, domain: string): Promise<void> {
  await railway(world, 'mutation add($input: CustomDomainCreateInput!) { customDomainCreate(input: $input) { id } }', {
    input: { projectId: project, environmentId: environment, serviceId: services.get(service), domain },
  });
}

async function atVercel(world: Hand, { domain, repository, given }: HalfMade): Promise<readonly string[]> {
  const vercel = (path: string, body: Json): Promise<unknown> => world.edit('vercel', asOwner, { path, body: JSON.stringify(body) });
  const made = await vercel('/v11/projects', { name: 'my-dashboard-v2', framework: 'nextjs', rootDirectory: 'dashboard-frontend' });
  const project = (made as { id: string }).id;
  const variables = {
    NEXT_PUBLIC_API_URL: `https://api.${domain}`,
    NEXT_PUBLIC_DISCORD_CLIENT_ID: given.DISCORD_CLIENT_ID,
    NEXT_PUBLIC_THEME: 'dark',
  };
  for (const [key, value] of Object.entries(variables))
    if (value !== undefined) await vercel(`/v10/projects/${project}/env`, { key, value, type: 'encrypted', target: ['production'] });
  await vercel(`/v9/projects/${project}/link`, { type: 'github', repo: repository });
  await vercel(`/v10/projects/${project}/domains`, { name: domain });
  await vercel('/v11/projects', { name: 'portfolio', framework: 'astro' });
  return ['Vercel project my-dashboard-v2', 'variables of my-dashboard-v2', `${domain} at Vercel`, 'Vercel project portfolio'];
}

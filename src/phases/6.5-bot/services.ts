/**
 * The four services of the project: how each is built, started and watched, and under which keys k77 keeps what it knows of it.
 */
import type { Host, Near, Place, ServiceSettings } from '../../core/host.ts';
import type { Key, Service } from '../../core/keys.ts';

/** What the operator's repository holds. */
export type Shape = 'project' | 'python';

/** Keys under which a service's answers and values are kept. */
export interface ServiceKeys {
  host: 'botHost' | 'workerHost' | 'apiHost' | 'dashboardHost';
  place: 'HOST_PLACES' | 'DASHBOARD_PLACE';
  access: 'HOST_ACCESS' | 'DASHBOARD_ACCESS';
  service: Key;
  variables: Key;
  seen: Key;
  deployed: Key;
}

export const keysOf: Readonly<Record<Service, ServiceKeys>> = {
  bot: {
    host: 'botHost',
    place: 'HOST_PLACES',
    access: 'HOST_ACCESS',
    service: 'BOT_SERVICE',
    variables: 'BOT_VARIABLES',
    seen: 'BOT_VARIABLES_SEEN',
    deployed: 'BOT_DEPLOYED',
  },
  worker: {
    host: 'workerHost',
    place: 'HOST_PLACES',
    access: 'HOST_ACCESS',
    service: 'WORKER_SERVICE',
    variables: 'WORKER_VARIABLES',
    seen: 'WORKER_VARIABLES_SEEN',
    deployed: 'WORKER_DEPLOYED',
  },
  api: {
    host: 'apiHost',
    place: 'HOST_PLACES',
    access: 'HOST_ACCESS',
    service: 'API_SERVICE',
    variables: 'API_VARIABLES',
    seen: 'API_VARIABLES_SEEN',
    deployed: 'API_DEPLOYED',
  },
  dashboard: {
    host: 'dashboardHost',
    place: 'DASHBOARD_PLACE',
    access: 'DASHBOARD_ACCESS',
    service: 'DASHBOARD_SERVICE',
    variables: 'DASHBOARD_VARIABLES',
    seen: 'DASHBOARD_VARIABLES_SEEN',
    deployed: 'DASHBOARD_DEPLOYED',
  },
};

/** "The bot", in sentences. */
export const titles: Readonly<Record<Service, string>> = { bot: 'bot', worker: 'worker', api: 'API', dashboard: 'dashboard' };

/** What its log says when it is ready, as the template words it. Undefined: being live is all that it tells. */
export const readyLines: Readonly<Record<Service, string | undefined>> = {
  bot: 'bot ready',
  worker: 'worker ready',
  api: 'the API is ready',
  dashboard: undefined,
};

/** What a second bot says of itself while the first one holds the shards. */
export const standsByLine = 'bot stands by';

/** What every service says first when it is told to end. */
export const endingLine = 'stopping';

interface Running {
  startCommand: string;
  preDeployCommand: string | null;
  healthPath: string;
  healthTimeoutSeconds: number;
  web: boolean;
}

/** The template's commands; `deploy/` in the project has the same for other hosts. The health server of bot and worker is for the host alone. */
const node: Readonly<Record<'bot' | 'worker' | 'api', Running>> = {
  bot: {
    startCommand: 'node --enable-source-maps --max-semi-space-size=4 bot/dist/main.js',
    preDeployCommand: 'node bot/dist/deploy-commands.js',
    healthPath: '/health',
    healthTimeoutSeconds: 120,
    web: false,
  },
  worker: {
    startCommand: 'node --enable-source-maps worker/dist/main.js',
    preDeployCommand: null,
    healthPath: '/health',
    healthTimeoutSeconds: 120,
    web: false,
  },
  api: {
    startCommand: 'node --enable-source-maps dashboard/dist/main.js',
    preDeployCommand: 'node packages/data/dist/run-indexes.js',
    healthPath: '/health/ready',
    healthTimeoutSeconds: 120,
    web: true,
  },
};

export interface Chosen {
  near: string;
  memoryMb: number;
  shape: Shape;
  /** Folder of the project inside the repository; empty: its top. */
  folder: string;
}

/** All settings, as far as the host has them. A volume is the business of a task of its own. */
export function settingsOf(service: Service, host: Host, chosen: Chosen): ServiceSettings {
  const { near, memoryMb, shape, folder } = chosen;
  const common = {
    region: host.regions[near as Near] ?? Object.values(host.regions)[0] ?? '',
    memoryMb,
    replicas: 1,
    restart: 'always',
    restartRetries: 10,
    volume: null,
    tellsCommit: true,
  } as const;
  if (service === 'dashboard') return { ...common, ...dashboard(folder) };
  return { ...common, root: folder, framework: 'node', ...(shape === 'python' ? python(service, folder) : template(service, host)) };
}

function template(service: 'bot' | 'worker' | 'api', host: Host): Running & { buildCommand: string } {
  const install = host.installs === 'by-command' ? 'npm ci --include=dev && ' : '';
  return { ...node[service], buildCommand: `${install}npm run build` };
}

/** The operator's own bot and API in Python, as the guide starts them; the worker of the template is not there. */
function python(service: 'bot' | 'worker' | 'api', folder: string) {
  const web = service === 'api';
  const serve = "uvicorn main:app --host 0.0.0.0 --port $PORT --proxy-headers --forwarded-allow-ips='*'";
  return {
    root: web ? inside(folder, 'dashboard') : folder,
    buildCommand: null,
    startCommand: web ? serve : 'python main.py',
    preDeployCommand: null,
    healthPath: web ? '/health' : null,
    healthTimeoutSeconds: 120,
    web,
  };
}

function dashboard(folder: string) {
  return {
    root: inside(folder, 'dashboard-frontend'),
    buildCommand: 'npm run build',
    startCommand: null,
    preDeployCommand: null,
    healthPath: null,
    healthTimeoutSeconds: 120,
    framework: 'nextjs',
    web: true,
  } as const;
}

function inside(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** Settings that the host has, of a service that visitors reach or of another one. */
export function settingsAt(host: Host, web: boolean): readonly (keyof ServiceSettings)[] {
  return web ? [...host.settings, ...(host.webSettings ?? [])] : host.settings;
}

/** Only settings that the host has: the others are neither wanted nor compared. */
export function known(host: Host, settings: Partial<ServiceSettings>): Partial<ServiceSettings> {
  const has = settingsAt(host, settings.web === true);
  return Object.fromEntries(Object.entries(settings).filter(([name]) => has.includes(name as keyof ServiceSettings)));
}

/** What `HOST_PLACES` or `DASHBOARD_PLACE` says of one host. @throws Error when it says nothing */
export function placeIn(text: string, key: ServiceKeys['place'], host: Host): Place {
  const places = JSON.parse(text) as Place | Record<string, Place>;
  const place = key === 'DASHBOARD_PLACE' ? (places as Place) : (places as Record<string, Place>)[host.id];
  if (!place) throw new Error(`${key} knows no place at ${host.title}`);
  return place;
}

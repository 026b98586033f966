/**
 * By what a service that somebody made by hand is known: what it is called, how it starts, what it is given, which names lead to it. Pure.
 */
import type { Confidence } from '../../core/adoption.ts';
import type { FoundService, HostVariable } from '../../core/host.ts';
import type { Service } from '../../core/keys.ts';

/** A service, as far as anybody can see it. */
export interface Looked {
  service: FoundService;
  /** Names of the operator's domain that lead to it. */
  names: readonly string[];
  /** Of production. */
  variables: readonly Pick<HostVariable, 'name' | 'value'>[];
}

/** What is known of the project before its services are. Undefined: nobody said so yet. */
export interface Ours {
  domain: string;
  /** `kingdom77`: what a name of a thing may have in it. */
  slug?: string | undefined;
  /** `owner/name` */
  repository?: string | undefined;
  /** Texts that nothing else has, by what they are: "the Discord application", "the cluster". */
  marks: readonly { text: string; is: string }[];
}

export interface Clues {
  /** How much speaks for each of the four. */
  roles: Readonly<Record<Service, number>>;
  because: Readonly<Record<Service, readonly string[]>>;
  /** Only this project has that. */
  identity: readonly string[];
  repository: 'same' | 'other' | 'unknown';
  /** The name of the project is in its own. */
  named: boolean;
  /** Something for trying out, by its name. */
  trial: string | undefined;
}

interface Role {
  words: readonly string[];
  /** Of what starts it; and what half of all services start with. */
  starts: RegExp;
  often?: RegExp;
  root: RegExp;
  /** One of them tells a little. */
  variables: readonly string[];
}

const roles: Readonly<Record<Service, Role>> = {
  bot: {
    words: ['bot', 'discord', 'discordbot', 'gateway'],
    starts: /(^|[\s/])bot\/|(^|[\s/])bot\.(py|[cm]?js|ts)\b/,
    often: /(^|[\s/])(main|index)\.(py|[cm]?js|ts)\b/,
    root: /^(.*\/)?bot$/,
    variables: ['DISCORD_TOKEN', 'DISCORD_BOT_TOKEN', 'BOT_TOKEN'],
  },
  worker: {
    words: ['worker', 'workers', 'job', 'jobs', 'queue', 'tasks', 'celery', 'cron'],
    starts: /(^|[\s/])worker[s]?[/.]|celery|jobs?\.(py|[cm]?js|ts)\b/,
    root: /^(.*\/)?workers?$/,
    variables: [],
  },
  api: {
    words: ['api', 'backend', 'server', 'rest'],
    starts: /(^|[\s/])(dashboard|api|server|backend)[/.]|uvicorn|gunicorn|hypercorn/,
    root: /^(.*\/)?(dashboard|api|backend|server)$/,
    variables: ['STRIPE_WEBHOOK_SECRET', 'JWT_SECRET', 'DISCORD_CLIENT_SECRET', 'CORS_ORIGINS'],
  },
  dashboard: {
    words: ['dashboard', 'frontend', 'front', 'web', 'site', 'website', 'app', 'panel', 'ui'],
    starts: /next\s+start/,
    root: /^(.*\/)?(dashboard-frontend|frontend|web|dashboard)$/,
    variables: ['NEXT_PUBLIC_API_URL', 'NEXT_PUBLIC_DASHBOARD_URL'],
  },
};

const trialWords = ['staging', 'stage', 'test', 'testing', 'dev', 'development', 'preview', 'old', 'backup', 'copy', 'beta'];

/** @param services those that the host runs */
export function cluesOf({ service, names, variables }: Looked, ours: Ours, services: readonly Service[]): Clues {
  const words = wordsOf(service.name);
  const has = (name: string): boolean => variables.some((one) => one.name === name);
  const score = { bot: 0, worker: 0, api: 0, dashboard: 0 };
  const because: Record<Service, string[]> = { bot: [], worker: [], api: [], dashboard: [] };
  const count = (role: Service, points: number, why: string): void => {
    score[role] += points;
    because[role].push(why);
  };
  for (const role of services) {
    const { words: known, starts, often, root, variables: telling } = roles[role];
    const { startCommand: command } = service;
    if (words.some((word) => known.includes(word))) count(role, 2, `it is called ${service.name}`);
    if (command && starts.test(command)) count(role, 2, `it starts with ${command}`);
    else if (command && often?.test(command)) count(role, 1, `it starts with ${command}`);
    if (service.root && root.test(service.root)) count(role, 2, `it is built in ${service.root}`);
    const given = telling.find(has);
    if (given !== undefined) count(role, 1, `it is given ${given}`);
  }
  for (const name of names) {
    const role = name === `api.${ours.domain}` ? 'api' : 'dashboard';
    if (services.includes(role)) count(role, 5, `${name} leads to it`);
  }
  return {
    roles: score,
    because,
    identity: identityOf(names, variables, ours),
    repository: repositoryOf(service, ours),
    named: (ours.slug?.length ?? 0) >= 5 && plain(service.name).includes(ours.slug ?? ''),
    trial: words.find((word) => trialWords.includes(word)),
  };
}

/** Two services of one project are told apart by what each is; what could be two things is only possible. */
export function confidenceFor(role: Service, clues: Clues, neighbours: boolean): Confidence | undefined {
  const mine = clues.roles[role];
  const others = Object.entries(clues.roles).filter(([other]) => other !== role);
  if (mine < 2 || others.some(([, points]) => points > mine)) return undefined;
  const known = clues.identity.length > 0;
  if (clues.repository === 'other' && !known) return undefined;
  if (clues.repository === 'unknown' && !known && !neighbours) return clues.named ? 'possible' : undefined;
  if (clues.trial !== undefined || others.some(([, points]) => points === mine)) return 'possible';
  if (clues.repository === 'same') return known || neighbours ? 'certain' : 'likely';
  if (known) return clues.repository === 'other' ? 'likely' : 'certain';
  return 'possible';
}

/** "worker-prod", "WorkerProd", "kingdom77_worker" → worker */
function wordsOf(name: string): string[] {
  const apart = name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return apart.split(/[^a-z]+/).filter((word) => word !== '');
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

function repositoryOf({ repository }: FoundService, ours: Ours): Clues['repository'] {
  if (repository === undefined || ours.repository === undefined) return 'unknown';
  return repository.toLowerCase() === ours.repository.toLowerCase() ? 'same' : 'other';
}

function identityOf(names: readonly string[], variables: Looked['variables'], { domain, marks }: Ours): string[] {
  const texts = variables.flatMap(({ name, value }) => (value === undefined ? [] : [{ name, text: value.reveal().toLowerCase() }]));
  const spoken = texts.find(({ text }) => speaksOf(text, domain));
  const marked = marks.flatMap(({ text, is }) => {
    const found = text === '' ? undefined : texts.find((one) => one.text.includes(text.toLowerCase()));
    return found ? [`its ${found.name} is that of ${is}`] : [];
  });
  return [...names.map((name) => `${name} leads to it`), ...(spoken ? [`its ${spoken.name} names ${domain}`] : []), ...marked];
}

/** `https://kingdom77.com/…` and `api.kingdom77.com`, not `notkingdom77.com`. */
function speaksOf(text: string, domain: string): boolean {
  const at = text.indexOf(domain);
  return at >= 0 && !/[\w-]/.test(text[at - 1] ?? '') && !/[\w-]/.test(text[at + domain.length] ?? '');
}

/**
 * The variables of a service that somebody made by hand: their values become k77's, so that nothing is rotated and nobody is logged out; what the host hides is asked
 * for. Those that nothing of k77's reads stay as they are.
 */
import { type AnySurvey, type AskedSecret, type Candidate, type Survey, type SurveyContext, survey } from '../../core/adoption.ts';
import type { HostVariable } from '../../core/host.ts';
import { infoOf, isSecret, type Key, nameOf, type SecretKey, type Service } from '../../core/keys.ts';
import { Secret } from '../../core/secret.ts';
import { hostNamed, hostVendors } from '../../hosts/hosts.ts';
import { placeAt } from './adopt-services.ts';
import { exactly, nameKeys, placeNames } from './names.ts';
import { keysOf, titles } from './services.ts';
import { fixed, namesAt, requiredOf, tableOf } from './variable-set.ts';

/** What people call them, who did not read the guide. */
const otherNames: Readonly<Partial<Record<Key, readonly string[]>>> = {
  MONGODB_URI: ['MONGO_URI', 'MONGO_URL', 'MONGODB_URL', 'DATABASE_URL'],
  DISCORD_TOKEN: ['DISCORD_BOT_TOKEN', 'BOT_TOKEN', 'TOKEN'],
  DISCORD_CLIENT_SECRET: ['DISCORD_SECRET', 'CLIENT_SECRET'],
  STRIPE_SECRET_KEY: ['STRIPE_API_KEY', 'STRIPE_KEY', 'STRIPE_SECRET'],
  STRIPE_WEBHOOK_SECRET: ['STRIPE_SIGNING_SECRET', 'STRIPE_ENDPOINT_SECRET', 'WEBHOOK_SECRET'],
  REDIS_URL: ['REDIS_URI', 'REDIS_TLS_URL', 'UPSTASH_REDIS_URL'],
};

/** How a value must begin to be taken for it: a name may lie. */
const begins: Readonly<Partial<Record<Key, readonly string[]>>> = {
  MONGODB_URI: ['mongodb+srv://', 'mongodb://'],
  STRIPE_SECRET_KEY: ['rk_', 'sk_'],
  STRIPE_WEBHOOK_SECRET: ['whsec_'],
  REDIS_URL: ['rediss://', 'redis://'],
  REDIS_QUEUE_URL: ['rediss://', 'redis://'],
};

const ours: readonly Service[] = ['bot', 'worker', 'api'];

/** Values that the operator, k77 or a vendor decided once; what k77 derives from answers it derives again. */
function isTaken(key: Key): boolean {
  const { kept, owner } = infoOf(key);
  return isSecret(key) || kept === 'answers' || (kept === 'values' && owner !== 'k77');
}

/** @param known what the workspace has */
export function takenOf(service: Service, there: readonly HostVariable[]): ReadonlyMap<Key, HostVariable> {
  const found = new Map<Key, HostVariable>();
  for (const key of tableOf(service).filter(isTaken)) {
    const names = [nameOf(key), ...(otherNames[key] ?? [])];
    const one = names
      .map((name) => there.find((other) => other.name === name && looksLike(key, other)))
      .find((other) => other !== undefined);
    if (one) found.set(key, one);
  }
  return found;
}

function looksLike(key: Key, { value }: Pick<HostVariable, 'value'>): boolean {
  const text = value?.reveal();
  return text === undefined || text.includes('${{') || (begins[key]?.some((start) => text.startsWith(start)) ?? true);
}

/** `${{Redis.REDIS_URL}}`: another service's, which is no value. */
function isReference({ value }: HostVariable): boolean {
  return value?.reveal().includes('${{') === true;
}

export function variablesSurvey(service: Service, guide: Survey['guide']): AnySurvey {
  const keys = keysOf[service];
  return survey<Key>({
    id: `${service}.variables`,
    task: `${service}.variables`,
    guide,
    title: `Variables of the ${titles[service]}`,
    uses: hostVendors(service),
    anyOf: true,
    needs: ['project', 'ENVIRONMENT', keys.host, keys.service],
    tolerates: [...placeNames, nameKeys[service], ...hostVendors(service).flatMap(({ credentials }) => credentials)],
    gives: [...tableOf(service).filter(isTaken), ...(service === 'api' ? (['rateLimits'] as const) : [])],
    pick: 'one',
    async candidates(context): Promise<readonly Candidate[]> {
      if (!context.values[keys.host]) return [];
      const host = hostNamed(context.values[keys.host] ?? '');
      const place = { ...(await placeAt(context, service, host)), ...exactly(service, host, context.values) };
      const id = String(context.values[keys.service] ?? '');
      const there = (await host.api.variables(context, place, id)).filter(({ target }) => target === 'production');
      return there.length === 0 ? [] : [candidateOf(context, service, there, host.pages.service(place, id))];
    },
  });
}

function candidateOf(context: SurveyContext, service: Service, there: readonly HostVariable[], where: string): Candidate {
  const taken = takenOf(service, there);
  const shown = [...taken].flatMap(([key, one]) =>
    one.value === undefined || isReference(one) ? [] : [[key, one.value.reveal()] as const],
  );
  const answers = shown.filter(([key]) => infoOf(key).kept === 'answers');
  const values = shown.filter(([key]) => infoOf(key).kept !== 'answers');
  const host = hostNamed(context.values[keysOf[service].host] ?? '');
  return {
    id: `${service} variables`,
    name: `${there.length} variables`,
    about: aboutOf(service, there, taken),
    where,
    confidence: 'certain',
    because: [`they are those of the ${titles[service]} at ${host.title}`],
    differs: differencesOf(service, there, taken),
    answers: { ...Object.fromEntries(answers), ...(service === 'api' ? limitsIn(there) : {}) },
    values: Object.fromEntries(values.map(([key, text]) => [key, isSecret(key) ? new Secret(key, text) : text])),
    asks: asked(service, taken, host.title, where),
  };
}

/** Tokens of the operator are asked for by the phases, and Upstash shows what it gave. */
function isOnce(key: Key): boolean {
  const { kept, owner } = infoOf(key);
  return kept === 'env' && owner !== 'upstash' && key !== 'OPERATOR_SECRET';
}

/** Hidden by the host, and made only once: whoever set them may have them. */
function asked(service: Service, taken: ReadonlyMap<Key, HostVariable>, title: string, where: string): AskedSecret[] {
  const hidden = [...taken].filter(([key, one]) => isOnce(key) && one.value === undefined).map(([key]) => key as SecretKey);
  return hidden.map((key) => ({
    key,
    ask: `${key}, as the ${titles[service]} has it`,
    why: `${title} does not show it again; k77 makes no other one while this one is in use`,
    where,
    check: (text: string) => looksLike(key, { value: new Secret(key, text) }) || `it begins with ${begins[key]?.join(' or ')}`,
  }));
}

function aboutOf(service: Service, there: readonly HostVariable[], taken: ReadonlyMap<Key, HostVariable>): string {
  const required = requiredOf(service);
  const has = required.filter((key) => there.some(({ name }) => name === nameOf(key)));
  const extra = foreignOf(service, there, taken);
  const own = extra.length === 0 ? '' : `; ${extra.length} of your own ${extra.length === 1 ? 'stays' : 'stay'}: ${extra.join(', ')}`;
  return `${has.length} of the ${required.length} that the ${titles[service]} needs${own}`;
}

/** Nothing of k77's reads them. */
function foreignOf(service: Service, there: readonly HostVariable[], taken: ReadonlyMap<Key, HostVariable>): string[] {
  const known = new Set<string>([...namesAt(service), ...Object.keys(fixed[service]), ...[...taken.values()].map(({ name }) => name)]);
  return there
    .map(({ name }) => name)
    .filter((name) => !known.has(name))
    .sort();
}

function differencesOf(service: Service, there: readonly HostVariable[], taken: ReadonlyMap<Key, HostVariable>): string[] {
  const missing = requiredOf(service).filter((key) => !there.some(({ name }) => name === nameOf(key)));
  const renamed = [...taken]
    .filter(([key, { name }]) => name !== nameOf(key))
    .map(([key, { name }]) => `${name} stays, and ${nameOf(key)} is set beside it with the same value`);
  const referring = [...taken]
    .filter(([, one]) => isReference(one))
    .map(([key]) => `${key} refers to another service; k77 sets the value itself`);
  const misplaced = service === 'api' || service === 'dashboard' ? [] : misplacedIn(service, there);
  return [...(missing.length === 0 ? [] : [`lacks ${missing.join(', ')}`]), ...renamed, ...referring, ...misplaced];
}

/** Secrets of another service, which this one has no use for. k77 leaves them, because it did not set them. */
function misplacedIn(service: Service, there: readonly HostVariable[]): string[] {
  const others = ours.filter((other) => other !== service).flatMap((other) => tableOf(other));
  const here = there
    .map(({ name }) => name as Key)
    .filter((key) => others.includes(key) && !tableOf(service).includes(key) && isSecret(key));
  return here.length === 0
    ? []
    : [`has ${here.join(', ')}, which the ${titles[service]} does not read: delete it there when nothing of yours does`];
}

/** Four limits that the API has are one answer. */
function limitsIn(there: readonly HostVariable[]): Partial<Record<Key, string>> {
  const names = ['RATE_LIMIT_FREE', 'RATE_LIMIT_BASIC', 'RATE_LIMIT_PREMIUM', 'RATE_LIMIT_ADMIN'];
  const all = names.map((name) => Number(there.find((one) => one.name === name)?.value?.reveal() ?? 'none'));
  const rising = all.every((one, index) => Number.isInteger(one) && one >= Math.max(1, all[index - 1] ?? 1));
  return rising ? { rateLimits: all.join(', ') } : {};
}

/**
 * What must hold between environment variables, and what a value must never look like. Each rule reads the raw values and names what it finds wrong.
 */
import { bearsRealMoney, type Environment, isDeployed } from './environment.ts';

export interface Problem {
  /** The variable. */
  name: string;
  /** What is wrong with it, as the end of a sentence that begins with the name; never its value. */
  what: string;
}

export type Source = Readonly<Record<string, string | undefined>>;
type Rule = (source: Source, environment: Environment) => Problem[];

/** Two names for one token; both may be set when they agree. */
export const botTokenNames = ['DISCORD_TOKEN', 'DISCORD_BOT_TOKEN'] as const;

const publicPrefix = 'NEXT_PUBLIC_';
/** Secret, restricted and signing keys of Stripe; bot tokens of Discord (three parts, the first an encoded id). */
const secretShapes = [/\b(sk|rk)_(live|test)_/, /\bwhsec_/, /\b[MNO][\w-]{22,30}\.[\w-]{6}\.[\w-]{27,}/];

const agreeingTokens: Rule = (source) => {
  const [one, other] = botTokenNames.map((name) => source[name]);
  return one && other && one !== other ? [{ name: 'DISCORD_BOT_TOKEN', what: 'differs from DISCORD_TOKEN; remove one of them' }] : [];
};

/** `CACHE_TTL=300  # 5 minutes`: some platforms' editors make the comment part of the value. */
const noComments: Rule = (source) =>
  Object.entries(source)
    .filter(([, value]) => value !== undefined && /\s#\s/.test(value))
    .map(([name]) => ({ name, what: 'contains a comment; put it on a line of its own' }));

/** A password with @ # $ / in a connection string must be percent-encoded. */
const encodedPasswords: Rule = (source) =>
  ['MONGODB_URI', 'REDIS_URL', 'REDIS_QUEUE_URL']
    .filter((name) => source[name] !== undefined && !hasCleanAuthority(source[name]))
    .map((name) => ({ name, what: 'has characters in its user name or password that must be percent-encoded' }));

function hasCleanAuthority(uri: string): boolean {
  const authority = uri.replace(/^[a-z+]+:\/\//i, '').replace(/\?[a-z]+=.*$/i, '');
  const at = authority.lastIndexOf('@');
  if (at < 0) return !authority.includes('#');
  const [user = '', ...password] = authority.slice(0, at).split(':');
  return [user, password.join(':')].every((part) => /^(?:[\w.~!&'()*+,;=-]|%[\da-f]{2})*$/i.test(part));
}

/** REDIS_URL wins; parts that say something else would mislead whoever reads them. */
const redisParts: Rule = (source) => {
  const text = source.REDIS_URL;
  if (!text || !URL.canParse(text)) return [];
  const url = new URL(text);
  const tls = url.protocol === 'rediss:';
  const said: Record<string, string> = {
    REDIS_HOST: url.hostname,
    REDIS_PORT: url.port || '6379',
    REDIS_PASSWORD: decoded(url.password),
    REDIS_DB: url.pathname.slice(1) || '0',
    REDIS_SSL: String(tls),
  };
  const rest = source.UPSTASH_REDIS_REST_URL;
  const strange = rest && URL.canParse(rest) && new URL(rest).hostname !== url.hostname;
  const parts = Object.entries(said).filter(([name, value]) => (source[name] || value) !== value);
  const names = [...parts.map(([name]) => name), ...(strange ? ['UPSTASH_REDIS_REST_URL'] : [])];
  return names.map((name) => ({ name, what: 'differs from what REDIS_URL says; REDIS_URL is used, correct or remove it' }));
};

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const publicValues: Rule = (source) =>
  Object.entries(source)
    .filter(([name, value]) => name.startsWith(publicPrefix) && value !== undefined && secretShapes.some((shape) => shape.test(value)))
    .map(([name]) => ({ name, what: 'holds a secret, and every browser can read it' }));

const stripeKeys = ['STRIPE_SECRET_KEY', 'STRIPE_PUBLISHABLE_KEY', 'NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY'];

const agreeingModes: Rule = (source, environment) => {
  const wanted = bearsRealMoney(environment) ? 'live' : 'test';
  return stripeKeys.flatMap((name) => {
    const mode = /^(?:sk|rk|pk)_(live|test)_/.exec(source[name] ?? '')?.[1];
    return mode && mode !== wanted ? [{ name, what: `is a ${mode} key, and ENVIRONMENT=${environment} takes ${wanted} keys` }] : [];
  });
};

const vendorBases = { DISCORD_API_BASE: 'https://discord.com/api', STRIPE_API_BASE: 'https://api.stripe.com' };

/** Only tests and rehearsals have other vendors than the real ones, and those are on this machine: no token is ever sent to a stranger. */
const vendorAddresses: Rule = (source, environment) =>
  Object.entries(vendorBases)
    .filter(
      ([name, real]) => source[name] !== undefined && source[name] !== real && !(isMakeBelieve(environment) && isLoopback(source[name])),
    )
    .map(([name]) => ({ name, what: 'is for tests only, and for addresses of this machine' }));

function isMakeBelieve(environment: Environment): boolean {
  return environment === 'rehearsal' || !isDeployed(environment);
}

function isLoopback(address: string): boolean {
  return URL.canParse(address) && /^(127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/.test(new URL(address).hostname);
}

const httpsOnly: Rule = (source, environment) => {
  if (!isDeployed(environment)) return [];
  const names = ['DASHBOARD_URL', 'API_URL', 'DISCORD_REDIRECT_URI', 'CORS_ORIGINS', 'NEXT_PUBLIC_API_URL', 'NEXT_PUBLIC_DASHBOARD_URL'];
  return names.filter((name) => /(^|,\s*)http:/.test(source[name] ?? '')).map((name) => ({ name, what: 'is not https' }));
};

/** The webhook address is a secret that anybody may post to: it must be Discord's, or logs go to a stranger. */
const logWebhook: Rule = (source, environment) => {
  const text = source.LOG_WEBHOOK_URL;
  if (!text || !URL.canParse(text) || (isMakeBelieve(environment) && isLoopback(text))) return [];
  const { protocol, hostname, pathname } = new URL(text);
  const right = protocol === 'https:' && /^((canary|ptb)\.)?discord\.com$/.test(hostname) && pathname.startsWith('/api/webhooks/');
  return right ? [] : [{ name: 'LOG_WEBHOOK_URL', what: 'is no webhook of discord.com' }];
};

const sameEnvironment: Rule = (source, environment) =>
  source.NEXT_PUBLIC_ENVIRONMENT && source.NEXT_PUBLIC_ENVIRONMENT !== environment
    ? [{ name: 'NEXT_PUBLIC_ENVIRONMENT', what: 'differs from ENVIRONMENT' }]
    : [];

const rotatedSecret: Rule = (source) =>
  source.JWT_SECRET && source.JWT_SECRET === source.JWT_SECRET_PREVIOUS
    ? [{ name: 'JWT_SECRET_PREVIOUS', what: 'is the same as JWT_SECRET' }]
    : [];

/** A secret that does nothing without its neighbours, and nobody would notice. They may well stand without it: then nothing is told to that vendor. */
const neighbours: Readonly<Record<string, readonly string[]>> = {
  GA_API_SECRET: ['GA_MEASUREMENT_ID'],
  SENTRY_AUTH_TOKEN: ['SENTRY_ORG', 'SENTRY_PROJECT'],
};

const wholeSets: Rule = (source) =>
  Object.entries(neighbours).flatMap(([secret, names]) =>
    source[secret] === undefined
      ? []
      : names.filter((name) => source[name] === undefined).map((name) => ({ name, what: `is missing beside ${secret}` })),
  );

export const envRules: readonly Rule[] = [
  agreeingTokens,
  noComments,
  encodedPasswords,
  redisParts,
  publicValues,
  agreeingModes,
  vendorAddresses,
  httpsOnly,
  logWebhook,
  sameEnvironment,
  rotatedSecret,
  wholeSets,
];

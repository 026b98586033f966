/**
 * Which variables a service gets at its host, from the one table of values (`core/keys.ts`), and what of them a browser may see. Pure.
 */
import { stable } from '../../core/change.ts';
import { infoOf, isSecret, type Key, keys, nameOf, type Service, type Values } from '../../core/keys.ts';
import { Secret } from '../../core/secret.ts';

/** Everything that the table says a service reads. */
export function tableOf(service: Service): readonly Key[] {
  return (Object.keys(keys) as Key[]).filter((key) => infoOf(key).services.includes(service));
}

/** What they are called there. */
export function namesAt(service: Service): string[] {
  return tableOf(service).map(nameOf);
}

export function requiredOf(service: Service): Key[] {
  return tableOf(service).filter((key) => infoOf(key).optional !== true);
}

export function optionalOf(service: Service): Key[] {
  return tableOf(service).filter((key) => infoOf(key).optional === true);
}

/**
 * Besides the table: what a host might leave out. PORT and HOST are the host's business and the code's: it listens on 0.0.0.0 and on the port that it is given.
 * The dashboard's build sets NODE_ENV itself.
 */
export const fixed: Readonly<Record<Service, Readonly<Record<string, string>>>> = {
  bot: { NODE_ENV: 'production' },
  worker: { NODE_ENV: 'production' },
  api: { NODE_ENV: 'production' },
  dashboard: {},
};

export type VariableSet = Readonly<Record<string, Secret>>;

/** All of them as secrets: a plan shows names, never values. @throws Error before a secret would reach a browser */
export function variablesFor(service: Service, values: Partial<Values>): VariableSet {
  const entries = tableOf(service).flatMap((key): [string, string][] => {
    const value = values[key];
    const text = typeof value === 'string' ? value : value?.reveal();
    return text === undefined || text === '' ? [] : [[nameOf(key), text]];
  });
  refusePublicSecrets(service, entries, values);
  const all = [...entries, ...Object.entries(fixed[service])].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(all.map(([name, text]) => [name, new Secret(name, text)]));
}

/** What previews get in place of the values of production: nothing that takes money, nothing that is secret. */
export function previewVariables(values: Partial<Values>): VariableSet {
  const key = values.STRIPE_TEST_PUBLISHABLE_KEY || testKey(values.STRIPE_PUBLISHABLE_KEY);
  const own: Record<string, string> = {
    ENVIRONMENT: 'preview',
    NEXT_PUBLIC_ENVIRONMENT: 'preview',
    NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY: key ?? 'pk_test_none',
  };
  const shown = Object.entries(variablesFor('dashboard', values)).filter(([name]) => name.startsWith('NEXT_PUBLIC_'));
  const all = { ...Object.fromEntries(shown.map(([name, value]) => [name, value.reveal()])), ...own };
  return Object.fromEntries(Object.entries(all).map(([name, text]) => [name, new Secret(name, text)]));
}

/** The key of a rehearsal or of staging is a test key already. */
function testKey(publishable: string | undefined): string | undefined {
  return publishable?.startsWith('pk_test_') ? publishable : undefined;
}

const secretShapes = /(^|[^a-zA-Z0-9])(sk|rk)_(live|test)_|whsec_|mongodb(\+srv)?:\/\/|rediss?:\/\//;

/**
 * `NEXT_PUBLIC_*` is built into what every visitor loads. A key may be one only where the table calls it public and keeps it as no secret, and its value may not be
 * that of any secret.
 */
function refusePublicSecrets(service: Service, entries: readonly (readonly [string, string])[], values: Partial<Values>): void {
  const secrets = new Set(
    (Object.keys(values) as Key[]).flatMap((key) => (isSecret(key) ? [values[key]?.reveal() ?? ''] : [])).filter(Boolean),
  );
  for (const [name, text] of entries) {
    if (!name.startsWith('NEXT_PUBLIC_')) continue;
    const key = tableOf(service).find((one) => nameOf(one) === name) as Key;
    const info = infoOf(key);
    if (isSecret(key) || info.public !== true || secretShapes.test(text) || secrets.has(text))
      throw new Error(`${name} of the ${service} would show a secret to every browser`);
  }
}

/** The same for the same names and values, whatever their order; to be made a keyed fingerprint. */
export function setText(set: VariableSet): string {
  return stable(Object.fromEntries(Object.entries(set).map(([name, value]) => [name, value.reveal()])));
}

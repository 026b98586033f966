/**
 * What each service needs, one 0600 file per service, at the root only, so that Next.js never loads one by itself.
 */
import type { EnvFileSeen } from '../core/check.ts';
import { OperatorError } from '../core/errors.ts';
import { infoOf, isKey, isSecret, type Key, keys, nameOf, type SecretKey, type Service, services } from '../core/keys.ts';
import type { EnvironmentName } from '../core/phase.ts';
import type { Files, Git } from '../core/ports.ts';
import { readDotenv, setInDotenv } from './dotenv.ts';
import type { Guard } from './gitignore.ts';

/** Secrets whose home is an env file. */
export const envKeptKeys = (Object.keys(keys) as Key[]).filter((key): key is SecretKey => infoOf(key).kept === 'env');

/** Keys in the order of the table that a service receives. */
export function keysOf(service: Service): Key[] {
  return (Object.keys(keys) as Key[]).filter((key) => infoOf(key).services.includes(service));
}

export function envPath(environment: EnvironmentName, service: Service): string {
  return `.env.${environment}.${service}`;
}

/** Where env files are written, and what refuses a path that git keeps. */
export interface EnvPlace {
  files: Files;
  environment: EnvironmentName;
  guard: Guard;
}

/** Contents of the env files that exist. */
export async function readEnvFiles(files: Files, environment: EnvironmentName): Promise<Map<Service, Map<string, string>>> {
  const found = new Map<Service, Map<string, string>>();
  for (const service of services) {
    const text = await files.read(envPath(environment, service));
    if (text !== undefined) found.set(service, readDotenv(text));
  }
  return found;
}

/** The secrets that live in env files: the first service's file that has one is its home. */
export function envKept(found: ReadonlyMap<Service, ReadonlyMap<string, string>>): Partial<Record<SecretKey, string>> {
  const kept: Partial<Record<SecretKey, string>> = {};
  for (const key of envKeptKeys)
    for (const service of infoOf(key).services) {
      const value = found.get(service)?.get(nameOf(key));
      if (value && kept[key] === undefined) kept[key] = value;
    }
  return kept;
}

/** The operator's own lines that are secret by their name. */
export function secretLines(lines: ReadonlyMap<string, string>): [string, string][] {
  return [...lines].filter(([name]) => {
    // Of its own lines k77 knows which are secret: DISCORD_REDIRECT_URI only sounds like it.
    if (isKey(name)) return isSecret(name);
    return /(SECRET|TOKEN|PASSWORD|PASS|PRIVATE|KEY|DSN|URI)(_|$)/.test(name) && !/PUBLIC|PUBLISHABLE/.test(name);
  });
}

/**
 * Writes the known values into a service's file, keeping every line that is not k77's. Nothing is written when nothing differs.
 * @param only just these keys; all of the service unless told
 */
export async function writeEnvFile(
  to: EnvPlace,
  service: Service,
  values: Partial<Record<Key, string>>,
  only: readonly Key[] = keysOf(service),
): Promise<void> {
  const path = envPath(to.environment, service);
  const before = await to.files.read(path);
  const changes = only.flatMap((key) => {
    const value = values[key];
    return value === undefined ? [] : [{ key: nameOf(key), value, about: infoOf(key).about }];
  });
  const after = setInDotenv(before ?? '', changes);
  refusePublicSecrets(path, after);
  const tooOpen = ((await to.files.mode(path)) ?? 0o600) !== 0o600;
  if (after === (before ?? '') && !tooOpen) return;
  await to.guard(path);
  await to.files.write(path, after, 0o600);
}

/** What is on disk beside what should be. */
export async function lookAtEnvFiles(
  from: { files: Files; git: Git; environment: EnvironmentName },
  values: Partial<Record<Key, string>>,
): Promise<EnvFileSeen[]> {
  const found = await readEnvFiles(from.files, from.environment);
  return Promise.all(
    services.map(async (service) => {
      const path = envPath(from.environment, service);
      const has = found.get(service);
      const known = keysOf(service).filter((key) => values[key] !== undefined);
      return {
        service,
        path,
        exists: has !== undefined,
        mode: await from.files.mode(path),
        ignored: await from.git.ignored(path),
        missing: known.filter((key) => !has?.get(nameOf(key))),
        different: known.filter((key) => has?.get(nameOf(key)) && has.get(nameOf(key)) !== values[key]),
      };
    }),
  );
}

/** `NEXT_PUBLIC_*` is built into the page that every visitor loads. */
function refusePublicSecrets(path: string, text: string): void {
  for (const [name, value] of readDotenv(text))
    if (name.startsWith('NEXT_PUBLIC_') && /(^|[^a-zA-Z0-9])(sk|rk)_(live|test)_|whsec_/.test(value))
      throw new OperatorError({
        what: `${path}: ${name} holds a Stripe secret, and every visitor of the dashboard would receive it.`,
        fix: `Put the publishable key (pk_…) there, and replace the secret in Stripe's dashboard if the page was ever published.`,
        see: 'https://dashboard.stripe.com/apikeys',
      });
}

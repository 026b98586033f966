/**
 * Reads the environment of one process. A process that lacks something stops at once with the names of what is wrong, and nothing else.
 */
import type { z } from 'zod';
import { botTokenNames, envRules, type Problem, type Source } from './env-rules.ts';
import { type Envs, envSchemas } from './env-schemas.ts';
import { type Environment, environments, type Service } from './environment.ts';
import { versionOf } from './host-commit.ts';

/** Names of what is missing or wrong, and how; never a value. */
export class EnvError extends Error {
  override readonly name = 'EnvError';
  readonly problems: readonly Problem[];

  constructor(service: Service, problems: readonly Problem[]) {
    super([`The ${service} cannot start:`, ...problems.map(({ name, what }) => `  ${name} ${what}`)].join('\n'));
    this.problems = problems;
  }
}

/** sysexits.h: EX_CONFIG. */
export const exitConfig = 78;

/** @throws EnvError with every problem at once */
export function readEnv<S extends Service>(service: S, source: Source = process.env): Envs[S] {
  const given = named(service, source);
  const parsed = envSchemas[service].safeParse(given);
  const problems = [...brokenRules(given), ...(parsed.error ? problemsOf(parsed.error, given) : [])];
  if (problems.length > 0 || !parsed.success) throw new EnvError(service, onePerName(problems));
  return finish(parsed.data) as unknown as Envs[S];
}

/** As `readEnv`, for `main.ts`: says the names on stderr and ends the process with 78. */
export function loadEnv<S extends Service>(
  service: S,
  source: Source = process.env,
  end: (message: string) => never = endProcess,
): Envs[S] {
  try {
    return readEnv(service, source);
  } catch (error) {
    if (error instanceof EnvError) return end(error.message);
    throw error;
  }
}

function endProcess(message: string): never {
  process.stderr.write(`${message}\n`);
  return process.exit(exitConfig);
}

/** Only the names that the service knows; empty is absent, because platforms keep cleared variables as empty ones. */
function named(service: Service, source: Source): Source {
  const known = [...Object.keys(envSchemas[service].shape), 'DISCORD_BOT_TOKEN'];
  const publics = Object.keys(source).filter((name) => name.startsWith('NEXT_PUBLIC_'));
  const read = Object.fromEntries([...known, ...publics].map((name) => [name, source[name]?.trim() || undefined]));
  const given: Source = { ...read, VERSION: versionOf(source) };
  const token = botTokenNames.map((name) => given[name]).find((value) => value !== undefined);
  return 'DISCORD_TOKEN' in envSchemas[service].shape ? { ...given, DISCORD_TOKEN: token } : given;
}

function brokenRules(given: Source): Problem[] {
  const environment = environments.find((one) => one === given.ENVIRONMENT);
  // Without a valid ENVIRONMENT the strictest rules hold.
  const assumed: Environment = environment ?? 'production';
  return envRules.flatMap((rule) => rule(given, assumed));
}

function problemsOf(error: z.ZodError, given: Source): Problem[] {
  return error.issues.map(({ path: [name], message }) => ({
    name: String(name),
    what: given[String(name)] === undefined ? 'is missing' : message,
  }));
}

function onePerName(problems: readonly Problem[]): Problem[] {
  return problems.filter(({ name }, index) => problems.findIndex((one) => one.name === name) === index);
}

function finish(data: Record<string, unknown>): Record<string, unknown> {
  const { STRIPE_WEBHOOK_SECRET: secrets, ...rest } = data;
  return secrets === undefined ? rest : { ...rest, STRIPE_WEBHOOK_SECRETS: secrets };
}

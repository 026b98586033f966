/** `serviceDetails` of a request: what each type of service takes, and what it must have. */
import { inner, maybeText, oneOf, whole } from './fields.ts';
import type { Json, Service, ServiceType, Settings } from './model.ts';
import { instances } from './plans.ts';
import { bad } from './refusal.ts';

const runtimes = ['docker', 'elixir', 'go', 'node', 'python', 'ruby', 'rust', 'image'] as const;
const plans = [...Object.keys(instances), 'starter_plus', 'standard_plus', 'custom'];

export function newSettings(type: ServiceType, details: Json, rootDir: string): Settings {
  const runtime = oneOf(details, 'runtime', runtimes) ?? oneOf(details, 'env', runtimes);
  if (runtime === undefined) throw bad('serviceDetails.runtime is required');
  const commands = inner(details, 'envSpecificDetails');
  const [buildCommand, startCommand] = [maybeText(commands, 'buildCommand'), maybeText(commands, 'startCommand')];
  if (buildCommand === undefined || startCommand === undefined)
    throw bad('serviceDetails.envSpecificDetails.buildCommand and startCommand are required');
  return {
    runtime,
    rootDir,
    buildCommand,
    startCommand,
    preDeployCommand: maybeText(details, 'preDeployCommand') ?? '',
    healthCheckPath: healthPathIn(type, details) ?? '',
    plan: planIn(type, details) ?? 'starter',
    maxShutdownDelaySeconds: whole(details, 'maxShutdownDelaySeconds', 1, 300) ?? 30,
  };
}

/** What is left out stays; an empty text empties. */
export function changeDetails({ type, settings }: Service, details: Json): Settings {
  const commands = inner(details, 'envSpecificDetails');
  return {
    ...settings,
    runtime: oneOf(details, 'runtime', runtimes) ?? settings.runtime,
    buildCommand: maybeText(commands, 'buildCommand') ?? settings.buildCommand,
    startCommand: maybeText(commands, 'startCommand') ?? settings.startCommand,
    preDeployCommand: maybeText(details, 'preDeployCommand') ?? settings.preDeployCommand,
    healthCheckPath: healthPathIn(type, details) ?? settings.healthCheckPath,
    plan: planIn(type, details) ?? settings.plan,
    maxShutdownDelaySeconds: whole(details, 'maxShutdownDelaySeconds', 1, 300) ?? settings.maxShutdownDelaySeconds,
  };
}

function healthPathIn(type: ServiceType, details: Json): string | undefined {
  const path = maybeText(details, 'healthCheckPath');
  if (path !== undefined && type !== 'web_service') throw bad(`healthCheckPath is not supported for a ${type}`);
  if (path && !path.startsWith('/')) throw bad('healthCheckPath must begin with /');
  return path;
}

/** Only a web service may be free. */
function planIn(type: ServiceType, details: Json): string | undefined {
  const plan = oneOf(details, 'plan', plans);
  if (plan === 'free' && type !== 'web_service') throw bad(`plan free is not available for a ${type}: choose a paid instance type`);
  return plan;
}

/** Settings of a service: Fly's configuration of a machine and our words. Pure. */
import { OperatorError } from '../core/errors.ts';
import type { ServiceSettings } from '../core/host.ts';
import type { FlyCheck, FlyConfig, FlyMachine, FlyServiceConfig } from '../vendors/fly-types.ts';
import { keys, type Metadata, metadataOf, placeholder } from './fly-memory.ts';

/** https://fly.io/docs/reference/regions/ */
export const flyRegions = { 'us-east': 'iad', 'us-west': 'sjc', europe: 'fra', asia: 'sin' } as const;

/** The port that services listen on. */
const port = 8080;
/** MB that go with one shared CPU at most. https://fly.io/docs/machines/guides-examples/machine-sizing/ */
const mostPerCpu = 2048;

/** What is the same for every service: they end at SIGTERM, in 15 s at most. */
const stop = { signal: 'SIGTERM', timeout: '20s' } as const;

/** As it is made: everything but code. */
export function configFor(settings: ServiceSettings, metadata: Metadata): FlyConfig {
  return changed({ image: placeholder, env: { PORT: String(port) }, stop_config: stop, metadata }, settings);
}

/** Only what is named changes; what somebody else set stays. */
export function changed(config: FlyConfig, wants: Partial<ServiceSettings>): FlyConfig {
  const has: Partial<ServiceSettings> = { ...settingsIn(config), ...wants };
  const { checks: _checks, services: _services, ...rest } = config;
  const health = has.healthPath ? checkOf(has.healthPath, has.healthTimeoutSeconds ?? 120) : undefined;
  const { health: _health, ...otherChecks } = config.checks ?? {};
  const checks = { ...otherChecks, ...(health && !has.web ? { health } : {}) };
  return {
    ...rest,
    ...(has.startCommand ? { init: { ...config.init, exec: argumentsOf(has.startCommand) } } : {}),
    ...(has.memoryMb === undefined ? {} : { guest: { ...config.guest, ...guestOf(has.memoryMb) } }),
    ...(has.restart === undefined ? {} : { restart: restartOf(has) }),
    ...(Object.keys(checks).length > 0 ? { checks } : {}),
    ...(has.web ? { services: [webOf(health)] } : {}),
    metadata: withPreDeploy(metadataOf(config), has.preDeployCommand),
  };
}

function withPreDeploy(metadata: Metadata, command: string | null | undefined): Metadata {
  const { [keys.preDeploy]: _before, ...rest } = metadata;
  return command ? { ...rest, [keys.preDeploy]: command } : rest;
}

function checkOf(path: string, seconds: number): FlyCheck {
  return { type: 'http', port, path, interval: '30s', timeout: '5s', grace_period: `${seconds}s` };
}

/** Never put to sleep and never woken by a visitor: what is stopped stays so. */
function webOf(check: FlyCheck | undefined): FlyServiceConfig {
  return {
    protocol: 'tcp',
    internal_port: port,
    ports: [
      { port: 80, handlers: ['http'], force_https: true },
      { port: 443, handlers: ['tls', 'http'] },
    ],
    autostart: false,
    autostop: 'off',
    ...(check ? { checks: [check] } : {}),
  };
}

function guestOf(memoryMb: number): NonNullable<FlyConfig['guest']> {
  return { cpu_kind: 'shared', cpus: cpusFor(memoryMb), memory_mb: memoryMb };
}

function cpusFor(memoryMb: number): number {
  return [1, 2, 4, 8].find((cpus) => memoryMb <= cpus * mostPerCpu) ?? 8;
}

function restartOf({ restart, restartRetries = 10 }: Partial<ServiceSettings>): NonNullable<FlyConfig['restart']> {
  if (restart === 'on-failure') return { policy: 'on-failure', max_retries: restartRetries };
  return { policy: restart === 'never' ? 'no' : 'always' };
}

/** Of one machine's configuration. */
function settingsIn(config: FlyConfig): Partial<ServiceSettings> {
  const web = (config.services ?? []).length > 0;
  const check = config.services?.[0]?.checks?.[0] ?? Object.values(config.checks ?? {})[0];
  const { exec } = config.init ?? {};
  return {
    startCommand: exec === undefined ? null : commandOf(exec),
    preDeployCommand: metadataOf(config)[keys.preDeploy] ?? null,
    healthPath: check?.path ?? null,
    ...(check === undefined ? {} : { healthTimeoutSeconds: secondsIn(check.grace_period) }),
    ...(config.guest === undefined ? {} : { memoryMb: config.guest.memory_mb }),
    ...(config.restart === undefined ? {} : { restart: config.restart.policy === 'no' ? 'never' : asOurs(config.restart.policy) }),
    volume: config.mounts?.[0]?.path ?? null,
    web,
  };
}

function asOurs(policy: string): ServiceSettings['restart'] {
  return policy === 'on-failure' ? 'on-failure' : 'always';
}

/** @param machines that serve, the first one first; at least one */
export function settingsOf(machines: readonly FlyMachine[]): Partial<ServiceSettings> {
  const [first] = machines;
  if (!first) return {};
  return { root: '', ...settingsIn(first.config), region: first.region, replicas: machines.length };
}

/** `2m0s`, `120s`, also where Fly writes it in another way. */
function secondsIn(text: string): number {
  const units = { h: 3600, m: 60, s: 1, ms: 0.001 } as const;
  const parts = [...text.matchAll(/([\d.]+)(ms|[hms])/g)];
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * units[unit as keyof typeof units], 0);
}

/** Words of a command line; with a shell where only that understands it. */
function argumentsOf(command: string): string[] {
  return /[$"'\\|&;<>()*?`]/.test(command) ? ['sh', '-c', `exec ${command}`] : command.trim().split(/\s+/);
}

export function commandOf(exec: readonly string[]): string {
  const [shell, flag, line] = exec;
  return shell === 'sh' && flag === '-c' && line !== undefined ? line.replace(/^exec /, '') : exec.join(' ');
}

/** What runs once, before a release takes over: a machine of its own, with the same image and the same secrets. */
export function orderOf(config: FlyConfig, command: string): FlyConfig {
  const { checks: _checks, services: _services, mounts: _mounts, restart: _restart, ...rest } = config;
  return {
    ...rest,
    init: { exec: argumentsOf(command) },
    restart: { policy: 'no' },
    metadata: { ...metadataOf(config), [keys.task]: 'pre-deploy' },
  };
}

/** What k77 does not let Fly do. @throws OperatorError */
export function refuseImpossible({ root, startCommand, memoryMb, replicas, volume }: Partial<ServiceSettings>): void {
  if (/^(python|uvicorn|gunicorn|hypercorn)/.test(startCommand ?? ''))
    throw new OperatorError({
      what: 'Fly.io takes images, and k77 writes what builds one for its own template only',
      fix: 'let your own bot in Python run at Railway, Render or Heroku (k77 hosts)',
    });
  if (root !== undefined && root !== '')
    throw new OperatorError({
      what: `GitHub runs workflows from the top of a repository, and the project is in its folder ${root}`,
      fix: 'let k77 write the project to the top of a repository of its own, or choose another host: k77 hosts',
    });
  if (memoryMb !== undefined && (memoryMb % 256 !== 0 || memoryMb > 8 * mostPerCpu))
    throw new OperatorError({
      what: `Fly.io has no shared machine with ${memoryMb} MB`,
      fix: 'choose 512, 1024, 2048 or another multiple of 256 up to 16,384',
      see: 'https://fly.io/docs/machines/guides-examples/machine-sizing/',
    });
  if (volume && (replicas ?? 1) > 1)
    throw new OperatorError({
      what: 'a disk at Fly.io hangs on one machine',
      fix: 'let the service run once, or answer "volume" with no',
    });
}

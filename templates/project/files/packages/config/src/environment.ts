/**
 * Where a process runs. Everything that is reached by people outside this machine is "deployed" and keeps every guard of production;
 * a rehearsal differs from production only in that its money is not real.
 */
export const environments = ['production', 'staging', 'preview', 'rehearsal', 'development', 'test'] as const;
export type Environment = (typeof environments)[number];

/** Every production guard holds: HTTPS, `__Host-` cookies, real vendors' addresses. */
export function isDeployed(environment: Environment): boolean {
  return environment !== 'development' && environment !== 'test';
}

/** Stripe's live keys belong here and nowhere else. */
export function bearsRealMoney(environment: Environment): boolean {
  return environment === 'production';
}

export const services = ['bot', 'worker', 'api', 'dashboard'] as const;
export type Service = (typeof services)[number];

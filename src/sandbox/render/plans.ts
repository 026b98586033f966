/** Instance types and what a workspace's plan allows. https://render.com/pricing, July 2026 */
import type { WorkspacePlan } from './model.ts';

interface Instance {
  memoryMb: number;
  /** Cores. */
  cpu: number;
}

export const instances: Readonly<Record<string, Instance>> = {
  free: { memoryMb: 512, cpu: 0.1 },
  starter: { memoryMb: 512, cpu: 0.5 },
  standard: { memoryMb: 2048, cpu: 1 },
  pro: { memoryMb: 4096, cpu: 2 },
  pro_plus: { memoryMb: 8192, cpu: 4 },
  pro_max: { memoryMb: 16_384, cpu: 4 },
  pro_ultra: { memoryMb: 32_768, cpu: 8 },
};

export const regions = ['frankfurt', 'oregon', 'ohio', 'singapore', 'virginia'] as const;

interface Limits {
  services: number;
  domains: number;
}

export const limits: Readonly<Record<WorkspacePlan, Limits>> = {
  hobby: { services: 25, domains: 2 },
  pro: { services: 1000, domains: 15 },
};

/** Most instances of one service. https://render.com/docs/scaling */
export const mostInstances = 100;
/** Builds of a service that are kept for a rollback. Render keeps a number by plan, which it does not say; this one is ours. */
export const keptBuilds = 5;

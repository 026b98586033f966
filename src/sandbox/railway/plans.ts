/** What a workspace's plan allows. https://docs.railway.com/pricing/plans, as of 2026-08-07 */
import type { Workspace } from './model.ts';

interface Limits {
  /** Hours that an image is kept after its deployment was replaced. */
  imageHours: number;
  memoryGB: number;
  vCPUs: number;
  replicas: number;
  domainsPerService: number;
  servicesPerProject: number;
  /** ALWAYS, and as many retries as one likes. */
  restartsFreely: boolean;
  requestsPerHour: number;
}

const limits: Readonly<Record<'TRIAL' | Workspace['plan'], Limits>> = {
  TRIAL: {
    imageHours: 24,
    memoryGB: 1,
    vCPUs: 2,
    replicas: 1,
    domainsPerService: 1,
    servicesPerProject: 5,
    restartsFreely: false,
    requestsPerHour: 100,
  },
  FREE: {
    imageHours: 24,
    memoryGB: 0.5,
    vCPUs: 1,
    replicas: 1,
    domainsPerService: 1,
    servicesPerProject: 5,
    restartsFreely: false,
    requestsPerHour: 100,
  },
  HOBBY: {
    imageHours: 72,
    memoryGB: 48,
    vCPUs: 48,
    replicas: 6,
    domainsPerService: 2,
    servicesPerProject: 50,
    restartsFreely: true,
    requestsPerHour: 1000,
  },
  PRO: {
    imageHours: 120,
    memoryGB: 1000,
    vCPUs: 1000,
    replicas: 42,
    domainsPerService: 20,
    servicesPerProject: 100,
    restartsFreely: true,
    requestsPerHour: 10_000,
  },
};

export function limitsOf({ plan, trial }: Pick<Workspace, 'plan' | 'trial'>): Limits {
  return limits[trial ? 'TRIAL' : plan];
}

/** https://docs.railway.com/reference/regions */
export const regions = [
  { name: 'us-west2', location: 'US West (California, USA)', country: 'US' },
  { name: 'us-east4-eqdc4a', location: 'US East (Virginia, USA)', country: 'US' },
  { name: 'europe-west4-drams3a', location: 'EU West (Amsterdam, Netherlands)', country: 'NL' },
  { name: 'asia-southeast1-eqsg3a', location: 'Southeast Asia (Singapore)', country: 'SG' },
] as const;

/** Where a service goes when nobody says where. */
export const usualRegion = 'us-west2';

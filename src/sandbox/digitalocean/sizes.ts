/** Instance sizes and regions of App Platform. https://www.digitalocean.com/pricing/app-platform, July 2026 */

export interface Size {
  memoryMb: number;
  dollars: string;
  /** Only one instance of it runs. */
  single: boolean;
  cpus: string;
  cpu: 'SHARED' | 'DEDICATED';
  bandwidth: string;
}

const shared = (memoryMb: number, dollars: string, bandwidth: string, single = false, cpus = '1'): Size => ({
  ...{ memoryMb, dollars, single, cpus, bandwidth },
  cpu: 'SHARED',
});

/** Of the dedicated ones no price is told in our sources: they are known by name and not offered. */
export const sizes: Readonly<Record<string, Size>> = {
  'apps-s-1vcpu-0.5gb': shared(512, '5.00', '50', true),
  'apps-s-1vcpu-1gb-fixed': shared(1024, '10.00', '100', true),
  'apps-s-1vcpu-1gb': shared(1024, '12.00', '150'),
  'apps-s-1vcpu-2gb': shared(2048, '25.00', '200'),
  'apps-s-2vcpu-4gb': shared(4096, '50.00', '250', false, '2'),
};

/** Names that are taken still, for plans of before. */
export const olderSizes: Readonly<Record<string, string>> = {
  'basic-xxs': 'apps-s-1vcpu-0.5gb',
  'basic-xs': 'apps-s-1vcpu-1gb-fixed',
  'basic-s': 'apps-s-1vcpu-2gb',
  'basic-m': 'apps-s-2vcpu-4gb',
};

export function sizeNamed(slug: string): Size | undefined {
  return sizes[olderSizes[slug] ?? slug];
}

export const usualSize = 'apps-s-1vcpu-0.5gb';

export const regions: Readonly<Record<string, { label: string; continent: string; flag: string; centres: readonly string[] }>> = {
  nyc: { label: 'New York', continent: 'North America', flag: 'usa', centres: ['nyc1', 'nyc3'] },
  sfo: { label: 'San Francisco', continent: 'North America', flag: 'usa', centres: ['sfo3'] },
  fra: { label: 'Frankfurt', continent: 'Europe', flag: 'germany', centres: ['fra1'] },
  ams: { label: 'Amsterdam', continent: 'Europe', flag: 'netherlands', centres: ['ams3'] },
  lon: { label: 'London', continent: 'Europe', flag: 'uk', centres: ['lon1'] },
  sgp: { label: 'Singapore', continent: 'Asia', flag: 'singapore', centres: ['sgp1'] },
  blr: { label: 'Bangalore', continent: 'Asia', flag: 'india', centres: ['blr1'] },
  tor: { label: 'Toronto', continent: 'North America', flag: 'canada', centres: ['tor1'] },
  syd: { label: 'Sydney', continent: 'Australia', flag: 'australia', centres: ['syd1'] },
  atl: { label: 'Atlanta', continent: 'North America', flag: 'usa', centres: ['atl1'] },
};

/** Deployments that can be gone back to. */
export const keptDeployments = 10;
/** Apps of one account; it grows when asked for. */
export const mostApps = 50;

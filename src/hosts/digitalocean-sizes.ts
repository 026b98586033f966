/** Instance sizes that k77 chooses among: the shared ones. Pure. https://www.digitalocean.com/pricing/app-platform, July 2026 */
import { OperatorError } from '../core/errors.ts';

interface Size {
  memoryMb: number;
  /** US cents a month. */
  cents: number;
  /** More than one instance of it may run. */
  many: boolean;
}

/** Smallest and cheapest first. */
const sizes: Readonly<Record<string, Size>> = {
  'apps-s-1vcpu-0.5gb': { memoryMb: 512, cents: 500, many: false },
  'apps-s-1vcpu-1gb-fixed': { memoryMb: 1024, cents: 1000, many: false },
  'apps-s-1vcpu-1gb': { memoryMb: 1024, cents: 1200, many: true },
  'apps-s-1vcpu-2gb': { memoryMb: 2048, cents: 2500, many: true },
  'apps-s-2vcpu-4gb': { memoryMb: 4096, cents: 5000, many: true },
};

/** What they were called before, and the dedicated ones; MB. */
const others: Readonly<Record<string, number>> = {
  'basic-xxs': 512,
  'basic-xs': 1024,
  'basic-s': 2048,
  'basic-m': 4096,
  'professional-xs': 1024,
  'professional-s': 2048,
  'professional-m': 4096,
  'professional-1l': 4096,
  'professional-l': 8192,
  'professional-xl': 16_384,
  'apps-d-1vcpu-0.5gb': 512,
  'apps-d-1vcpu-1gb': 1024,
  'apps-d-1vcpu-2gb': 2048,
  'apps-d-1vcpu-4gb': 4096,
  'apps-d-2vcpu-4gb': 4096,
  'apps-d-2vcpu-8gb': 8192,
  'apps-d-4vcpu-8gb': 8192,
  'apps-d-4vcpu-16gb': 16_384,
  'apps-d-8vcpu-32gb': 32_768,
};

/** What DigitalOcean takes when nobody says. */
const usual = 'apps-s-1vcpu-0.5gb';

export function memoryOf(slug: string = usual): number | undefined {
  return sizes[slug]?.memoryMb ?? others[slug];
}

/** @throws OperatorError where no size has exactly so much, or none that may run so often */
export function sizeFor(memoryMb: number, replicas: number): string {
  const fitting = Object.entries(sizes).filter(([, size]) => size.memoryMb === memoryMb);
  const found = fitting.find(([, { many }]) => many || replicas <= 1);
  if (found) return found[0];
  const able = Object.values(sizes).filter(({ many }) => many || replicas <= 1);
  throw new OperatorError({
    what:
      fitting.length === 0
        ? `DigitalOcean has no shared instance with ${memoryMb} MB`
        : `DigitalOcean runs an instance with ${memoryMb} MB once only, not ${replicas} times`,
    fix: `choose ${able.map(({ memoryMb: mb, cents }) => `${mb} MB ($${cents / 100} a month${replicas > 1 ? ' each' : ''})`).join(', ')}, or another host: k77 hosts`,
    see: 'https://www.digitalocean.com/pricing/app-platform',
  });
}

/**
 * What Upstash's plans allow, and where its databases stand.
 */
const MB = 1024 * 1024;

export interface Plan {
  /** Pay as you go is `paid`, too: https://upstash.com/docs/devops/cli/overview */
  type: 'free' | 'paid';
  bytes: number;
  /** Commands per month. */
  commands: number;
  perSecond: number;
  clients: number;
  requestBytes: number;
  /** Databases of it that one account may have. */
  most: number;
  backups: boolean;
  size: 'S' | 'M' | 'L' | 'XL' | 'XXL' | '3XL';
}
export type PlanName = keyof typeof plans;

const fixed = (bytes: number, size: Plan['size']): Plan => ({
  type: 'paid',
  bytes,
  commands: Number.MAX_SAFE_INTEGER,
  perSecond: 10_000,
  clients: 10_000,
  requestBytes: 10 * MB,
  most: 100,
  backups: true,
  size,
});

/** Limits as of 2026-11: https://upstash.com/pricing/redis */
export const plans = {
  free: { ...fixed(256 * MB, 'S'), type: 'free', commands: 500_000, most: 1, backups: false },
  payg: fixed(100 * 1024 * MB, 'L'),
  fixed_250mb: fixed(250 * MB, 'S'),
  fixed_1gb: fixed(1024 * MB, 'M'),
  fixed_5gb: fixed(5 * 1024 * MB, 'L'),
  fixed_10gb: fixed(10 * 1024 * MB, 'L'),
  fixed_50gb: fixed(50 * 1024 * MB, 'XL'),
  fixed_100gb: fixed(100 * 1024 * MB, 'XXL'),
  fixed_500gb: fixed(500 * 1024 * MB, '3XL'),
} as const satisfies Record<string, Plan>;

export const regions: readonly string[] = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'ca-central-1',
  'eu-central-1',
  'eu-west-1',
  'eu-west-2',
  'sa-east-1',
  'ap-south-1',
  'ap-northeast-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'af-south-1',
  'us-central1',
  'us-east4',
  'europe-west1',
  'asia-northeast1',
];

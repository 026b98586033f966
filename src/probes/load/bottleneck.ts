/**
 * What gives way first under load: each thing that can run out, as it was before and while it lasted, against what it has. Pure.
 */
export interface Strain {
  /** "the CPU of the API" */
  name: string;
  unit: '%' | 'MB' | 'ms';
  /** Undefined: nobody tells. */
  before?: number | undefined;
  during: number | undefined;
  /** From here on it is what holds everything up. */
  limit: number;
}

export interface Bottleneck {
  /** Those at their limit, the most strained first; none = none was reached. */
  reached: readonly Strain[];
  /** Of the others, the one that is nearest to its limit. */
  nearest: Strain | undefined;
  /** Of which nothing is known. */
  unseen: readonly Strain[];
}

export function bottleneckIn(strains: readonly Strain[]): Bottleneck {
  const seen = strains.filter(({ during }) => during !== undefined).sort((a, b) => share(b) - share(a));
  const reached = seen.filter((one) => share(one) >= 1);
  return { reached, nearest: seen.find((one) => !reached.includes(one)), unseen: strains.filter(({ during }) => during === undefined) };
}

function share({ during = 0, limit }: Strain): number {
  return limit === 0 ? Number.POSITIVE_INFINITY : during / limit;
}

/** "the CPU of the API 4 → 96 %" */
export function inWords({ name, unit, before, during }: Strain): string {
  const number = (value: number): string => String(Math.round(value * 10) / 10);
  return `${name} ${before === undefined ? '' : `${number(before)} → `}${during === undefined ? '?' : number(during)} ${unit}`;
}

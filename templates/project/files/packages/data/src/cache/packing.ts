/** How a value travels to the cache and back: JSON that keeps dates, with the moment until which it is fresh. */

export interface Packed {
  /** Undefined: it is known that there is none. */
  value: unknown;
  /** Milliseconds since 1970. */
  until: number;
}

const dateMark = '$date';

export function pack(value: unknown, until: number): string {
  return JSON.stringify({ until, ...(value === undefined ? {} : { value: mark(value) }) });
}

/** What cannot be read is not there. */
export function unpack(text: string | undefined): Packed | undefined {
  if (text === undefined) return undefined;
  try {
    const { until, value } = JSON.parse(text) as { until?: unknown; value?: unknown };
    return typeof until === 'number' ? { until, value: unmark(value) } : undefined;
  } catch {
    return undefined;
  }
}

function mark(value: unknown): unknown {
  if (value instanceof Date) return { [dateMark]: value.getTime() };
  return each(value, mark);
}

function unmark(value: unknown): unknown {
  if (typeof value === 'object' && value !== null && dateMark in value) return new Date(Number(value[dateMark]));
  return each(value, unmark);
}

function each(value: unknown, change: (one: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(change);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, change(one)]));
}

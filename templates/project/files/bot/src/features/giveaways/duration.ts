/** "2d 3h 30m" as people type it. */
const units: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000 };

/** Milliseconds; undefined: it is none. */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim().toLowerCase();
  if (!/^(\d{1,6}\s*[dhm]\s*)+$/.test(trimmed)) return undefined;
  const parts = [...trimmed.matchAll(/(\d+)\s*([dhm])/g)];
  const ms = parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? 0), 0);
  return ms > 0 ? ms : undefined;
}

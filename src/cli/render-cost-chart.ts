/**
 * Cost and profit against subscribers, drawn with characters.
 */
import { usd } from '../costs/money.ts';
import type { CostReport } from '../costs/report.ts';
import { againstSubscribers, type SubscriberPoint } from '../costs/series.ts';
import type { Look } from './io.ts';
import { columns } from './text.ts';

const height = 14;
const labels = 12;

export function chartLines(look: Look, { inputs, now }: CostReport): string[] {
  const { paint, marks } = look;
  const width = look.width - labels - 4;
  const points = againstSubscribers(inputs, now, width);
  const values = points.flatMap(({ cost, profit }) => [cost, profit]);
  const [low, high] = [Math.min(0, ...values), Math.max(1, ...values)];
  const rowOf = (cents: number): number => Math.round(((high - cents) * (height - 1)) / (high - low));
  const column = (index: number): number => Math.round((index * (width - 1)) / Math.max(1, points.length - 1));
  const grid = Array.from({ length: height }, () => Array.from({ length: width }, () => ' '));
  const put = (row: number, at: number, mark: string): void => {
    const line = grid[row];
    if (line && at < width) line[at] = mark;
  };
  const ascii = marks.dot !== '·';
  for (let at = 0; at < width; at++) put(rowOf(0), at, paint.dim(ascii ? '-' : '─'));
  const draw = (pick: (point: SubscriberPoint) => number, mark: string): void => {
    for (let at = 0; at < width; at++) put(rowOf(between(points, pick, (at * (points.length - 1)) / (width - 1))), at, mark);
  };
  draw(({ cost }) => cost, paint.bold(ascii ? '=' : '━'));
  draw(({ profit }) => profit, paint.accent(ascii ? '*' : '•'));
  const even = now.breakEven;
  const last = points.at(-1)?.subscribers ?? 0;
  if (even !== undefined && last > 0) put(rowOf(0), column((even * (points.length - 1)) / last), paint.bold(marks.warn));
  const label = (row: number): string => (row === 0 ? usd(high) : row === height - 1 && low < 0 ? usd(low) : row === rowOf(0) ? '$0' : '');
  const axis = `${'0'.padEnd(width - String(last).length)}${last}`;
  return [
    '',
    `  ${paint.bold('A month against subscribers')}`,
    ...grid.map((line, row) => `  ${label(row).padStart(labels - 2)} ${line.join('')}`.trimEnd()),
    `  ${' '.repeat(labels - 1)}${paint.dim(axis)}`,
    `  ${' '.repeat(labels - 1)}${paint.bold(ascii ? '=' : '━')} cost  ${paint.accent(ascii ? '*' : '•')} profit  ${even === undefined ? '' : `${marks.warn} breaks even at ${even}`}`,
    '',
  ].map((line) => (columns(line) > look.width ? line.slice(0, look.width) : line));
}

/** A value at a fractional place between two points. */
function between(points: readonly SubscriberPoint[], pick: (point: SubscriberPoint) => number, at: number): number {
  const [left, right] = [points[Math.floor(at)], points[Math.min(points.length - 1, Math.ceil(at))]];
  if (!left || !right) return 0;
  return pick(left) + (pick(right) - pick(left)) * (at - Math.floor(at));
}

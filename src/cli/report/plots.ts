/**
 * Plots as SVG, without scripts: lines and stacked areas over whole numbers, with an axis that starts at zero or below. Amounts are cents.
 */
import { usd } from '../../costs/money.ts';
import { safe } from './html.ts';

export interface Plot {
  title: string;
  /** What the horizontal axis counts. */
  x: string;
  series: readonly { name: string; points: readonly { x: number; y: number }[] }[];
  /** Vertical marks. */
  marks: readonly { x: number; label: string }[];
}

const size = { width: 720, height: 320, left: 74, right: 16, top: 30, bottom: 40 } as const;

interface Scale {
  x(value: number): number;
  y(value: number): number;
  low: number;
  high: number;
  end: number;
  step: number;
}

export function linePlot(plot: Plot): string {
  const scale = scaleOf(
    plot,
    plot.series.flatMap(({ points }) => points.map(({ y }) => y)),
  );
  const paths = plot.series.map(
    ({ points }, index) => `<polyline class="s${index}" points="${points.map(({ x, y }) => at(scale, x, y)).join(' ')}"/>`,
  );
  return frame(plot, scale, paths);
}

export function areaPlot(plot: Plot): string {
  const first = plot.series[0]?.points ?? [];
  const sums = first.map((_, index) => plot.series.reduce((sum, { points }) => sum + (points[index]?.y ?? 0), 0));
  const scale = scaleOf(plot, sums);
  const floor = first.map(() => 0);
  const paths = plot.series.map(({ points }, index) => {
    const below = points.map(({ x }, place) => at(scale, x, floor[place] ?? 0));
    points.forEach(({ y }, place) => {
      floor[place] = (floor[place] ?? 0) + y;
    });
    const above = points.map(({ x }, place) => at(scale, x, floor[place] ?? 0));
    return `<polygon class="a${index}" points="${[...above, ...below.reverse()].join(' ')}"/>`;
  });
  return frame(plot, scale, paths);
}

function scaleOf({ series }: Plot, values: readonly number[]): Scale {
  const step = tick(Math.max(100, Math.max(...values) - Math.min(0, ...values)));
  const [low, high] = [Math.floor(Math.min(0, ...values) / step) * step, Math.ceil(Math.max(100, ...values) / step) * step];
  const end = Math.max(1, ...series.flatMap(({ points }) => points.map(({ x }) => x)));
  const { width, height, left, right, top, bottom } = size;
  return {
    low,
    high,
    end,
    step,
    x: (value) => left + (value * (width - left - right)) / end,
    y: (value) => height - bottom - ((value - low) * (height - top - bottom)) / (high - low),
  };
}

/** A round step that divides a range into about five. */
function tick(range: number): number {
  const power = 10 ** Math.floor(Math.log10(range / 5));
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= range / 5) ?? 10);
}

function at(scale: Scale, x: number, y: number): string {
  return `${scale.x(x).toFixed(1)},${scale.y(y).toFixed(1)}`;
}

function frame(plot: Plot, scale: Scale, paths: readonly string[]): string {
  const { width, height, left, right } = size;
  const rows = Array.from({ length: Math.round((scale.high - scale.low) / scale.step) + 1 }, (_, index) => scale.low + index * scale.step);
  const grid = rows.map(
    (value) =>
      `<line class="${value === 0 ? 'zero' : 'grid'}" x1="${left}" x2="${width - right}" y1="${scale.y(value).toFixed(1)}" y2="${scale.y(value).toFixed(1)}"/><text class="tick" x="${left - 8}" y="${(scale.y(value) + 4).toFixed(1)}" text-anchor="end">${usd(value).replace('.00', '')}</text>`,
  );
  const across = tick(scale.end);
  const columns = Array.from({ length: Math.floor(scale.end / across) + 1 }, (_, index) => Math.round(index * across));
  const ticks = columns.map(
    (value) =>
      `<text class="tick" x="${scale.x(value).toFixed(1)}" y="${height - 18}" text-anchor="middle">${value.toLocaleString('en-US')}</text>`,
  );
  return `<figure><figcaption>${safe(plot.title)}${legend(plot)}</figcaption>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${safe(plot.title)}">
${grid.join('')}${ticks.join('')}<text class="tick" x="${width - right}" y="${height - 3}" text-anchor="end">${safe(plot.x)}</text>
${paths.join('\n')}
${marks(plot, scale)}
</svg></figure>`;
}

function legend({ series }: Plot): string {
  return `<span>${series.map(({ name }, index) => `<i class="k${index}"></i>${safe(name)}`).join(' ')}</span>`;
}

/** Labels of marks that are close together stand below each other. */
function marks({ marks: all }: Plot, scale: Scale): string {
  const sorted = all.filter(({ x }) => x <= scale.end).sort((a, b) => a.x - b.x);
  let row = 0;
  let before = Number.NEGATIVE_INFINITY;
  return sorted
    .map(({ x, label }) => {
      const place = scale.x(x);
      row = place - before < 130 ? row + 1 : 0;
      before = place;
      const end = place > size.width - 150;
      return `<line class="mark" x1="${place.toFixed(1)}" x2="${place.toFixed(1)}" y1="${size.top - 12}" y2="${size.height - size.bottom}"/><text class="label" x="${(place + (end ? -6 : 6)).toFixed(1)}" y="${size.top - 4 + row * 16}" text-anchor="${end ? 'end' : 'start'}">${safe(label)}</text>`;
    })
    .join('\n');
}

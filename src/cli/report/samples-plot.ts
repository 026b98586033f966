/**
 * What was measured, as a plot: every sample, the middle of them, the value that 95 % stay below, and the limit. SVG without scripts; the figures stand in the caption too.
 */
import type { Samples } from '../../core/check.ts';
import { quantile } from '../../probes/statistics.ts';
import { figure, safe } from './html.ts';

/** A page stays light; beyond this every n-th sample is drawn, and the caption says so. */
const mostDots = 4000;
const size = { width: 480, height: 200, left: 62, right: 8, top: 22, bottom: 22 } as const;

export function samplesPlot({ name, unit, values, limit }: Samples): string {
  if (values.length === 0) return '';
  const sorted = [...values].sort((a, b) => a - b);
  const [middle, most] = [quantile(sorted, 0.5), quantile(sorted, 0.95)];
  const stride = Math.ceil(values.length / mostDots);
  const high = niceAbove(Math.max(sorted.at(-1) ?? 0, limit ?? 0));
  const y = (value: number): number => size.height - size.bottom - (value / high) * (size.height - size.top - size.bottom);
  const x = (index: number): number => size.left + ((index + 0.5) / values.length) * (size.width - size.left - size.right);
  const dots = values.flatMap((value, index) =>
    index % stride === 0 ? `M${x(index).toFixed(1)} ${y(Math.max(0, value)).toFixed(1)}h0` : [],
  );
  const facts = [
    `median ${amount(middle, unit)}`,
    ...(values.length > 1 ? [`95 % within ${amount(most, unit)}`] : []),
    ...(limit === undefined ? [] : [`limit ${amount(limit, unit)}`]),
    `${figure(values.length)} ${values.length === 1 ? 'sample' : 'samples'}${stride > 1 ? `, every ${stride}th drawn` : ''}`,
  ];
  return `<figure class="plot"><figcaption><b>${safe(name)}</b><span>${facts.join(' · ')}</span></figcaption>
<svg viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${safe(`${name}: ${facts.join(', ')}`)}">
${axis(high, unit, y)}
<path class="dots" d="${dots.join('')}"/>
${level('middle', y(middle), values.length > 1 ? 'median' : '')}${values.length > 1 && most > middle * 1.05 ? level('p95', y(most), '95 %') : ''}${limit === undefined ? '' : level('limit', y(limit), 'limit')}
<text class="tick" x="${size.left}" y="${size.height - 6}">first</text><text class="tick" x="${size.width - size.right}" y="${size.height - 6}" text-anchor="end">last</text>
</svg></figure>`;
}

function axis(high: number, unit: Samples['unit'], y: (value: number) => number): string {
  return [0, high / 2, high]
    .map(
      (value) =>
        `<line class="grid" x1="${size.left}" x2="${size.width - size.right}" y1="${y(value).toFixed(1)}" y2="${y(value).toFixed(1)}"/><text class="tick" x="${size.left - 6}" y="${(y(value) + 4).toFixed(1)}" text-anchor="end">${value === high ? amount(value, unit) : figure(value, value < 10 && value % 1 !== 0 ? 1 : 0)}</text>`,
    )
    .join('');
}

function level(kind: string, at: number, label: string): string {
  return `<line class="${kind}" x1="${size.left}" x2="${size.width - size.right}" y1="${at.toFixed(1)}" y2="${at.toFixed(1)}"/><text class="label ${kind}" x="${size.width - size.right - 2}" y="${(at - 4).toFixed(1)}" text-anchor="end">${label}</text>`;
}

function amount(value: number, unit: Samples['unit']): string {
  const digits = value < 10 && value % 1 !== 0 ? 1 : 0;
  return `${figure(value, digits)} ${unit === 'per second' ? '/ s' : unit}`;
}

/** The next round number: 1, 2, 2.5, 5 or 10 times a power of ten. */
function niceAbove(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= value) ?? 10);
}

/**
 * What was measured and pictured: plots of every sample, screenshots of the pages.
 */
import type { CheckDocument } from '../../report/run.ts';
import { safe } from './html.ts';
import type { Pictures } from './pictures.ts';
import { samplesPlot } from './samples-plot.ts';

export function measurements(checks: readonly CheckDocument[]): string {
  const plots = checks.flatMap((check) => ('evidence' in check ? (check.evidence.samples ?? []) : [])).map(samplesPlot);
  const drawn = plots.filter((plot) => plot !== '');
  if (drawn.length === 0) return '';
  return `<section aria-labelledby="measured">\n<h2 id="measured">Measured</h2>\n<div class="plots">\n${drawn.join('\n')}\n</div>\n</section>`;
}

export function gallery({ shown, left }: Pictures): string {
  if (shown.length === 0 && left.length === 0) return '';
  const figures = shown.map(
    ({ picture: { kind, bytes, width, height }, caption, check }) =>
      `<figure class="picture"><img src="data:${kind};base64,${Buffer.from(bytes).toString('base64')}" width="${width}" height="${height}" alt="${safe(`${caption}, as ${check.id} saw it`)}"><figcaption>${safe(caption)}</figcaption></figure>`,
  );
  const names = left.map(({ name, why }) => `${name} (${why})`).join(', ');
  const note = left.length === 0 ? '' : `\n<p class="note">Not shown here, but kept beside the report: ${safe(names)}.</p>`;
  return `<section aria-labelledby="pictured">\n<h2 id="pictured">Pictured</h2>\n<div class="pictures">\n${figures.join('\n')}\n</div>${note}\n</section>`;
}

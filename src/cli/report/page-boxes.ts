/**
 * The checkboxes of the guide on the page: by section, each with its state and the checks that stand behind it. The guide's own words are the guide's.
 */
import { guideBoxes } from '../../core/guide-contents.ts';
import type { RunDocument } from '../../report/run.ts';
import { bar, countsOf } from './bars.ts';
import { safe } from './html.ts';
import { isProved, marks, words } from './words.ts';

type BoxState = RunDocument['boxes'][number];

export function boxesOf({ boxes, checks }: RunDocument): string {
  if (boxes.length === 0) return '';
  const titles = new Map(checks.map(({ id, title }) => [id, title]));
  const states = new Map(boxes.map((box) => [box.id, box]));
  const sections = Map.groupBy(guideBoxes, ({ part, section }) => `${partName(part)} · ${section}`);
  const groups = [...sections].map(([name, those]) => {
    const found = those.flatMap(({ id }) => states.get(id) ?? []);
    return found.length === 0 ? '' : group(name, found, titles);
  });
  const proved = boxes.filter(isProved).length;
  return `<section aria-labelledby="boxes">
<h2 id="boxes">Boxes of the guide <small>${proved} of ${boxes.length} proved</small></h2>
<div class="rows">
${groups.filter((text) => text !== '').join('\n')}
</div>
</section>`;
}

function group(name: string, boxes: readonly BoxState[], titles: ReadonlyMap<string, string>): string {
  const proved = boxes.filter(isProved).length;
  const rows = boxes.map(
    (box) =>
      `<tr class="${box.state}"><th scope="row"><code>${safe(box.id)}</code></th><td class="state"><span class="mark" aria-hidden="true">${marks[box.state]}</span>${words[box.state]}</td><td>${safe(behind(box, titles))}</td></tr>`,
  );
  return `<details class="group"><summary><span class="title">${safe(name)}</span>${bar(countsOf(boxes))}<em>${proved} of ${boxes.length}</em></summary>
<table><thead><tr><th scope="col">Box</th><th scope="col">State</th><th scope="col">Proved by</th></tr></thead><tbody>${rows.join('')}</tbody></table></details>`;
}

function behind({ by, why }: BoxState, titles: ReadonlyMap<string, string>): string {
  const known = [...new Set(by.flatMap((id) => titles.get(id) ?? []))];
  return known.length > 0 ? known.join('; ') : (why ?? '');
}

function partName(part: string): string {
  const named: Record<string, string> = { pre: 'Before you begin', post: 'After the deployment', rollback: 'After a rollback' };
  return named[part] ?? `Phase ${part}`;
}

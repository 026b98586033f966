/**
 * The history on the page: what changed since the run before, and a strip for each of the newest runs.
 */
import type { VerdictState } from '../../core/check.ts';
import type { Difference, Differences } from '../../report/differences.ts';
import { isWhole, type RunDocument } from '../../report/run.ts';
import { bar } from './bars.ts';
import { differenceParts } from './difference-words.ts';
import { safe } from './html.ts';
import { dateTime, marks, words } from './words.ts';

/** Runs in one page. */
export const mostRuns = 30;

export function changes(differences: Differences | undefined, runs: readonly RunDocument[]): string {
  if (!differences) return '<p class="since">The first run: nothing to compare with yet.</p>';
  const [since = '', ...parts] = differenceParts(differences);
  const { newlyFailing, noLongerProved, mended } = differences;
  const lists = [...newlyFailing, ...noLongerProved, ...mended].map(change);
  const known = runs.some(({ run }) => run.id === differences.since) ? '' : ' (not shown below)';
  return `<div class="since"><p><b>${safe(parts.join(' · '))}</b> ${safe(since)}${known}</p>${lists.length > 0 ? `<ul>${lists.join('')}</ul>` : ''}</div>`;
}

function change({ id, title, from, to }: Difference): string {
  return `<li class="${to}"><span class="mark" aria-hidden="true">${marks[to]}</span><a href="#${safe(id)}">${safe(title)}</a> <small>${words[from]} → ${words[to]}</small></li>`;
}

export function history(runs: readonly RunDocument[], current: string): string {
  const shown = runs.slice(0, mostRuns);
  if (shown.length < 2) return '';
  const rows = shown.map((document) => row(document, current));
  return `<section aria-labelledby="history">
<h2 id="history">History <small>the newest ${shown.length} runs</small></h2>
<div class="scroll" role="region" aria-label="Table of the newest runs" tabindex="0">
<table class="history"><thead><tr><th scope="col">Run</th><th scope="col">When</th><th scope="col" class="n">Checks</th><th scope="col">States</th>${columns.map(({ title }) => `<th scope="col" class="n">${title}</th>`).join('')}</tr></thead><tbody>
${rows.join('\n')}
</tbody></table>
</div>
</section>`;
}

const columns: readonly { title: string; states: readonly VerdictState[] }[] = [
  { title: 'Failed', states: ['fail'] },
  { title: 'Unknown', states: ['unknown'] },
  { title: 'Set aside', states: ['waived', 'impossible'] },
  { title: 'Attested', states: ['attested'] },
  { title: 'Proved', states: ['pass'] },
];

function row({ run, summary, checks }: RunDocument, current: string): string {
  const figures = columns.map(({ states }) => {
    const sum = states.reduce((all, state) => all + summary[state], 0);
    return `<td class="n${sum > 0 ? ` ${states[0]}` : ''}"><span>${sum}</span></td>`;
  });
  const release = run.release ? ` <small>${safe(run.release.id)}</small>` : '';
  return `<tr${run.id === current ? ' class="current" aria-current="true"' : ''}><th scope="row"><code>${safe(run.id)}</code>${release}</th><td><time datetime="${safe(run.at)}">${safe(dateTime(run.at))}</time></td><td class="n">${checks.length}${isWhole(run) ? '' : ' chosen'}</td><td class="strip">${bar(summary)}</td>${figures.join('')}</tr>`;
}

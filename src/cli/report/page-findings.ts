/**
 * Findings on the page: what stands in the way in full, everything else as a row that opens.
 */
import type { CheckDocument } from '../../report/run.ts';
import { safe } from './html.ts';
import { details, marks, words } from './words.ts';

/** What a launch waits for, at the top: what is broken in full, what could not be seen in a line each; then what it does not wait for. */
export function inTheWay(blocking: readonly CheckDocument[], all: readonly CheckDocument[]): string {
  const broken = blocking.filter(({ state }) => state === 'fail');
  const unseen = blocking.filter(({ state }) => state !== 'fail');
  const later = all.filter(({ state, weight }) => state === 'fail' && weight === 'warning');
  const parts = [
    ...(broken.length > 0 ? [`<h2>In the way of a launch <small>${broken.length} broken</small></h2>`, ...broken.map(card)] : []),
    ...(unseen.length > 0
      ? [
          `<h2>Could not be seen <small>${unseen.length}; a launch waits for ${unseen.length === 1 ? 'it' : 'them'}</small></h2>`,
          `<div class="rows unseen">${unseen.map(line).join('\n')}</div>`,
        ]
      : []),
    ...(later.length > 0
      ? [
          `<h2>Not right yet <small>${later.length}; a launch does not wait for ${later.length === 1 ? 'it' : 'them'}</small></h2>`,
          ...later.map(card),
        ]
      : []),
  ];
  return parts.length === 0 ? '' : `<section>\n${parts.join('\n')}\n</section>`;
}

function line(check: CheckDocument): string {
  const told = details(check).map(([name, text]) => (name === 'why' ? text : `${name} ${text}`));
  return `<div class="${check.state}">${mark(check)}<b>${safe(check.title)}</b><p>${safe(told.join(' · '))}</p></div>`;
}

function card(check: CheckDocument): string {
  const fix = details(check).find(([name]) => name === 'to do');
  const rows = details(check).filter(([name]) => ['saw', 'wanted', 'concerns'].includes(name));
  return `<article class="${check.state}">
<h3>${mark(check)}${safe(check.title)}</h3>
${list(rows)}
${fix ? `<p class="todo"><b>To do</b> ${safe(fix[1])}</p>` : ''}
<p class="ids">${ids(check)}</p>
</article>`;
}

/** One line; its evidence opens. */
export function findingRow(check: CheckDocument): string {
  return `<details class="${check.state}" id="${safe(check.id)}"><summary>${mark(check)}<span class="title">${safe(check.title)}</span><em>${words[check.state]}</em></summary>
${list(details(check))}
<p class="ids">${ids(check)}</p></details>`;
}

function mark({ state }: CheckDocument): string {
  return `<span class="mark" aria-hidden="true">${marks[state]}</span>`;
}

function list(pairs: readonly (readonly [string, string])[]): string {
  return `<dl>${pairs.map(([name, text]) => `<dt>${safe(name)}</dt><dd>${safe(text)}</dd>`).join('')}</dl>`;
}

function ids({ id, guide, weight, state, section, ms }: CheckDocument): string {
  const parts = [
    `<code>${safe(id)}</code>`,
    safe(section),
    ...(guide.length > 0 ? [`guide ${guide.map(safe).join(', ')}`] : []),
    ...(weight === 'warning' && state !== 'pass' ? ['a launch does not wait for it'] : []),
    `${(ms / 1000).toFixed(ms < 9950 ? 2 : 0)} s`,
  ];
  return parts.join(' · ');
}

/**
 * The report of a verification: one page that needs nothing else, for keeping, printing and handing on.
 */
import type { Finding, VerdictState } from '../../core/check.ts';
import type { Verified } from '../../engine/walk.ts';
import { style } from './style.ts';

export interface Report {
  project: string;
  domain: string | undefined;
  environment: string;
  at: Date;
  /** `1.4 s` */
  took: string;
  verified: Verified;
}

const words: Record<VerdictState, string> = {
  pass: 'proved',
  fail: 'failed',
  unknown: 'unknown',
  impossible: 'impossible',
  attested: 'attested',
  waived: 'waived',
};
const order: readonly VerdictState[] = ['fail', 'unknown', 'impossible', 'waived', 'attested', 'pass'];

export function page(report: Report): string {
  const { verified, project, at } = report;
  const title = `${project} · ${report.environment} · ${at.toISOString().slice(0, 10)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${safe(title)}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>${safe(project)}</h1>
<p>${[report.environment, report.domain ?? '', `<time datetime="${at.toISOString()}">${at.toISOString().slice(0, 16).replace('T', ' ')} UTC</time>`, `looked in ${report.took}`].filter(Boolean).join(' · ')}</p>
${tally(verified.summary)}
</header>
<main>
${[...bySection(verified.findings)].map(([section, findings]) => sectionOf(section, findings)).join('\n')}
${boxes(verified)}
</main>
<footer>Made by <code>k77 verify</code>. Proved: k77 looked and saw it. Attested: a person said so, until a date. Unknown: nobody could look.</footer>
</body>
</html>
`;
}

function tally(summary: Verified['summary']): string {
  const all = Math.max(
    1,
    Object.values(summary).reduce((sum, number) => sum + number, 0),
  );
  const shown = [...order].reverse().filter((state) => summary[state] > 0);
  const bar = shown.map((state) => `<i class="${state}" style="flex-grow:${(summary[state] / all).toFixed(4)}"></i>`).join('');
  const list = shown.map((state) => `<li class="${state}"><b>${summary[state]}</b> ${words[state]}</li>`).join('');
  return `<div class="bar" aria-hidden="true">${bar}</div>\n<ul class="tally">${list}</ul>`;
}

function sectionOf(section: string, findings: readonly Finding[]): string {
  const sorted = [...findings].sort((a, b) => order.indexOf(a.verdict.state) - order.indexOf(b.verdict.state));
  const proved = findings.filter(({ verdict }) => verdict.state === 'pass' || verdict.state === 'attested').length;
  return `<section>\n<h2>${safe(section)} <small>${proved} of ${findings.length}</small></h2>\n${sorted.map(findingOf).join('\n')}\n</section>`;
}

function findingOf({ id, title, verdict, weight, guide }: Finding): string {
  const tags = `<code>${safe(id)}</code>${guide.map((box) => ` <span>${safe(box)}</span>`).join('')}${weight === 'warning' ? ' <span>warning only</span>' : ''}`;
  return `<article class="${verdict.state}">\n<h3>${safe(title)} <em>${words[verdict.state]}</em></h3>\n${detail(verdict)}\n<p class="ids">${tags}</p>\n</article>`;
}

function detail(verdict: Finding['verdict']): string {
  const rows = (pairs: readonly (readonly [string, string | undefined])[]) =>
    `<dl>${pairs.flatMap(([name, text]) => (text ? [`<dt>${name}</dt><dd>${safe(text)}</dd>`] : [])).join('')}</dl>`;
  if ('by' in verdict)
    return rows([
      ['by', verdict.by],
      ['until', verdict.until.slice(0, 10)],
      ['note', verdict.note],
    ]);
  if (verdict.state === 'unknown')
    return rows([
      ['why', verdict.why],
      ['proved by', verdict.provedBy],
    ]);
  if (verdict.state === 'impossible')
    return rows([
      ['why', verdict.why],
      ['instead', verdict.instead],
    ]);
  const { evidence, fix } = verdict;
  return rows([
    ['saw', evidence.saw],
    ['wanted', evidence.want],
    ['from', evidence.from],
    ['at', evidence.at],
    ['kept in', evidence.artefact],
    ['to do', verdict.state === 'fail' ? fix : undefined],
  ]);
}

function boxes({ boxes: all }: Verified): string {
  if (all.length === 0) return '';
  const cell = (box: Verified['boxes'][number]) =>
    `<li class="${box.state}" title="${safe(`${words[box.state]}${box.why ? `: ${box.why}` : ''}`)}">${safe(box.id)}</li>`;
  return `<section>\n<h2>Checkboxes of the guide <small>${all.filter((box) => box.state === 'pass').length} of ${all.length} proved</small></h2>\n<ul class="boxes">${all.map(cell).join('')}</ul>\n</section>`;
}

function bySection(findings: readonly Finding[]): Map<string, Finding[]> {
  const sections = new Map<string, Finding[]>();
  for (const finding of findings) sections.set(finding.section, [...(sections.get(finding.section) ?? []), finding]);
  return sections;
}

function safe(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

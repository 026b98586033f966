/**
 * The report of a verification: one page that needs nothing else, for keeping, printing and handing on. It begins with the verdict in a sentence and ends with the proof
 * that nobody changed it.
 */
import { createHash } from 'node:crypto';
import { placeFor } from '../../report/carrier.ts';
import type { Differences } from '../../report/differences.ts';
import { type CheckDocument, fingerprintOfKey, isWhole, type RunDocument } from '../../report/run.ts';
import { bar, countsOf } from './bars.ts';
import { safe, slug } from './html.ts';
import { boxesOf } from './page-boxes.ts';
import { findingRow, inTheWay } from './page-findings.ts';
import { changes, history } from './page-history.ts';
import { gallery, measurements } from './page-seen.ts';
import type { Pictures } from './pictures.ts';
import { runStyle } from './run-style.ts';
import { baseStyle } from './style.ts';
import { aboutRun, blockers, bySection, isProved, marks, order, verdictSentence, words, worstFirst } from './words.ts';

export interface PageOf {
  document: RunDocument;
  differences: Differences | undefined;
  /** Newest first, the run of this page among them. */
  runs: readonly RunDocument[];
  pictures: Pictures;
}

/** @returns the file without its record; `carrying('html', …)` puts that in */
export function page({ document, differences, runs, pictures }: PageOf): string {
  const { run, checks } = document;
  const style = baseStyle + runStyle;
  const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; img-src data:; base-uri 'none'; form-action 'none'`;
  const sections = bySection(checks);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<title>${safe(`${run.project} · ${run.environment} · ${run.at.slice(0, 10)}`)}</title>
<style>${style}</style>
</head>
<body>
${head(document)}
<main>
${changes(differences, runs)}
${inTheWay(blockers(checks), checks)}
${overview(sections)}
${measurements(checks)}
${gallery(pictures)}
${[...sections].map(([name, found]) => section(name, found)).join('\n')}
${isWhole(run) ? boxesOf(document) : ''}
${history(runs, run.id)}
${proof(document)}
</main>
${placeFor('html')}
</body>
</html>
`;
}

function head(document: RunDocument): string {
  const { run, summary, checks } = document;
  const ready = blockers(checks).length === 0;
  const tally = [...order]
    .reverse()
    .filter((state) => summary[state] > 0)
    .map((state) => `<li class="${state}"><b>${summary[state]}</b> <span aria-hidden="true">${marks[state]}</span> ${words[state]}</li>`);
  return `<header>
<p class="kind">${safe(run.project)} <span>verification</span></p>
<h1 class="${ready ? 'pass' : 'fail'}"><span class="mark" aria-hidden="true">${ready ? marks.pass : marks.fail}</span>${safe(verdictSentence(document))}</h1>
<p class="about">${aboutRun(document)
    .map((part) => `<span>${safe(part)}</span>`)
    .join(' · ')}</p>
${bar(summary, 'bar wide')}
<ul class="tally">${tally.join('')}</ul>
</header>`;
}

/** Every section with its figures, as a way to it. */
function overview(sections: ReturnType<typeof bySection>): string {
  const rows = [...sections].map(([name, found]) => {
    const failed = found.filter(({ state }) => state === 'fail').length;
    const said = `${found.filter(isProved).length} of ${found.length}${failed > 0 ? `, ${failed} failed` : ''}`;
    return `<li><a href="#${slug(name)}"><span>${safe(name)}</span>${bar(countsOf(found))}<small${failed > 0 ? ' class="fail"' : ''}>${said}</small></a></li>`;
  });
  return `<nav aria-labelledby="sections"><h2 id="sections">Sections</h2><ul class="overview">${rows.join('')}</ul></nav>`;
}

function section(name: string, found: readonly CheckDocument[]): string {
  const proved = found.filter(isProved).length;
  return `<section aria-labelledby="${slug(name)}">
<h2 id="${slug(name)}">${safe(name)} <small>${proved} of ${found.length} proved</small></h2>
<div class="rows">
${worstFirst(found).map(findingRow).join('\n')}
</div>
</section>`;
}

function proof({ run }: RunDocument): string {
  const before =
    run.previous === null
      ? 'It is the first run of its kind.'
      : `It follows ${safe(run.previous.id)}, whose record has the hash <code>${safe(run.previous.sha256.slice(0, 16))}…</code>.`;
  return `<footer>
<h2>Proof</h2>
<p>This page is signed: run <b>${safe(run.id)}</b>, made by k77 ${safe(run.k77)}, key <code>${fingerprintOfKey(run.key)}</code> (Ed25519). ${before} Whoever changes a figure breaks the seal:</p>
<p><code>npx k77 report verify &lt;this file&gt;</code></p>
<p><b>Proved</b>: k77 looked and saw it. <b>Attested</b>: a person said so, until a date. <b>Waived</b>: a person lets it be, until a date. <b>Impossible</b>: not to be had on this plan or host. <b>Unknown</b>: nobody could look; it counts as not proved.</p>
</footer>`;
}

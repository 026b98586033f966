/**
 * The report as Markdown, short enough for an issue or a comment on GitHub: the verdict, the sums, what changed, a table per section with what stands in the way first.
 */
import { placeFor } from '../../report/carrier.ts';
import type { Differences } from '../../report/differences.ts';
import { type CheckDocument, fingerprintOfKey, type RunDocument } from '../../report/run.ts';
import { count } from '../text.ts';
import { differenceParts } from './difference-words.ts';
import { aboutRun, blockers, bySection, isProved, marks, sums, verdictSentence, words, worstFirst } from './words.ts';

/** GitHub takes 65,536 characters; the record needs some. */
const most = 62_500;

interface Room {
  /** What is told of checks that are proved. */
  proved: 'all' | 'titles' | 'count';
  /** Characters of a cell. */
  cell: number;
}
const rooms: readonly Room[] = [
  { proved: 'all', cell: 400 },
  { proved: 'all', cell: 120 },
  { proved: 'titles', cell: 300 },
  { proved: 'count', cell: 300 },
  { proved: 'count', cell: 100 },
];

/** @returns the file without its record, at most 62,500 characters; `carrying('markdown', …)` puts that in */
export function markdown(document: RunDocument, differences: Differences | undefined): string {
  for (const room of rooms) {
    const text = written(document, differences, room) + foot(document);
    if (text.length <= most) return text;
  }
  return shortened(written(document, differences, { proved: 'count', cell: 60 })) + foot(document);
}

/** Whole lines from the top. */
function shortened(text: string): string {
  const short = text.slice(0, most - 1500);
  return `${short.slice(0, short.lastIndexOf('\n'))}\n\n_The rest does not fit here; the whole report is the page that \`k77 verify --html\` writes._\n\n`;
}

function written(document: RunDocument, differences: Differences | undefined, room: Room): string {
  const { checks, summary } = document;
  const blocking = blockers(checks);
  return [
    `# ${blocking.length > 0 ? '✖' : '✔'} ${plain(verdictSentence(document))}`,
    aboutRun(document).map(plain).join(' · '),
    `**${sums(summary).join(' · ')}**`,
    ...(differences ? [differenceParts(differences).map(plain).join(' · ')] : []),
    ...(blocking.length > 0 ? ['## In the way of a launch', ...blocking.map((check) => entry(check, room))] : []),
    ...[...bySection(checks)].map(([section, found]) => sectionOf(section, worstFirst(found), room)),
    '',
  ].join('\n\n');
}

function entry(check: CheckDocument, { cell }: Room): string {
  const [saw, wanted, fix] = told(check);
  const rows = [
    ['saw', saw],
    ['wanted', wanted],
    ['to do', fix],
  ].flatMap(([name, text]) => (text ? [`  ${name}: ${plain(short(text, cell * 2))}`] : []));
  return [`* **${marks[check.state]} ${plain(check.title)}** (\`${check.id}\`${boxesOf(check)})`, ...rows].join('  \n');
}

function boxesOf({ guide, ...check }: CheckDocument): string {
  const boxes = 'boxes' in check && check.boxes ? check.boxes : guide;
  return boxes.map((id) => `, \`${id}\``).join('');
}

function sectionOf(section: string, checks: readonly CheckDocument[], room: Room): string {
  const proved = checks.filter(({ state }) => state === 'pass');
  const rows = checks.filter(({ state }) => room.proved === 'all' || state !== 'pass').map((check) => row(check, room.cell));
  const table = rows.length === 0 ? '' : ['| | Check | Saw | Wanted | To do |', '|---|---|---|---|---|', ...rows].join('\n');
  const titles = proved.map(({ title }) => `* ✔ ${plain(title)}`).join('\n');
  const rest = { all: '', titles, count: proved.length === 0 ? '' : `${count(proved.length, 'check')} proved.` }[room.proved];
  return [`## ${plain(section)}: ${checks.filter(isProved).length} of ${checks.length}`, table, rest]
    .filter((text) => text !== '')
    .join('\n\n');
}

function row(check: CheckDocument, cell: number): string {
  const cells = told(check).map((text) => plain(short(text ?? '', cell)));
  return `| ${marks[check.state]} ${words[check.state]} | ${plain(check.title)} | ${cells.join(' | ')} |`;
}

/** What was seen (or why nothing was), what was wanted, what is to do. */
function told(check: CheckDocument): [string, string | undefined, string | undefined] {
  if (check.state === 'unknown') return [check.why, undefined, check.provedBy && `phase ${check.provedBy} proves it`];
  if (check.state === 'impossible') return [check.why, undefined, check.instead];
  if ('by' in check) return [`by ${check.by} until ${check.until.slice(0, 10)}: ${check.note}`, undefined, undefined];
  return [check.evidence.saw, check.evidence.want, check.state === 'fail' ? check.fix : undefined];
}

function foot({ run }: RunDocument): string {
  const before = run.previous === null ? 'the first run' : `follows \`${run.previous.id}\` (\`${run.previous.sha256.slice(0, 16)}…\`)`;
  return `---

Run \`${run.id}\`, ${before}, signed by \`${fingerprintOfKey(run.key)}\`. Save this text as a file and \`k77 report verify\` tells whether it was changed.

${placeFor('markdown')}
`;
}

function short(text: string, most: number): string {
  return text.length <= most
    ? text
    : `${text
        .slice(0, most - 1)
        .trimEnd()
        .toWellFormed()}…`;
}

/** Text that Markdown and GitHub leave alone: no markup, no table cell, nobody mentioned, no issue linked. */
function plain(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_[\]|~$]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/([@#])(?=[\w-])/g, '$1<!-- -->');
}

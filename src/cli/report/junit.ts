/**
 * The report as JUnit XML, as GitLab, GitHub's report actions and Jenkins read it: a suite per section, a test case per check. A failure is a failure; what nobody could
 * look at, what is impossible and what a person vouches for is skipped, with the words. Times in seconds.
 * Fields: https://docs.gitlab.com/ci/testing/unit_test_reports/ (it shows `classname` as the suite and keeps one of two equal names).
 */
import { placeFor } from '../../report/carrier.ts';
import { type CheckDocument, fingerprintOfKey, type RunDocument } from '../../report/run.ts';
import { bySection, details, words } from './words.ts';

/** @returns the file without its record; `carrying('junit', …)` puts that in */
export function junit(document: RunDocument): string {
  const { run, checks } = document;
  const suites = [...bySection(checks)].map(([section, found]) => suite(section, found, run.at));
  const about = { tests: checks.length, failures: failures(checks), errors: 0, skipped: skipped(checks), time: seconds(run.tookMs) };
  const signature = suite('k77 report', [], run.at, properties(document));
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="${safe(`${run.project} · ${run.environment}`)}" ${attributes(about)}>
${[signature, ...suites].join('\n')}
</testsuites>
`;
}

function properties({ run }: RunDocument): string {
  const pairs: [string, string | undefined][] = [
    ['k77.version', run.k77],
    ['k77.run', run.id],
    ['k77.environment', run.environment],
    ['k77.domain', run.domain],
    ['k77.release', run.release?.id],
    ['k77.previous', run.previous?.sha256],
    ['k77.signature', run.signature],
    ['k77.key', run.key],
    ['k77.fingerprint', fingerprintOfKey(run.key)],
  ];
  const lines = pairs.flatMap(([name, value]) => (value === undefined ? [] : [`<property name="${name}" value="${safe(value)}"/>`]));
  return `    <properties>\n${[...lines, placeFor('junit')].map((line) => `      ${line}`).join('\n')}\n    </properties>\n`;
}

function suite(name: string, checks: readonly CheckDocument[], at: string, inside = ''): string {
  const about = {
    tests: checks.length,
    failures: failures(checks),
    errors: 0,
    skipped: skipped(checks),
    time: seconds(checks.reduce((sum, { ms }) => sum + ms, 0)),
    timestamp: at.slice(0, 19),
  };
  return `  <testsuite name="${safe(name)}" ${attributes(about)}>\n${inside}${checks.map(testCase).join('')}  </testsuite>`;
}

function testCase(check: CheckDocument): string {
  const boxes = check.guide.map((id) => `        <property name="box" value="${safe(id)}"/>\n`).join('');
  const about = `      <properties>\n        <property name="id" value="${safe(check.id)}"/>\n        <property name="weight" value="${check.weight}"/>\n        <property name="state" value="${check.state}"/>\n${boxes}      </properties>\n`;
  const name = `${check.title} (${check.id})`;
  return `    <testcase classname="${safe(check.section)}" name="${safe(name)}" time="${seconds(check.ms)}">\n${about}${outcome(check)}    </testcase>\n`;
}

function outcome(check: CheckDocument): string {
  const text = details(check)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
  if ('evidence' in check) {
    if (check.state === 'pass') return `      <system-out>${safe(text)}</system-out>\n`;
    return `      <failure type="${check.weight}" message="${safe(check.evidence.saw)}">${safe(text)}</failure>\n`;
  }
  const why = 'by' in check ? `by ${check.by} until ${check.until.slice(0, 10)}` : check.why;
  return `      <skipped type="${check.state}" message="${safe(`${words[check.state]}: ${why}`)}">${safe(text)}</skipped>\n`;
}

function failures(checks: readonly CheckDocument[]): number {
  return checks.filter(({ state }) => state === 'fail').length;
}

function skipped(checks: readonly CheckDocument[]): number {
  return checks.filter(({ state }) => state !== 'fail' && state !== 'pass').length;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function attributes(of: Readonly<Record<string, string | number>>): string {
  return Object.entries(of)
    .map(([name, value]) => `${name}="${value}"`)
    .join(' ');
}

/** XML 1.0 has no room for control characters but tab and the line ends, nor for halves of a surrogate pair, not even escaped. */
function safe(text: string): string {
  const allowed = text
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones.
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd');
  return allowed
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;');
}

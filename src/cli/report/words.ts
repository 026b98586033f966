/**
 * The words of reports: states, verdict in a sentence, dates. One place, so that page, Markdown and JUnit say the same.
 */
import type { Section, VerdictState } from '../../core/check.ts';
import { type CheckDocument, isWhole, type RunDocument } from '../../report/run.ts';
import { count, lasted } from '../text.ts';

export const words: Record<VerdictState, string> = {
  pass: 'proved',
  fail: 'failed',
  unknown: 'unknown',
  impossible: 'impossible',
  attested: 'attested',
  waived: 'waived',
};
/** Marks beside the words, so that no colour is needed to tell them apart. */
export const marks: Record<VerdictState, string> = { pass: '✔', fail: '✖', unknown: '?', impossible: '–', attested: '✎', waived: '◌' };
export const environments = { production: 'Production', staging: 'Staging', sandbox: 'Rehearsal' } as const;

/** Worst first. */
export const order: readonly VerdictState[] = ['fail', 'unknown', 'impossible', 'waived', 'attested', 'pass'];

export function worstFirst(checks: readonly CheckDocument[]): CheckDocument[] {
  const rank = ({ state, weight }: CheckDocument): number => order.indexOf(state) * 2 + (weight === 'blocker' ? 0 : 1);
  return [...checks].sort((a, b) => rank(a) - rank(b));
}

export function bySection(checks: readonly CheckDocument[]): Map<Section, CheckDocument[]> {
  return Map.groupBy(checks, ({ section }) => section);
}

/** What a launch waits for: blockers that failed, and blockers that nobody could look at. */
export function blockers(checks: readonly CheckDocument[]): CheckDocument[] {
  return worstFirst(checks.filter(({ state, weight }) => weight === 'blocker' && (state === 'fail' || state === 'unknown')));
}

export function isProved({ state }: Pick<CheckDocument, 'state'>): boolean {
  return state === 'pass' || state === 'attested';
}

/** The whole run in one sentence, for somebody who reads nothing else. */
export function verdictSentence({ checks, run }: RunDocument): string {
  const blocking = blockers(checks);
  const failed = blocking.filter(({ state }) => state === 'fail').length;
  const unseen = blocking.length - failed;
  const others = checks.filter(({ state, weight }) => state === 'fail' && weight === 'warning').length;
  if (checks.length === 0) return 'Nothing was looked at.';
  const whole = isWhole(run);
  const [what, well] = whole ? [environments[run.environment], 'ready'] : ['What was looked at', 'in order'];
  if (blocking.length === 0 && others === 0)
    return whole ? `${what} is ready: nothing stands in the way of a launch.` : `${what} is in order.`;
  if (blocking.length === 0)
    return `${what} is ${whole ? 'ready to launch' : well}; ${count(others, 'smaller thing')} ${others === 1 ? 'is' : 'are'} not right yet.`;
  const needs = `${count(failed || unseen, 'thing')} that a launch needs`;
  if (failed === 0) return `${what} is not ${well}: ${needs} could not be seen.`;
  return `${what} is not ${well}: ${needs} ${failed === 1 ? 'is' : 'are'} broken${unseen > 0 ? `, and ${unseen} more could not be seen` : ''}.`;
}

/** `348 proved · 4 attested · 1 failed`, without those that are none. */
export function sums(summary: Record<VerdictState, number>): string[] {
  return [...order].reverse().flatMap((state) => (summary[state] > 0 ? [`${summary[state]} ${words[state]}`] : []));
}

/** `22 Nov 2026, 14:02 UTC`. @param at ISO 8601 */
export function dateTime(at: string): string {
  const [, year, month = '', day, time] = /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d)/.exec(at) ?? [];
  return year === undefined ? at : `${Number(day)} ${months[Number(month) - 1]} ${year}, ${time} UTC`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Production · kingdom77.com · release r-0007 (a1b2c3d) · 22 Nov 2026, 14:02 UTC · 355 boxes in 14 s`, in parts. */
export function aboutRun({ run, boxes, checks }: RunDocument): string[] {
  return [
    environments[run.environment],
    ...(run.domain === undefined ? [] : [run.domain]),
    ...(run.release === undefined ? [] : [`release ${run.release.id} (${run.release.commit.slice(0, 7)})`]),
    dateTime(run.at),
    `${count(checks.length, 'check')}${isWhole(run) ? ` and ${count(boxes.length, 'box', 'boxes')}` : ''} in ${lasted(run.tookMs)}`,
    run.id,
  ];
}

/** What was seen, wanted and is to do: pairs of a name and a text. */
export function details(check: CheckDocument): [name: string, text: string][] {
  const rows = (...pairs: readonly (readonly [string, string | undefined])[]): [string, string][] =>
    pairs.flatMap(([name, text]) => (text ? [[name, text]] : []));
  switch (check.state) {
    case 'attested':
    case 'waived':
      return rows(
        [`${words[check.state]} by`, check.by],
        ['on', check.at.slice(0, 10)],
        ['until', check.until.slice(0, 10)],
        ['note', check.note],
        ['see', check.proof],
      );
    case 'unknown':
      return rows(['why', check.why], ['proved by', check.provedBy && `phase ${check.provedBy}`]);
    case 'impossible':
      return rows(['why', check.why], ['instead', check.instead]);
    default:
      return rows(
        ['saw', check.evidence.saw],
        ['wanted', check.evidence.want],
        ['to do', check.state === 'fail' ? check.fix : undefined],
        ['concerns', check.boxes?.join(', ')],
        ['from', check.evidence.from],
        ['at', check.evidence.at.slice(0, 19).replace('T', ' ').concat(' UTC')],
        ['kept in', check.evidence.artefact],
      );
  }
}

/**
 * Marketing & Launch · post#158: one to two weeks in which nothing went wrong. Dated: before a week has passed nobody can say so, k77 least of all.
 */
import { check } from '../src/core/check.ts';
import { sentry } from '../src/vendors/sentry.ts';
import type { SentryIssue } from '../src/vendors/sentry-types.ts';
import { uptimerobot } from '../src/vendors/uptimerobot.ts';
import type { UptimeIncident, UptimeMonitor } from '../src/vendors/uptimerobot-types.ts';
import { untracked } from './errors-seen.ts';
import { issueKeys, unresolvedIssues } from './issues-seen.ts';
import { incidentsSeen, monitorMaybe, monitorsSeen, unwatchedVerdict } from './uptime-seen.ts';
import { judge, unknown } from './verdict.ts';

const dayMs = 86_400_000;
/** Days: what the guide asks for. */
const least = 7;
const most = 14;
/** Percent of the time. */
const wantedUptime = 99.5;

export const stable = check({
  id: 'launch.stable',
  section: 'Marketing & Launch',
  phase: '6.8',
  title: 'For one to two weeks it was up, and no new error stayed open',
  guide: ['post#158'],
  weight: 'warning',
  uses: [uptimerobot, sentry],
  needs: ['uptimeMonitor', 'errorTracker', 'project', 'domain', 'ENVIRONMENT'],
  tolerates: ['UPTIME_PLAN', ...monitorMaybe, ...issueKeys],
  async probe(context) {
    const none = unwatchedVerdict(context.values) ?? untracked(context.values);
    if (none) return none;
    const monitors = [...(await monitorsSeen(context)).values()];
    if (monitors.length === 0) return unknown('UptimeRobot watches nothing yet: k77 deploy 6.7');
    const begin = Math.max(...monitors.map(({ createdAt }) => Date.parse(createdAt ?? '')));
    if (Number.isNaN(begin)) return unknown('UptimeRobot does not tell since when it watches');
    const now = context.clock.now().getTime();
    const [incidents, issues] = await Promise.all([incidentsSeen(context), unresolvedIssues(context)]);
    if (issues === undefined) return unknown('no project at Sentry is known yet: k77 deploy 6.7');
    const days = Math.min(most, (now - begin) / dayMs);
    const since = now - days * dayMs;
    const up = monitors.map((monitor) => ({ name: monitor.friendlyName, percent: uptimeOf(monitor, incidents, since, now) }));
    const fresh = issues.filter(({ firstSeen }) => Date.parse(firstSeen) >= since);
    const lowest = Math.min(...up.map(({ percent }) => percent));
    // Of the first minutes a percentage says nothing.
    const seen = `watched since ${dateOf(begin)}, ${days < 1 ? '' : `at least ${inPercent(lowest)} up, `}${countOf(fresh)}`;
    if (days < least)
      return unknown(`${seen} so far; one week is over on ${dateOf(begin + least * dayMs)}, two on ${dateOf(begin + most * dayMs)}`);
    return judge(context, {
      wrong: [
        ...up.map(({ name, percent }) => percent < wantedUptime && `${name} was up ${inPercent(percent)} of ${Math.floor(days)} days`),
        fresh.length > 0 && `${countOf(fresh)}: ${fresh[0]?.shortId} ${fresh[0]?.title.slice(0, 80)}`,
      ],
      saw: `${Math.floor(days)} days: ${seen}`,
      want: `${least} to ${most} days with every monitor up ${wantedUptime} % of the time, and no new error that nobody resolved`,
      from: 'UptimeRobot GET /v3/monitors and /v3/incidents, Sentry GET /organizations/{organization}/issues/',
      fix: 'mend the cause, resolve the issue at Sentry; the days are counted on, and old trouble leaves the last two weeks',
      samples: [{ name: 'Uptime of each monitor', unit: '%', values: up.map(({ percent }) => percent), limit: wantedUptime }],
    });
  },
});

/** @returns percent of the time between two moments, milliseconds since 1970 */
function uptimeOf({ id }: UptimeMonitor, incidents: readonly UptimeIncident[], from: number, to: number): number {
  const down = incidents
    .filter(({ monitor }) => monitor === id)
    .map(({ startedAt, resolvedAt }) => {
      const end = resolvedAt === undefined ? to : Math.min(to, Date.parse(resolvedAt));
      return Math.max(0, end - Math.max(from, Date.parse(startedAt)));
    })
    .reduce((sum, ms) => sum + ms, 0);
  return 100 * (1 - Math.min(1, down / (to - from)));
}

/** Rounded down: nobody is told of more than there was. */
function inPercent(percent: number): string {
  return `${Math.floor(percent * 100) / 100} %`;
}

function dateOf(ms: number): string {
  const day = new Date(ms);
  return day.toISOString().slice(0, 10);
}

function countOf(issues: readonly SentryIssue[]): string {
  return issues.length === 1 ? '1 new error is open' : `${issues.length === 0 ? 'no' : issues.length} new errors are open`;
}

/**
 * After a rollback (and after every deployment): the errors that it brought. The rest of that list are checks that stand elsewhere.
 */
import { type AnyCheck, check } from '../src/core/check.ts';
import { placeAt } from '../src/phases/6.7-monitoring/errors/place.ts';
import { liveReleases } from '../src/phases/6.7-monitoring/errors/releases.ts';
import { sentry } from '../src/vendors/sentry.ts';
import { organizationPage, untracked } from './errors-seen.ts';
import { issueKeys, unresolvedIssues } from './issues-seen.ts';
import { judge, unknown } from './verdict.ts';

const running = ['BOT_DEPLOYED', 'WORKER_DEPLOYED', 'API_DEPLOYED', 'DASHBOARD_DEPLOYED', 'ENVIRONMENT'] as const;

const quiet = check({
  id: 'errors.quiet',
  section: 'Monitoring',
  phase: '6.7',
  title: 'No new error is open since the release that runs',
  guide: ['rollback#007'],
  weight: 'warning',
  uses: [sentry],
  needs: ['errorTracker'],
  tolerates: [...issueKeys, ...running],
  async probe(context) {
    const { values } = context;
    const none = untracked(values);
    if (none) return none;
    const issues = await unresolvedIssues(context);
    if (issues === undefined || !values.SENTRY_ORG || !values.SENTRY_REGION)
      return unknown('no project at Sentry is known yet: k77 deploy 6.7');
    const place = placeAt({ ...context, values: { SENTRY_ORG: values.SENTRY_ORG, SENTRY_REGION: values.SENTRY_REGION } });
    const versions = Object.keys(liveReleases(values as Parameters<typeof liveReleases>[0]));
    const deploys = (await Promise.all(versions.map((version) => place.deploys(version)))).flat();
    const latest = deploys
      .map(({ dateFinished }) => dateFinished)
      .sort()
      .at(-1);
    if (latest === undefined) return unknown('Sentry knows no deploy of what runs: k77 deploy 6.7 tells it');
    const fresh = issues.filter(({ firstSeen }) => firstSeen >= latest);
    const [first] = fresh;
    return judge(context, {
      wrong: [
        first &&
          `${fresh.length === 1 ? '1 new error' : `${fresh.length} new errors`} since ${short(latest)}: ${first.shortId} ${first.title.slice(0, 80)} (${first.project.slug})`,
      ],
      saw: `none since ${short(latest)}; ${issues.length} older of the last 14 days still open`,
      want: 'no unresolved issue of level error or fatal that was first seen after the newest deploy',
      from: 'Sentry GET /organizations/{organization}/issues/ and the deploys of the live releases',
      fix: `${organizationPage(values)}/issues/?query=is%3Aunresolved tells where; mend and deploy, or resolve what is nothing`,
    });
  },
});

function short(at: string): string {
  return at.slice(0, 16).replace('T', ' ');
}

export const afterRollback: readonly AnyCheck[] = [quiet];

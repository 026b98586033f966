/** Monitoring: what Vercel measures, as its project shows it and as its edge serves it. */
import { type AnyCheck, type CheckContext, check } from '../src/core/check.ts';
import type { Measuring } from '../src/phases/6.7-monitoring/analytics/measuring.ts';
import { type Measured, wantedOfVercel } from '../src/phases/6.7-monitoring/analytics/wanted.ts';
import { readSection } from '../src/phases/site-config.ts';
import { ask } from '../src/probes/http/ask.ts';
import { internet } from '../src/vendors/internet.ts';
import { vercel } from '../src/vendors/vercel.ts';
import { attestable } from './attestable.ts';
import { webOptions } from './domain-seen.ts';
import { judge, unknown } from './verdict.ts';

/** Where Vercel serves what the generated pages load after a yes. */
const scripts: Readonly<Record<Measured, string>> = {
  visits: '/_vercel/insights/script.js',
  speed: '/_vercel/speed-insights/script.js',
};
const titles: Readonly<Record<Measured, string>> = { visits: 'Web Analytics', speed: 'Speed Insights' };
const fields: Readonly<Record<Measured, keyof Measuring>> = { visits: 'vercelAnalytics', speed: 'speedInsights' };

const measured = check({
  id: 'analytics.vercel',
  section: 'Monitoring',
  phase: '6.7',
  title: 'What Vercel is to measure is switched on, served, and has measured somebody',
  guide: ['6.6/12', '6.6/15', '6.6#017', '6.7/8'],
  weight: 'warning',
  uses: [vercel, internet],
  needs: ['domain', 'dashboardHost', 'DASHBOARD_SERVICE'],
  tolerates: ['vercelAnalytics', 'DASHBOARD_DEPLOYED'],
  attestable: attestable('analytics.vercel'),
  async probe(context) {
    const { values } = context;
    const wanted = wantedOfVercel(values);
    if (wanted.length === 0)
      return {
        state: 'impossible',
        why: values.dashboardHost === 'vercel' ? 'you answered that Vercel measures nothing' : 'the dashboard is not at Vercel',
        instead: 'Google Analytics (6.7) counts visits; how fast pages are tells https://pagespeed.web.dev',
      };
    if (values.DASHBOARD_DEPLOYED === undefined) return unknown('no dashboard is deployed yet that could be measured');
    const project = await context.client(vercel).measures(values.DASHBOARD_SERVICE);
    const section = ((await readSection(context, 'measuring')) ?? {}) as Partial<Measuring>;
    const statuses = new Map(await Promise.all(wanted.map(async (what) => [what, await statusOf(context, what)] as const)));
    const wrong = wanted.flatMap((what) => [
      !project[what].on && `${titles[what]} is switched off`,
      section[fields[what]] !== true &&
        `no page loads ${titles[what]}: measuring.${fields[what]} is ${String(section[fields[what]] ?? 'absent')}`,
      project[what].on && statuses.get(what) !== 'served' && `${scripts[what]} is not served: ${statuses.get(what)}`,
    ]);
    const unseen = wanted.filter((what) => !project[what].seen);
    if (wrong.every((one) => one === false) && unseen.length > 0)
      return unknown(
        `${unseen.map((what) => titles[what]).join(' and ')}: on and served, and nobody was measured so far. Open https://${values.domain}, allow statistics, open two pages; then k77 verify 6.7, or, where Vercel shows the visit and its API does not, k77 attest analytics.vercel`,
      );
    return judge(context, {
      wrong,
      saw: `${wanted.map((what) => titles[what]).join(' and ')} on, ${wanted.map((what) => scripts[what]).join(' and ')} served, visits measured`,
      want: 'switched on for the project, in the deployment that runs, and loaded after a yes',
      from: `Vercel GET /v9/projects/{project}, https://${values.domain}${scripts.visits} and site.config.json`,
      fix: 'k77 deploy 6.7 shows the clicks; its scripts come with the next deployment (Vercel → Deployments → the newest → ⋯ → Redeploy)',
    });
  },
});

type Looking = Pick<CheckContext, 'client' | 'clock' | 'signal'> & { values: { domain: string } };

async function statusOf(context: Looking, what: Measured): Promise<string> {
  const answer = await ask(`https://${context.values.domain}${scripts[what]}`, webOptions(context));
  if (answer.state === 'failed') return answer.failure;
  const type = answer.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  // A site that shows a page at every address has no such script.
  return answer.status === 200 && /javascript/.test(type) ? 'served' : `${answer.status} ${type}`.trim();
}

export const vercelMeasured: readonly AnyCheck[] = [measured];

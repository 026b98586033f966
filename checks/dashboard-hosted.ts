/**
 * What checks of API and dashboard see at their hosts: variables by name, and what runs against what was pushed.
 */
import type { Verdict } from '../src/core/check.ts';
import type { GuideId } from '../src/core/guide.ts';
import { repositoryOf } from '../src/phases/6.5-bot/code.ts';
import { at } from '../src/phases/6.5-bot/hosted-service.ts';
import { titles } from '../src/phases/6.5-bot/services.ts';
import { namesAt, variablesFor } from '../src/phases/6.5-bot/variable-set.ts';
import { driftIn, type Hosted, pageOf, runningOf, short, variableInShort } from './hosting-seen.ts';
import { judge, unknown, type Wrong, wrongFor } from './verdict.ts';

type Service = 'api' | 'dashboard';

/**
 * @param refuse what is wrong with the names that are there, besides what differs
 * @param differing the boxes that say that the variables are set
 */
export async function variablesOf(
  context: Hosted,
  service: Service,
  words: { want: string; fix: string; refuse?: (names: readonly string[]) => readonly Wrong[]; differing: readonly GuideId[] },
): Promise<Verdict> {
  const drift = await driftIn(context, [`${service}.variables`], (_task, change) => wrongFor(words.differing, variableInShort(change)));
  if ('waits' in drift) return drift.waits;
  const { host, place, id } = at(service, context.values);
  const there = (await host.api.variables(context, place, id)).filter(({ target }) => target === 'production').map(({ name }) => name);
  const ours = new Set<string>([...namesAt(service), ...Object.keys(variablesFor(service, {}))]);
  const foreign = there.filter((name) => !ours.has(name));
  return judge(context, {
    wrong: [...drift.wrong, ...(words.refuse?.(there) ?? [])],
    saw: `${there.length} variables${foreign.length > 0 ? `, of which not k77’s: ${foreign.join(', ')}` : ''}`,
    want: words.want,
    from: `the variables at ${host.title}, by name and fingerprint`,
    fix: words.fix,
  });
}

/** A live deployment of the newest commit, with the present variables. @param behind the boxes that say that a push is deployed, where not all do */
export async function newestRuns(
  context: Parameters<typeof repositoryOf>[0] & Hosted,
  service: Service,
  behind?: { pushed: readonly GuideId[]; running: readonly GuideId[] },
): Promise<Verdict> {
  const { values } = context;
  const { host } = at(service, values);
  const [repository, branch] = [String(values.repository), String(values.branch)];
  const remote = await repositoryOf(context).remote(repository, branch);
  if (!remote.seen) return unknown(`git cannot see ${repository}: ${remote.says}`);
  const { all, current } = await runningOf(context, service);
  const [newest] = all;
  if (newest !== undefined && ['waiting', 'building', 'starting'].includes(newest.status))
    return unknown(`a new deployment of the ${titles[service]} is ${newest.status} now`);
  const failed = newest !== undefined && newest !== current && ['failed', 'crashed'].includes(newest.status);
  // Whoever deploys by hand may have pushed more than they want to run.
  const byHand = values.autoDeploy === 'no' && values.workflow === 'no';
  return judge(context, {
    wrong: [
      only(behind?.running, failed && `it failed when ${short(newest.commit)} was deployed last (${newest.says})`),
      only(behind?.running, !current && 'nothing of it runs'),
      only(behind?.running, current && current.status !== 'live' && `it is ${current.status} (${current.says})`),
      only(
        behind?.pushed,
        current && !byHand && current.commit !== remote.head && `${short(current.commit)} runs, not ${short(remote.head)}`,
      ),
    ],
    saw: `${short(current?.commit)}, ${current?.says ?? ''} since ${current?.createdAt.slice(0, 19) ?? ''}`,
    want: `${branch} of ${repository} (${short(remote.head)}) live, its newest deployment not failed`,
    from: `the deployments at ${host.title}, and git ls-remote`,
    fix: `k77 deploy 6.6 deploys it, follows it and explains what stops it; its log: ${pageOf(service, values)}`,
  });
}

function only(boxes: readonly GuideId[] | undefined, says: string | false | undefined): Wrong {
  return boxes ? wrongFor(boxes, says) : says;
}

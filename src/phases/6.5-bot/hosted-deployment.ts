/**
 * The deployment of a service: connected to its repository, deployed exactly once for each commit and set of variables, followed until it is ready. What makes the
 * tasks `bot.deployed`, `worker.deployed`, `api.deployed` and `dashboard.deployed`. A deployment that the host began by itself is followed, not repeated.
 */
import type { Connected } from '../../core/host.ts';
import type { Key, Service, Values } from '../../core/keys.ts';
import type { Deployed } from '../../core/release.ts';
import type { AnyTask, Context } from '../../core/task.ts';
import { hostNamed, hostVendors } from '../../hosts/hosts.ts';
import { currentAmong, deployedIn, isWanted, wantedAmong } from './deployment.ts';
import { followed } from './following.ts';
import { at, keysAt } from './hosted-service.ts';
import { nameKeys } from './names.ts';
import { pushedIn } from './pushed-text.ts';
import { saysReady } from './readiness.ts';
import { keysOf, titles } from './services.ts';
import { awhile } from './waiting.ts';

export interface Live extends Connected {
  commit: string;
  variables: string;
  status: string;
  /** Of the deployment. */
  id?: string | undefined;
}

/** How long a host may take until it begins by itself, minutes. */
const patience = 0.4;

export function deployedTask(service: Service, about: Pick<AnyTask, 'guide'> & Partial<Pick<AnyTask, 'settings'>>): AnyTask {
  const keys = keysOf[service];
  const remembered = (context: Context): Deployed | undefined => deployedIn(context.kept(keys.deployed) as string | undefined);
  const all = (context: Context) => {
    const { host, place, id } = at(service, context.values);
    return host.api.deployments(context, place, id);
  };

  return {
    ...about,
    id: `${service}.deployed`,
    title: `Deploy the ${titles[service]} and see it come up`,
    uses: hostVendors(service),
    needs: [
      ...keysAt(service),
      keys.variables,
      keys.access,
      'repository',
      'branch',
      'autoDeploy',
      'CODE_COMMIT',
      'CODE_PUSHED',
      ...extra(service),
    ],
    tolerates: [nameKeys[service], 'MOVING', ...first(service)],
    // Where the push or the variables failed, everything goes on running as it does.
    fresh: ['CODE_PUSHED', keys.variables],
    want: (values: Values): Live => ({
      repository: values.repository,
      branch: values.branch,
      autoDeploy: values.autoDeploy === 'yes' && hostNamed(values[keys.host]).byPush !== false,
      commit: values.CODE_COMMIT,
      variables: String(values[keys.variables]),
      status: 'live',
    }),

    async read(context: Context, want: Live): Promise<Live | undefined> {
      const [connected, deployments, kept] = [await connectionOf(service, context), await all(context), remembered(context)];
      const current = currentAmong(deployments);
      if (connected === undefined && current === undefined) return undefined;
      const unknown: Connected = { repository: '', branch: '', autoDeploy: false };
      if (current === undefined) return { ...(connected ?? unknown), commit: 'none', variables: 'none', status: 'none' };
      const right = isWanted(current, deployments, want, kept);
      return {
        ...(connected ?? unknown),
        commit: current.commit ?? 'unknown',
        variables: right ? want.variables : kept?.id === current.id ? kept.variables : 'other',
        status: current.status,
        id: current.id,
      };
    },

    async apply(context: Context, want: Live): Promise<Live> {
      const { host, place, id } = at(service, context.values);
      const kept = remembered(context);
      const before = await all(context);
      const connected = await connectionOf(service, context);
      const connects = connected === undefined || !same(connected, want);
      const to: Connected = { repository: want.repository, branch: want.branch, autoDeploy: want.autoDeploy };
      if (connects) await host.api.connect(context, place, id, to);

      const begins = host.begins ?? ['push'];
      const pushed = pushedIn(context.values.CODE_PUSHED);
      const isNew = !before.some(({ commit, preview }) => commit === want.commit && !preview);
      const justPushed = isNew && connected?.autoDeploy === true && context.clock.now().getTime() - pushed.at < patience * 60_000;
      const expected = (connects && begins.includes('connect')) || (justPushed && begins.includes('push'));
      let target = wantedAmong(connects ? await all(context) : before, want, kept)?.id;
      if (target === undefined && expected) {
        const old = new Set(before.map((one) => one.id));
        target = await awhile(context, `${host.title} to begin by itself`, patience, async () => {
          const now = await all(context);
          return now.find((one) => !old.has(one.id) && isWanted(one, now, want, kept))?.id;
        });
      }
      if (
        target === undefined &&
        before.some((other) => other.current && other.status === 'suspended' && isWanted(other, before, want, kept))
      ) {
        await host.api.resume(context, place, id);
        target = await awhile(context, 'it to start again', 1, async () => wantedAmong(await all(context), want, kept)?.id);
      }
      target ??= await host.api.deploy(context, place, id, want.commit, want.branch);

      const live = await followed(context, service, want, target);
      await saysReady(context, service, live);
      return { ...want, id: live };
    },
    undo: { never: 'what runs goes on running; k77 rollback goes back to an earlier release' },
    gives: {
      [keys.deployed]: (have: Live) =>
        have.id === undefined || have.status !== 'live'
          ? undefined
          : JSON.stringify({ id: have.id, commit: have.commit, variables: have.variables } satisfies Deployed),
    },
    ...(service === 'bot' ? { impact: { stops: 'the bot, while its sessions move to the new process', seconds: 15 } } : {}),
  } as unknown as AnyTask;
}

/** The disk has to be there before what writes to it. */
function extra(service: Service): Key[] {
  return service === 'bot' ? ['BOT_VOLUME'] : [];
}

/** What Vercel serves beside the pages is part of a deployment: whoever switches it on does so before. */
function first(service: Service): Key[] {
  return service === 'dashboard' ? ['VERCEL_MEASURES'] : [];
}

async function connectionOf(service: Service, context: Context): Promise<Connected | undefined> {
  const { host, place, name } = at(service, context.values);
  return (await host.api.service(context, place, name))?.repository;
}

function same(a: Connected, b: Connected): boolean {
  return a.repository.toLowerCase() === b.repository.toLowerCase() && a.branch === b.branch && a.autoDeploy === b.autoDeploy;
}

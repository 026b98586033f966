/**
 * A deployment at emulated hosts that record what they would run, for moves: phases 6.4 to 6.6 are deployed once, what the earlier ones give is made up, and one small
 * service stands for the API wherever its names lead.
 */

import { prefill } from '../cli/given.ts';
import { infoOf, isSecret, type Key, keys, type Service, services } from '../core/keys.ts';
import type { Move } from '../core/move.ts';
import { isPending } from '../core/plan.ts';
import { deploy } from '../engine/deploy.ts';
import { type Moved, type MovePlan, move } from '../engine/move.ts';
import { planTasks } from '../engine/plan.ts';
import type { Walk } from '../engine/walk.ts';
import { moveOf } from '../phases/moving/index.ts';
import { type Listener, listen } from '../ports/listen.ts';
import type { RailwayState } from '../sandbox/railway/model.ts';
import type { RenderState } from '../sandbox/render/model.ts';
import { openMoves } from '../workspace/moves.ts';
import { hurriedClock, type SceneOptions, type Seen } from './scene.ts';
import { type Kept, openStage, type Stage, smallProject } from './stage.ts';

export interface MoveWorld {
  stage: Stage;
  /** After the deploy. */
  deployed: Kept;
  /** What stands for the API: other answers than its own word that it is well, while set. */
  api: { answer?: { status: number; body: string } | undefined };
  back(kept?: Kept): Promise<void>;
  move(service: Service, to: string | undefined, more?: MoveMore): Promise<Played>;
  /** What a deploy of the hosting phases and of the domain would do. */
  pending(): Promise<readonly string[]>;
  values(): Promise<Readonly<Partial<Record<Key, string>>>>;
  railway(): Promise<RailwayState>;
  render(): Promise<RenderState>;
  /** Content and TTL of the record that leads to the API. */
  leads(): Promise<{ content: string; ttl: number }[]>;
  close(): Promise<void>;
}

export interface MoveMore extends Pick<SceneOptions, 'onAppend' | 'onWriteAnswered'> {
  back?: boolean;
  change?: (declared: Move) => Move;
  /** How many times faster everything waits. */
  haste?: number;
  pace?: number;
  /** Nobody answers questions. */
  unanswered?: true;
  signal?: AbortSignal;
}

export interface Played {
  moved: Moved | undefined;
  error: unknown;
  plan: MovePlan | undefined;
  seen: Seen;
}

const domain = 'kingdom77.test';

export async function openMoveWorld(): Promise<MoveWorld> {
  const stage = await openStage({ hosts: 'emulated' });
  await smallProject(stage.root);
  const service = { answer: undefined } as MoveWorld['api'];
  const listener: Listener = await listen(async () =>
    service.answer
      ? { ...service.answer, headers: {} }
      : { status: 200, headers: { 'content-type': 'application/json' }, body: '{"status":"healthy"}' },
  );
  const address = `http://127.0.0.1:${listener.port}`;
  const hosts = [`api.${domain}`, domain, `www.${domain}`, 'kingdom77-api.onrender.com', 'kingdom77-dashboard.netlify.app'];
  await stage.world.setHosts(Object.fromEntries(hosts.map((name) => [name, address])));
  await stage.play(earlierPhases);
  await stage.play(async (walk) => {
    const phases = walk.catalogue.phases.map((phase) => ({ ...phase, gate: [] }));
    const done = await deploy(
      { ...walk, catalogue: { ...walk.catalogue, phases } },
      { phases: ['6.4', '6.5', '6.6'], only: [], yes: true, replace: [], command: 'a scene' },
    );
    const undone = done.phases.flatMap(({ tasks }) => tasks).filter(({ outcome }) => outcome === 'failed');
    if (undone.length > 0) throw new Error(undone.map(({ task, why }) => `${task}: ${why}`).join('\n'));
  });
  const deployed = await stage.keep();
  const snapshot = async <S>(id: string): Promise<S> => (await stage.world.snapshot()).vendors[id as 'render'] as S;
  return {
    stage,
    deployed,
    api: service,
    async back(kept = deployed) {
      await stage.back(kept);
      service.answer = undefined;
    },
    async move(what, to, more = {}) {
      const { back = false, haste = 8, pace = 1000, change = (one: Move) => one, unanswered, signal, ...watch } = more;
      let plan: MovePlan | undefined;
      const own = (walk: Walk) =>
        ({
          to,
          back,
          typed: `k77 move ${what}`,
          yes: true,
          command: `k77 move ${what} ${to ?? '--back'}`,
          pace,
          prefill: async (workspace, questions) => {
            const [phase] = walk.catalogue.phases;
            const world = stage.world.credentials();
            if (phase && !unanswered)
              await prefill({
                workspace,
                environment: 'sandbox',
                phases: [{ ...phase, questions }],
                given: new Map(),
                world: (name) => world[name],
              });
          },
          show: (shown: MovePlan) => {
            plan = shown;
          },
        }) satisfies Parameters<typeof move>[3];
      return stage.play(
        async (walk, seen) => {
          const records = openMoves(walk.workspace.files, walk.workspace.folder);
          try {
            return {
              moved: await move({ ...walk, signal: signal ?? walk.signal }, change({ ...moveOf(what), checks: [] }), records, own(walk)),
              error: undefined,
              plan,
              seen,
            };
          } catch (error) {
            return { moved: undefined, error, plan, seen };
          }
        },
        { ...watch, clock: hurriedClock(haste) },
      );
    },
    pending: () =>
      stage.play(async (walk) => {
        const tasks = walk.catalogue.phases.filter(({ number }) => number >= '6.4' && number <= '6.6').flatMap((phase) => phase.tasks);
        return (await planTasks(walk, tasks)).filter((one) => isPending(one)).map(({ task, why }) => `${task.id}${why ? ` (${why})` : ''}`);
      }),
    values: () =>
      stage.play(async (walk) => {
        const known = Object.entries(walk.workspace.values());
        return Object.fromEntries(known.filter(([key]) => !isSecret(key as Key))) as Partial<Record<Key, string>>;
      }),
    railway: () => snapshot<RailwayState>('railway'),
    render: () => snapshot<RenderState>('render'),
    async leads() {
      const { zones } = await snapshot<{ zones: { records: { name: string; type: string; content: string; ttl: number }[] }[] }>(
        'cloudflare',
      );
      const records = zones.flatMap((zone) => zone.records).filter(({ name, type }) => name === `api.${domain}` && type === 'CNAME');
      return records.map(({ content, ttl }) => ({ content, ttl }));
    },
    async close() {
      await stage.close();
      await listener.close();
    },
  };
}

/** Values that the phases before give. */
async function earlierPhases(walk: Walk): Promise<void> {
  const later = walk.catalogue.phases.filter(({ number }) => number >= '6.4');
  const given = new Set(later.flatMap(({ tasks }) => tasks).flatMap(({ gives }) => Object.keys(gives)));
  const known = walk.workspace.values();
  const needed = (Object.keys(keys) as Key[]).filter((key) => services.some((service) => infoOf(key).services.includes(service)));
  for (const key of new Set<Key>([...needed, 'STRIPE_PRICE_PREMIUM_MONTHLY', 'STRIPE_PRICE_PREMIUM_YEARLY', 'MONGODB_INDEXES'])) {
    if (given.has(key) || known[key] !== undefined || infoOf(key).optional) continue;
    const text = `value-of-${key.toLowerCase()}`;
    if (infoOf(key).owner === 'operator') await walk.workspace.answer(key, text);
    else await walk.workspace.keep('earlier', key, text);
  }
}

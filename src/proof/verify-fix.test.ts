/** `verify --fix` applies exactly the tasks behind what failed, after a yes to their plan, and says what that mended. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../cli/compose.ts';
import { captured } from '../cli/io-double.ts';
import { mend } from '../cli/verify-mend.ts';
import { type Asked, keep, type Seen } from '../cli/verify-round.ts';
import { Cancelled } from '../core/errors.ts';
import { deploy } from '../engine/deploy.ts';
import { verify } from '../engine/verify.ts';
import { fix, fixable } from '../engine/verify-fix.ts';
import type { Walk } from '../engine/walk.ts';
import { openStage, type Stage } from './stage.ts';

const command = 'k77 verify --fix';
let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
  await stage.play((walk) =>
    deploy(walk, { phases: ['6.1'], only: ['stripe.products', 'stripe.portal'], yes: true, replace: [], command }),
  );
});
afterAll(() => stage?.close());

const looked = (walk: Walk) => verify(walk, { sections: [], checks: ['stripe.portal-right', 'stripe.products-right'] });
const edit = (id: string, path: string, value: string) => stage.world.edit('stripe', 'edit', { id, path, value, mode: 'test' });

async function breakBoth(): Promise<void> {
  const { portal, product } = await stage.play(async (walk) => {
    const { STRIPE_PORTAL_CONFIGURATION, STRIPE_PRODUCT_PREMIUM_MONTHLY } = walk.workspace.values();
    return { portal: STRIPE_PORTAL_CONFIGURATION, product: STRIPE_PRODUCT_PREMIUM_MONTHLY };
  });
  await edit(portal ?? '', 'features.subscription_update.enabled', 'true');
  await edit(product ?? '', 'name', '"Crown"');
}

test('what a task can mend is mended, other failures are left and told, and their things are not touched', async () => {
  await breakBoth();
  await stage.play(async (walk) => {
    const before = await looked(walk);
    expect(before.findings.map(({ id, verdict }) => [id, verdict.state])).toEqual([
      ['stripe.products-right', 'fail'],
      ['stripe.portal-right', 'fail'],
    ]);
    expect(fixable(walk, before.findings)).toEqual({ tasks: ['stripe.portal'], checks: ['stripe.portal-right'] });

    const fixed = await fix(walk, before.findings, { yes: true, command });
    expect(fixed.deployed.phases.flatMap(({ tasks }) => tasks.map(({ task, outcome }) => [task, outcome]))).toEqual([
      ['stripe.portal', 'updated'],
    ]);
    expect([fixed.mended.map(({ id }) => id), fixed.left.map(({ id }) => id)]).toEqual([
      ['stripe.portal-right'],
      ['stripe.products-right'],
    ]);
    expect([fixed.verified.summary.pass, fixed.verified.summary.fail]).toEqual([1, 1]);
  });
});

test('a no to the plan changes nothing', async () => {
  await breakBoth();
  await stage.play(async (walk) => {
    const declining: Walk = { ...walk, ui: { ...walk.ui, confirmPlan: async () => false } };
    const before = await looked(declining);
    const { writes } = walk.doors.sent();
    await expect(fix(declining, before.findings, { yes: false, command })).rejects.toThrow(Cancelled);
    expect(walk.doors.sent().writes).toBe(writes);
  });
});

/** The command line's part of it, on the same stage. */
async function mended(walk: Walk, only: readonly string[]) {
  const { io, stdout } = captured({ json: true, yes: true }, ['verify', '--fix', '--yes']);
  const session = { walk, workspace: walk.workspace, environment: 'sandbox' } as unknown as Session;
  const verified = await verify(walk, { sections: [], checks: only });
  const asked: Asked = {
    options: { sections: [], checks: only },
    checks: [],
    scope: { sections: [], checks: only },
    formats: {},
    verbose: false,
  };
  const seen: Seen = { verified, at: walk.clock.now(), tookMs: 1 };
  const kept = await keep(io, session, asked, seen);
  const ui = { ui: walk.ui, failures: [], close: async () => {} };
  const { exit, run } = await mend({ io, session, ui, name: 'a run', yes: true }, { asked, seen, kept });
  const document = JSON.parse(stdout()) as {
    summary: { pass: number };
    run: { id: string };
    fix: { tasks: string[]; mended: string[]; left: string[] };
  };
  return { exit, before: kept.run.run.id, after: run.run.id, document, journal: walk.workspace.journal.entries() };
}

test('the command tells what was mended and what is left, and keeps both runs', async () => {
  await breakBoth();
  await stage.play(async (walk) => {
    const { exit, before, after, document, journal } = await mended(walk, ['stripe.portal-right', 'stripe.products-right']);
    expect([exit, before, after]).toEqual([3, 'v-0001', 'v-0002']);
    expect(document).toMatchObject({
      run: { id: 'v-0002' },
      fix: { tasks: ['stripe.portal'], mended: ['stripe.portal-right'], left: ['stripe.products-right'] },
    });
    const lines = journal.filter(({ kind }) => kind === 'run-started' || kind === 'run-ended').slice(-2);
    expect(lines).toMatchObject([{ command: 'k77 verify --fix --yes' }, { kind: 'run-ended' }]);
  });
});

test('where no task can mend anything, nothing is applied and the first run stands', async () => {
  await stage.play(async (walk) => {
    const { exit, before, after, document } = await mended(walk, ['stripe.products-right']);
    expect([exit, after, document.fix]).toEqual([3, before, { tasks: [], mended: [], left: ['stripe.products-right'] }]);
  });
});

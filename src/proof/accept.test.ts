/** A difference that somebody made in a vendor's dashboard is repaired, or accepted by name until a day; then plan names it and deploy leaves it alone. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OperatorError } from '../core/errors.ts';
import type { Planned } from '../core/plan.ts';
import { accept, differences } from '../engine/accept.ts';
import { products } from '../phases/6.1-stripe/products.ts';
import { planOf, run } from './laws.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
const said = { by: 'Mara', note: 'the shop asked for it', until: '2999-01-01T00:00:00.000Z' };

beforeAll(async () => {
  stage = await openStage();
  await stage.play((walk) => run(walk, products));
});
afterAll(() => stage?.close());

const planned = (): Promise<Planned> => stage.play((walk) => planOf(walk, products));

async function rename(name: string): Promise<void> {
  const { spaces } = (await stage.world.snapshot()).vendors.stripe as { spaces: { things: Record<string, { id: string }[]> }[] };
  const [product] = spaces.flatMap(({ things }) => things.product ?? []);
  await stage.world.edit('stripe', 'edit', { id: product?.id ?? '', path: 'name', value: JSON.stringify(name), mode: 'test' });
}

test('what is accepted is named, is not pending and stays; anything else in its place is shown again', async () => {
  await rename('Crown');
  const drifted = await planned();
  expect([drifted.action, drifted.changes.map(({ from }) => from)]).toEqual(['update', ['Crown']]);
  const path = drifted.changes[0]?.path ?? '';
  await stage.play(async (walk) => accept(walk, products, await differences(walk, products, path), said));

  const lived = await planned();
  expect(lived).toMatchObject({ action: 'unchanged', changes: [], accepted: [{ path, by: 'Mara', note: 'the shop asked for it' }] });
  await stage.play((walk) => run(walk, products));
  expect((await planned()).action, 'a deploy left it as it was').toBe('unchanged');

  await rename('Rook');
  expect((await planned()).changes.map(({ from }) => from)).toEqual(['Rook']);
  await rename('Crown');
  expect((await planned()).action).toBe('unchanged');
});

test('it ends on its day', async () => {
  await rename('Bishop');
  await stage.play(async (walk) =>
    accept(walk, products, await differences(walk, products, undefined), { ...said, until: '2001-01-01T00:00:00.000Z' }),
  );
  expect((await planned()).action).toBe('update');
});

test('a difference that is not there cannot be accepted', async () => {
  await expect(stage.play((walk) => differences(walk, products, 'monthly.colour'))).rejects.toThrow(OperatorError);
});

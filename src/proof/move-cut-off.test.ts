/**
 * A move that is cut off, by a power cut or a crash, after any of its writes: nothing more is written from then on, and the same command completes it, without a second
 * service, name or deployment.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MoveWorld, openMoveWorld } from './move-world.ts';

let world: MoveWorld;
/** Writes of an undisturbed move, and what it leaves. */
let writes = 0;
let right: Awaited<ReturnType<typeof outcome>>;

async function outcome() {
  const [railway, render, values] = [await world.railway(), await world.render(), await world.values()];
  const api = railway.services.find(({ name }) => name === 'api')?.id;
  return {
    host: values.apiHost,
    leads: await world.leads(),
    services: render.services.map(({ name, suspenders }) => `${name} ${suspenders.length}`),
    names: render.domains.map(({ name, verified }) => `${name} ${verified}`),
    deployments: railway.deployments.filter(({ service }) => service === api).length,
    stopped: railway.deployments.filter(({ service, stopped }) => service === api && stopped).length,
    pending: await world.pending(),
  };
}

beforeAll(async () => {
  world = await openMoveWorld();
  const count = { writes: 0 };
  const played = await world.move('api', 'render', { onWriteAnswered: () => void count.writes++ });
  expect(played.moved?.errors).toEqual([]);
  [writes, right] = [count.writes, await outcome()];
}, 120_000);
afterAll(() => world.close());

/** From then on no record reaches the journal, so that no write reaches a vendor. */
function deathAfter(nth: number) {
  let seen = 0;
  let dead = false;
  return {
    died: () => dead,
    onWriteAnswered: () => {
      seen++;
      dead ||= seen === nth;
    },
    onAppend: () => {
      if (dead) throw new Error('the power is gone');
    },
  };
}

/** `npm run test:kill` tries them all. */
const chosen = (nth: number): boolean => process.env.K77_KILL === 'whole' || nth % 4 === 1 || nth === writes;

test('is completed by the same command, wherever it was', { timeout: 600_000 }, async () => {
  expect(writes).toBeGreaterThan(12);
  for (let nth = 1; nth <= writes; nth++) {
    if (!chosen(nth)) continue;
    await world.back();
    const death = deathAfter(nth);
    const cut = await world.move('api', 'render', death).catch((error: unknown) => ({ moved: undefined, error }));
    // How often a host is told to look at the records again differs from run to run.
    if (!death.died()) continue;
    expect(cut.moved?.state, `after write ${nth}`).not.toBe('moved');
    const [lead] = await world.leads();
    const services = await world.railway();
    // Until the new one serves, the old one does.
    if (lead?.content.includes('railway')) expect(services.deployments.filter(({ stopped }) => stopped)).toEqual([]);
    const again = await world.move('api', 'render');
    expect([again.error, again.moved?.errors], `after write ${nth}`).toEqual([undefined, []]);
    expect(await outcome(), `after write ${nth}`).toEqual(right);
  }
});

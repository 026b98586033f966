/** Addresses that are given as proofs, asked in an emulated internet: Discord's own site has pages, and some that are not there. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../ports/clock.ts';
import { edgeNetwork } from '../ports/network.ts';
import { testWorld } from '../sandbox/fixture.ts';
import type { World } from '../sandbox/world.ts';
import { provenAt } from './proof-address.ts';

let world: World;
beforeAll(async () => {
  world = await testWorld();
});
afterAll(() => world.close());

async function given(text: string): Promise<{ kept: string; notes: string[] }> {
  const notes: string[] = [];
  const kept = await provenAt(text, { clock: systemClock, network: edgeNetwork(world.edge()) }, (note) => notes.push(note));
  return { kept, notes };
}

test('a page that is there is kept as it was given', async () => {
  expect(await given(' https://discord.com/api/v10/gateway ')).toEqual({ kept: 'https://discord.com/api/v10/gateway', notes: [] });
});

test('an address under which there is nothing is refused', async () => {
  await expect(given('https://discord.com/api/v10/there-is-nothing')).rejects.toThrow('answers 404: there is no page that shows it');
});

test('a site that keeps programs out, or does not answer, is kept with a word about it', async () => {
  expect(await given('https://discord.com/api/v10/users/@me')).toMatchObject({
    notes: ['discord.com answers 401 to a program: open it yourself'],
  });
  expect(await given('https://nobody.invalid/post/77')).toMatchObject({
    kept: 'https://nobody.invalid/post/77',
    notes: [expect.stringMatching(/^nobody\.invalid does not answer from here \(.+\): nobody has looked at it$/)],
  });
});

test.each(['x.com/shop', 'http://x.com/shop', 'https://ann:secret@x.com/', 'we posted it'])(
  '%s is no address of a public page',
  async (text) => {
    await expect(given(text)).rejects.toThrow('is no address of a public page');
  },
);

test('a rehearsal asks nobody, and says so', async () => {
  const notes: string[] = [];
  expect(await provenAt('https://x.com/shop/status/77', undefined, (note) => notes.push(note))).toBe('https://x.com/shop/status/77');
  expect(notes).toEqual(['a rehearsal asks nobody: x.com was not looked at']);
  await expect(provenAt('x.com', undefined, () => undefined)).rejects.toThrow('is no address of a public page');
});

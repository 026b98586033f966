/** Variables of the operator's own, in env files. That keys are tried is played in `broken-hosting.test.ts`. */
import { expect, test } from 'vitest';
import type { Verdict } from '../src/core/check.ts';
import { systemClock } from '../src/ports/clock.ts';
import { thirdParty } from './third-party.ts';

const path = '.env.production.bot';

async function told(check: string, text: string): Promise<Verdict | undefined> {
  const context = {
    clock: systemClock,
    values: {},
    envFiles: async () => [{ service: 'bot', path, exists: true }],
    files: { read: async (asked: string) => (asked === path ? text : undefined) },
  };
  return thirdParty.find(({ id }) => id === check)?.probe(context as never);
}

const own = 'MONGODB_URI=mongodb+srv://a:b@c.mongodb.net/d\nLOG_LEVEL=info\n';

test('what k77 knows is nobody else’s', async () => {
  expect(await told('integrations.other', own)).toMatchObject({ state: 'pass' });
  expect(await told('integrations.translation', own)).toMatchObject({ state: 'impossible', why: expect.stringContaining('not used') });
});

test('a variable of the operator’s own is named, with its file and without its value, until somebody says that it works', async () => {
  const verdict = await told('integrations.other', `${own}OPENWEATHER_KEY=s3cr3t-s3cr3t\n`);
  expect(verdict).toMatchObject({ state: 'unknown', why: expect.stringContaining(`OPENWEATHER_KEY (${path})`) });
  expect(JSON.stringify(verdict)).not.toContain('s3cr3t');
});

test('a translation service that k77 does not know is told so, and is no other service besides', async () => {
  const text = `${own}LIBRETRANSLATE_KEY=s3cr3t-s3cr3t\n`;
  expect(await told('integrations.translation', text)).toMatchObject({
    state: 'unknown',
    why: expect.stringContaining('LIBRETRANSLATE_KEY'),
  });
  expect(await told('integrations.other', text)).toMatchObject({ state: 'pass' });
});

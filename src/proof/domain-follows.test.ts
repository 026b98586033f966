/** What follows the domain: its mail, the login's secret, and everything that carries its name when it becomes another one. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OperatorError } from '../core/errors.ts';
import { domainPhase } from '../phases/6.4-domain/index.ts';
import { answer, deployDomain } from './domain-play.ts';
import { inventory } from './inventory.ts';
import { laterRecords } from './later-hosts.ts';
import { planOf } from './laws.ts';
import { type Kept, openStage, type Stage } from './stage.ts';

const zone = 'kingdom77.test';
const names = ['support', 'contact', 'privacy', 'billing', 'emergency', 'ops'];
let stage: Stage;
let deployed: Kept;

beforeAll(async () => {
  stage = await openStage();
  expect(await deployDomain(stage, { phases: ['6.1', '6.4'], ungated: true })).toMatchObject({ done: { exit: 0 }, failed: {} });
  deployed = await stage.keep();
}, 60_000);
afterAll(() => stage?.close());

interface Letter {
  to: string;
  by?: string;
  text: string;
}

describe('mail', () => {
  const mailArrives = domainPhase.tasks.find(({ id }) => id === 'domain.mail-arrives');

  /** A message to every address, as the by-hand step asks for it, and what lies in the owner's mailbox then. */
  async function sendToAll(): Promise<string[]> {
    if (!mailArrives) throw new Error('there is no such task');
    const { want } = await stage.play((walk) => planOf(walk, mailArrives));
    await stage.world.perform(mailArrives.id, want);
    const letters = (await stage.world.edit('cloudflare', 'mailbox', {
      email: 'owner@mailbox.test',
      address: 'owner@mailbox.test',
    })) as Letter[];
    return letters.flatMap(({ by, text }) => (by !== undefined && text === `to ${by}` ? [by] : [])).sort();
  }

  test('to every address that a page prints arrives in the mailbox of the owner, with the address in it', async () => {
    await stage.back(deployed);
    expect(await sendToAll()).toEqual(names.map((name) => `${name}@${zone}`).sort());
  });

  test('to an address whose rule was switched off does not', async () => {
    await stage.back(deployed);
    const snapshot = structuredClone(await stage.world.snapshot());
    const { zones } = snapshot.vendors.cloudflare as {
      zones: { mail: { rules: { enabled: boolean; matchers: { value: string }[] }[] } }[];
    };
    for (const rule of zones[0]?.mail.rules ?? []) if (rule.matchers[0]?.value === `privacy@${zone}`) rule.enabled = false;
    await stage.world.restore(snapshot);
    expect(await sendToAll()).toEqual(
      names
        .filter((name) => name !== 'privacy')
        .map((name) => `${name}@${zone}`)
        .sort(),
    );
  });
});

describe('the client secret of the login', () => {
  test('is tried: a wrong one is named before anything is written, and never shown', async () => {
    await stage.back(deployed);
    const wrong = 'wrongSecretOfAnotherApplication77';
    await answer(stage, { DISCORD_CLIENT_SECRET: wrong });
    const { error, done } = await deployDomain(stage, { ungated: true });
    expect(done).toBeUndefined();
    expect(error).toBeInstanceOf(OperatorError);
    const { what, fix, see, exit } = error as OperatorError;
    expect(what).toMatch(/^Discord refuses DISCORD_CLIENT_SECRET: it is not the client secret of .+ \(\d+\)/);
    expect([what, fix, see].join(' ')).not.toContain(wrong);
    expect(see).toMatch(/developers\/applications\/\d+\/oauth2$/);
    expect(exit).toBe(6);
  });
});

describe('another domain', () => {
  test('that is not bought changes nothing of the first: what was kept of it counts no more', async () => {
    await stage.back(deployed);
    const before = inventory(await stage.world.snapshot()).filter((line) => line.startsWith('cloudflare'));
    await answer(stage, { domain: 'rook.test', domainPrice: '0' });
    const { failed } = await deployDomain(stage, { ungated: true });
    expect(Object.keys(failed)).toEqual(['domain.registration']);
    expect(inventory(await stage.world.snapshot()).filter((line) => line.startsWith('cloudflare'))).toEqual(before);
  });

  test('carries the webhook, the login, the origins and every address along', async () => {
    await stage.back(deployed);
    await answer(stage, { domain: 'rook.test' });
    await stage.play(async (walk) => {
      for (const [key, text] of Object.entries(laterRecords))
        await walk.workspace.keep('later', key as keyof typeof laterRecords, text.replaceAll(zone, 'rook.test'));
    });
    expect(await deployDomain(stage, { phases: ['6.1', '6.4'], ungated: true })).toMatchObject({ done: { exit: 0 }, failed: {} });

    const { vendors } = await stage.world.snapshot();
    const { spaces } = vendors.stripe as { spaces: { things: Record<string, { url: string; status: string }[]> }[] };
    const endpoints = spaces.flatMap(({ things }) => things.webhook_endpoint ?? []).filter(({ status }) => status === 'enabled');
    expect(endpoints.map(({ url }) => url)).toEqual(['https://api.rook.test/api/stripe/webhook']);

    expect(await linesOf('api')).toMatchObject({
      DASHBOARD_URL: 'https://rook.test',
      API_URL: 'https://api.rook.test',
      CORS_ORIGINS: 'https://rook.test,https://www.rook.test',
      DISCORD_REDIRECT_URI: 'https://api.rook.test/api/auth/callback',
    });
    expect(await linesOf('dashboard')).toMatchObject({
      NEXT_PUBLIC_API_URL: 'https://api.rook.test',
      NEXT_PUBLIC_DASHBOARD_URL: 'https://rook.test',
    });
    for (const service of ['api', 'bot', 'worker', 'dashboard'])
      expect(JSON.stringify(await linesOf(service)), service).not.toContain(zone);
    const { applications } = vendors.discord as { applications: { redirects: string[] }[] };
    expect(applications[0]?.redirects).toEqual(
      expect.arrayContaining(['https://rook.test/auth/callback', 'https://api.rook.test/api/auth/callback']),
    );
  });
});

async function linesOf(service: string): Promise<Record<string, string>> {
  const text = await readFile(join(stage.root, `.env.sandbox.${service}`), 'utf8');
  return Object.fromEntries([...text.matchAll(/^(\w+)=(.*)$/gm)].map(([, key = '', value = '']) => [key, value.replace(/^"(.*)"$/, '$1')]));
}

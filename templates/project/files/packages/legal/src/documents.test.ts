import { readFile } from 'node:fs/promises';
import { cookieName, cookies, dataMap, parseSiteConfig, readSiteConfig } from '@k77/config';
import { describe, expect, test } from 'vitest';
import { documents } from './documents/index.ts';
import { documentFor, documentsFor } from './documents-for.ts';
import { type Facts, factsOf } from './facts.ts';
import { recordOf, recordText } from './record.ts';
import { everything, nothing, type Sample, samples } from './sites.fixture.ts';
import type { Block } from './text.ts';
import { line, plainText } from './text.ts';

const factsIn = ({ site, env }: Sample): Facts => factsOf(site, env);
const clausesIn = (sample: Sample) => documentsFor(factsIn(sample)).flatMap(({ sections }) => sections.flatMap(({ clauses }) => clauses));
const claimsIn = (sample: Sample) => clausesIn(sample).flatMap(({ claims }) => claims);
const textIn = (sample: Sample) =>
  clausesIn(sample)
    .map(({ blocks }) => plainText(blocks))
    .join('\n');
const all = documents.flatMap(({ sections }) => sections.flatMap(({ clauses }) => clauses));
const changed = (change: object): Sample => ({
  name: '',
  env: {},
  site: parseSiteConfig({ ...JSON.parse(JSON.stringify(everything.site)), ...change }),
});

describe('clauses', () => {
  test('have ids of their own, which begin with the name of their document', () => {
    const ids = all.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, sections } of documents)
      for (const { clauses } of sections) for (const clause of clauses) expect(clause.id).toMatch(new RegExp(`^${id}\\.[a-z-]+$`));
  });

  test.each(all.filter(({ when }) => when !== undefined).map(({ id }) => id))(
    '%s appears in some configuration and is missing in another',
    (id) => {
      const shown = samples.map((sample) => clausesIn(sample).some((clause) => clause.id === id));
      expect(shown).toContain(true);
      expect(shown).toContain(false);
    },
  );

  test('without a condition always appear, where their document does', () => {
    for (const sample of samples) {
      const shown = clausesIn(sample).map(({ id }) => id);
      const mandatory = documents
        .filter(({ when }) => when === undefined)
        .flatMap(({ sections }) => sections.flatMap(({ clauses }) => clauses));
      expect(mandatory.filter(({ when, id }) => when === undefined && !shown.includes(id))).toEqual([]);
    }
  });

  test('optional documents are off unless switched on', () => {
    expect(documentsFor(factsIn(nothing)).map(({ id }) => id)).toEqual(['terms', 'privacy', 'refund', 'cookies']);
    expect(documentsFor(factsIn(everything))).toHaveLength(8);
    expect(documentFor('dmca', factsIn(nothing))).toBeUndefined();
    expect(documentFor('nonsense', factsIn(everything))).toBeUndefined();
  });
});

describe.each(samples.map((sample) => [sample.name, sample] as const))('with %s', (_, sample) => {
  const facts = factsIn(sample);
  const texts = textIn(sample);

  test('no blank is left to fill in, and nothing says "undefined"', () => {
    const own = sample.site.business.operator ?? '';
    expect(texts.replaceAll(own, '').replaceAll(sample.site.project, '')).not.toMatch(
      /\[(your|company|address|date)|\bundefined\b|\bNaN\b|\[object|\bTODO\b|lorem|kingdom-?77/i,
    );
    for (const { id, blocks } of clausesIn(sample)) {
      expect(plainText(blocks).trim(), id).not.toBe('');
      expect(plainText(blocks), id).not.toMatch(/ {2,}|\s[,.;:](\s|$)|\.\./);
    }
  });

  test('nothing is promised that nobody can keep, and nobody is threatened', () => {
    expect(texts).not.toMatch(
      /we guarantee|fully compliant|GDPR[- ]compliant|bank[- ](level|grade)|military[- ]grade|100 ?% (secure|safe)|never be lost|24\/7|AES-256|state of the art|anonymi[sz]ed|certified by|class action waiver|binding arbitration|chargeback fee|ec\.europa\.eu\/consumers\/odr|by using .{0,40} you consent/i,
    );
  });

  test('a region is only spoken of when something is sold there', () => {
    const { soldIn, europe } = facts;
    if (!soldIn.us) expect(texts).not.toMatch(/California|Do Not Sell/);
    if (!europe) expect(texts).not.toMatch(/GDPR|withdraw/i);
    if (!soldIn.uk) expect(texts).not.toMatch(/Information Commissioner|in the United Kingdom/);
    if (!soldIn.eu) expect(texts).not.toMatch(/European Union/);
    if (europe) expect(texts).toMatch(/withdraw from the contract within 14 days/);
    if (soldIn.us) expect(texts).toContain('Do Not Sell or Share');
  });

  test('the cookie page has every cookie that is set, and no other', () => {
    const page = documentFor('cookies', facts);
    const rows = page?.sections.flatMap(({ clauses }) => clauses.flatMap(({ blocks }) => blocks.flatMap(rowsOf))) ?? [];
    const expected = Object.values(cookies).filter(({ setBy, name }) =>
      setBy === 'Google Analytics' ? facts.measuring.analytics : name !== 'cookie_consent' || facts.choices,
    );
    expect(rows.map(([name]) => name).sort()).toEqual(expected.map(({ name }) => cookieName(name, 'production')).sort());
    expect(
      claimsIn(sample)
        .filter((claim) => claim.startsWith('cookie:'))
        .sort(),
    ).toEqual(expected.map(({ name }) => `cookie:${name}`).sort());
  });

  test('the privacy page names every collection with data about people, and every company that receives some', () => {
    const claims = claimsIn(sample);
    for (const { collection } of facts.stored) expect(claims).toContain(`stores:${collection}`);
    for (const { name, id } of facts.processors) {
      expect(texts).toContain(name);
      if (id !== undefined) expect(claims).toContain(`uses:${id}`);
    }
    expect(claims.filter((claim) => claim.startsWith('stores:'))).toHaveLength(facts.stored.length);
  });

  test('claims have their facts', () => {
    const claims = claimsIn(sample);
    const has = (claim: string) => claims.includes(claim);
    expect(has('uses:sentry')).toBe(facts.sentry);
    expect(has('uses:google-analytics')).toBe(facts.measuring.analytics);
    expect(has('uses:vercel-analytics')).toBe(facts.measuring.vercelAnalytics);
    expect(has('uses:vercel-speed-insights')).toBe(facts.measuring.speedInsights);
    expect(has('consent-first')).toBe(facts.choices);
    expect(has('gpc-honoured')).toBe(facts.choices);
    expect(has('withdrawal:14')).toBe(facts.europe);
    expect(has(`refund:full-${facts.refunds.fullDays}`)).toBe(facts.refunds.fullDays > 0);
    expect(has('intent:GuildMembers')).toBe(facts.features.roleAtJoin);
    expect(has('no-member-events')).toBe(!facts.features.roleAtJoin);
    expect(has('discord-store')).toBe(facts.discordStore);
    expect(claims.some((claim) => claim.startsWith('retention:backup-'))).toBe(facts.retention.backupDays > 0);
  });

  test('links lead to pages of this site, to https or to a mailbox, whatever names are put in', () => {
    for (const { blocks } of clausesIn(sample))
      for (const href of blocks
        .flatMap(linesOf)
        .flatMap((content) => content.flatMap((part) => (typeof part === 'string' ? [] : [part.href]))))
        expect(href).toMatch(/^(https:\/\/|mailto:[^\s@]+@[^\s@]+$|\/[a-z])/);
  });
});

function rowsOf(block: Block): string[][] {
  return block.kind === 'table'
    ? block.rows.map((row) => row.map((cell) => cell.map((part) => (typeof part === 'string' ? part : part.text)).join('')))
    : [];
}

function linesOf(block: Block) {
  if (block.kind === 'paragraph') return [block.content];
  return block.kind === 'list' ? block.items : block.rows.flat();
}

describe('figures', () => {
  test('in texts are those of the configuration', () => {
    const texts = textIn(
      changed({
        refunds: { fullDays: 5, partialDays: 20, partialPercent: 35, euWithdrawalDays: 14 },
        retention: { inactiveDays: 400, auditDays: 77, deletedDays: 11 },
        premium: { graceDays: 3 },
      }),
    );
    for (const words of [
      'Up to 5 days',
      'After that, up to 20 days',
      '35 % of it',
      '400 days',
      '77 days',
      '11 days',
      'stays on for 3 days',
    ])
      expect(texts).toContain(words);
  });

  test('of money are written as the currency is', () => {
    expect(textIn(everything)).toContain('$9.99 per month');
    expect(textIn(changed({ plans: { currency: 'jpy', monthly: { amount: 1500 }, yearly: { amount: 15_000 } } }))).toContain(
      '¥1,500 per month',
    );
    expect(textIn(changed({ plans: { currency: 'huf', monthly: { amount: 150_000 } } }))).toMatch(/HUF\s1,500 per month/);
  });

  test('names stay as they are and cannot become markup or links', () => {
    expect(line`by ${'[x](javascript:alert(1))'}`).toEqual(['by ', '[x](javascript:alert(1))']);
    const odd = samples.find(({ name }) => name.includes('hard to quote'));
    expect(odd && textIn(odd)).toContain(odd?.site.project);
  });

  test('whatever the data map holds is either described or left to operators', () => {
    const operators = changed({ legal: { collections: dataMap.map(({ collection }) => collection) } });
    expect(factsIn({ ...operators, env: everything.env }).stored.map(({ collection }) => collection)).toEqual(
      dataMap.map(({ collection }) => collection),
    );
  });
});

describe('docs/legal.json', () => {
  test('says what the pages claim; `npm run legal` writes it', async () => {
    expect(await readFile(new URL('../../../docs/legal.json', import.meta.url), 'utf8')).toBe(recordText(readSiteConfig()));
  });

  test.each([
    {},
    { NEXT_PUBLIC_GA_ID: 'G-1' },
    { NEXT_PUBLIC_SENTRY_DSN: 'https://k@o.example/1' },
    { NEXT_PUBLIC_GA_ID: 'G-1', NEXT_PUBLIC_SENTRY_DSN: 'https://k@o.example/1' },
  ])('holds the claims of a build with %j', (env) => {
    const { site } = samples[2] ?? nothing;
    const recorded = recordOf(site).documents.flatMap(({ clauses }) =>
      clauses
        .filter((clause) => (clause.with?.some((name) => name in env) ?? true) && !(clause.without?.some((name) => name in env) ?? false))
        .flatMap(({ id, claims }) => claims.map((claim) => `${id} ${claim}`)),
    );
    const real = documentsFor(factsOf(site, env)).flatMap(({ sections }) =>
      sections.flatMap(({ clauses }) => clauses.flatMap(({ id, claims }) => claims.map((claim) => `${id} ${claim}`))),
    );
    expect(recorded.sort()).toEqual(real.sort());
  });

  test('holds no name, address or mailbox', () => {
    const text = recordText(everything.site);
    expect(text).not.toMatch(/Crown|Berlin|@/);
  });
});

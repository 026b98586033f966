import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packaged } from '../ports/packaged.ts';
import { checkLegal, checkProject } from './check.ts';
import { type Files, handWritten, ours, today } from './project.fixture.ts';
import { rules } from './rules/index.ts';

const record = 'docs/legal.json';
const site = 'site.config.json';
const privacy = 'packages/legal/src/documents/privacy.ts';
const swap =
  (from: string | RegExp, to: string) =>
  (text: string): string =>
    text.replace(from, to);
/** A setting of site.config.json, written before the others. */
const setting = (json: string) => swap('{', `{\n  ${json},`);

async function found(changes: Files): Promise<string[]> {
  return checkProject(await ours(changes)).contradictions.map(
    ({ rule, path, line, clause, saw }) => `${rule} ${path}:${line} ${clause ?? '-'} ${saw}`,
  );
}

describe('a project whose pages are generated', () => {
  test('the template contradicts itself nowhere', async () => {
    expect(await found({})).toEqual([]);
  });

  test('without the details of a business it lacks those, and nothing else', async () => {
    const { contradictions, kind, documents } = await checkLegal(packaged('templates/project/files'), today);
    expect(contradictions.map(({ rule, kind: what, saw }) => `${rule} ${what} ${saw}`)).toEqual(
      ['operator', 'address', 'country'].map((name) => `operator-unnamed missing business.${name} is empty`),
    );
    expect([kind, documents.map(({ id }) => id)]).toEqual(['ours', ['terms', 'privacy', 'refund', 'cookies']]);
  });

  /** What is broken, the rule that says so, where, in which clause, and words of what was seen. Nothing else may fire. */
  const cases: readonly [string, string, Files, string, string][] = [
    ['no record', 'record-missing', { [record]: undefined }, record, 'absent'],
    ['a record that is none', 'record-missing', { [record]: '{"documents":[{"id":"terms"}]}' }, record, 'absent'],
    [
      'an older version in the record',
      'version-differs',
      { [record]: swap('"version": "1.0"', '"version": "0.9"') },
      record,
      'terms is version 0.9',
    ],
    [
      'another date in the record',
      'version-differs',
      { [record]: swap('"2026-01-01"', '"2025-01-01"') },
      record,
      'terms holds from 2025-01-01',
    ],
    [
      'a date ahead',
      'effective-date',
      { [site]: setting('"policies": { "version": "1.0", "effective": "2027-01-01" }'), [record]: swap(/2026-01-01/g, '2027-01-01') },
      site,
      'lies ahead of today',
    ],
    [
      'a date before the version before',
      'effective-date',
      { [site]: setting('"legal": { "history": [{ "version": "0.9", "effective": "2026-06-01", "changes": "x" }] }') },
      site,
      'not after version 0.9',
    ],
    [
      'another refund',
      'refund-differs',
      { [site]: swap('"fullDays": 7', '"fullDays": 14') },
      record,
      'claims refund:full-7; by refunds.fullDays it is refund:full-14',
    ],
    [
      'a refund that no clause tells',
      'refund-differs',
      { [record]: swap('"refund:partial-14-50"', '"x"') },
      site,
      'refund:partial-14-50, which no clause claims',
    ],
    [
      'another retention',
      'retention-differs',
      { [site]: setting('"retention": { "auditDays": 30 }') },
      record,
      'claims retention:audit-365',
    ],
    ['another age', 'term-differs', { [site]: setting('"legal": { "minimumAge": 16 }') }, record, 'claims age:13'],
    [
      'a switched-off feature',
      'term-differs',
      { [site]: setting('"features": { "giveaways": false }') },
      record,
      'claims feature:giveaways',
    ],
    [
      'measuring that no clause tells',
      'term-differs',
      { [site]: setting('"measuring": { "vercelAnalytics": true }') },
      site,
      'uses:vercel-analytics',
    ],
    ['no name', 'operator-unnamed', { [site]: swap('"Crown GmbH"', '" "') }, site, 'business.operator is empty'],
    ['a short withdrawal', 'withdrawal-short', { [site]: swap('"euWithdrawalDays": 14', '"euWithdrawalDays": 7') }, site, 'is 7'],
    [
      'no page to withdraw',
      'withdrawal-function',
      { 'dashboard-frontend/app/legal/withdraw/page.tsx': undefined },
      site,
      'no app/legal/withdraw/page.tsx',
    ],
    [
      'Sentry on the servers alone',
      'processor-unnamed',
      { '.env.production.bot': 'A=1\nSENTRY_DSN=https://k@o1.ingest.sentry.io/1\n' },
      '.env.production.bot:2',
      'SENTRY_DSN is set',
    ],
    ['a host that was chosen', 'processor-unnamed', { 'k77.json': '{\n  "botHost": "railway"\n}' }, 'k77.json:2', 'botHost is railway'],
    [
      'a package of somebody',
      'processor-unnamed',
      { 'bot/package.json': swap('"discord.js"', '"openai": "6.0.0",\n    "discord.js"') },
      'bot/package.json',
      'the package openai',
    ],
    [
      'Redis elsewhere',
      'processor-unused',
      { '.env.production.api': 'REDIS_URL=rediss://u:p@redis.own.net:6379\n' },
      record,
      'REDIS_URL of .env.production.api leads elsewhere',
    ],
    [
      'Stripe that is gone',
      'processor-unused',
      {
        'dashboard/package.json': swap(/\s*"stripe": .*/, ''),
        'worker/package.json': swap(/,\s*"stripe": .*/, ''),
        'packages/payments/package.json': swap(/,?\s*"stripe": "[^"]*"/, ''),
      },
      record,
      'no package.json asks',
    ],
    [
      'a cookie of its own',
      'cookie-unlisted',
      { 'dashboard-frontend/app/seen.ts': '\ndocument.cookie = `seen=1`;\n' },
      'dashboard-frontend/app/seen.ts:2',
      'sets seen',
    ],
    [
      'a cookie of the API',
      'cookie-unlisted',
      { 'dashboard/src/x.ts': "reply.setCookie('ref', value);" },
      'dashboard/src/x.ts:1',
      'sets ref',
    ],
    [
      'local storage',
      'cookie-unlisted',
      { 'dashboard-frontend/app/x.ts': "localStorage.setItem('draft', a);" },
      'dashboard-frontend/app/x.ts:1',
      'sets draft',
    ],
    ['an invented cookie', 'cookie-unknown', { [record]: swap('"cookie:oauth"', '"cookie:_gid"') }, record, 'claims cookie:_gid'],
    [
      'a collection nobody knows',
      'collection-unmapped',
      { 'packages/data/src/repositories/notes.ts': "store.collection('notes')" },
      'packages/data/src/repositories/notes.ts:1',
      'notes',
    ],
    [
      'a collection no clause tells',
      'collection-unclaimed',
      { 'bot/src/warn.ts': "store.collection('warnings')" },
      'bot/src/warn.ts:1',
      'no clause claims stores:warnings',
    ],
    [
      'messages are read',
      'intent-denied',
      { 'bot/src/events/message.ts': 'export const event = {\n  intents: [GatewayIntentBits.MessageContent],\n};' },
      'bot/src/events/message.ts:2',
      'asks for MessageContent; privacy.messages',
    ],
    [
      'who is online',
      'intent-denied',
      { 'bot/src/x.ts': 'intents: [I.Guilds,\n I.GuildPresences]' },
      'bot/src/x.ts:1',
      'asks for GuildPresences',
    ],
    [
      'the mail address',
      'email-asked',
      { 'dashboard/src/auth/scopes.ts': "export const scope = 'identify email';" },
      'dashboard/src/auth/scopes.ts:1',
      'the scope "email"',
    ],
    [
      'signals that nothing reads',
      'promise-without-code',
      { 'dashboard-frontend/consent/refusal.ts': 'export const isAsked = () => true;' },
      record,
      'nothing reads Global Privacy Control',
    ],
    [
      'a font of Google',
      'third-party-host',
      { 'dashboard-frontend/styles/font.css': '@import url("https://fonts.googleapis.com/css2");' },
      'dashboard-frontend/styles/font.css:1',
      'loads from fonts.googleapis.com',
    ],
    [
      'a script of somebody',
      'third-party-host',
      { 'dashboard-frontend/app/x.tsx': '<Script strategy="lazyOnload" src="https://cdn.example.net/a.js" />' },
      'dashboard-frontend/app/x.tsx:1',
      'cdn.example.net',
    ],
    [
      'a tag in the layout',
      'measured-before-consent',
      { 'dashboard-frontend/app/layout.tsx': swap('</body>', '<GoogleAnalytics gaId={id} /></body>') },
      'dashboard-frontend/app/layout.tsx',
      '<GoogleAnalytics',
    ],
    [
      'the banner without its gate',
      'measured-before-consent',
      {
        'dashboard-frontend/consent/consent-banner.tsx':
          "import { Measuring } from '../analytics/measuring.tsx';\nexport const Banner = () => <Measuring />;",
      },
      'dashboard-frontend/analytics/measuring.tsx',
      '<GoogleAnalytics',
    ],
    [
      'a ticked box',
      'consent-preticked',
      { 'dashboard-frontend/consent/consent-config.ts': swap('enabled: false', 'enabled: true') },
      'dashboard-frontend/consent/consent-config.ts',
      'enabled: true',
    ],
    [
      'an id, and pages that deny measuring',
      'measured-though-denied',
      {
        '.env.production.dashboard': 'NEXT_PUBLIC_GA_ID=G-AB12\n',
        [record]: swap(/("no-analytics-cookies"\s*\]),\s*"without": \[\s*"NEXT_PUBLIC_GA_ID"\s*\]/, '$1'),
      },
      '.env.production.dashboard:1',
      'claims no-analytics-cookies',
    ],
    [
      'a boast',
      'boast',
      { [privacy]: swap('We do not sell data', 'We are fully GDPR compliant and do not sell data') },
      privacy,
      '"fully GDPR compliant"',
    ],
    [
      'a boast on a page',
      'boast',
      { 'dashboard-frontend/app/x.tsx': '<p>Bank-level safety</p>' },
      'dashboard-frontend/app/x.tsx:1',
      'Bank-level',
    ],
    [
      'an address nobody reads',
      'mailbox-unrouted',
      { 'k77.json': '{ "mailboxes": "support, contact, privacy, billing" }' },
      site,
      'emergency@kingdom77.test',
    ],
    [
      'an address in a page',
      'mailbox-unrouted',
      {
        'k77.json': '{ "mailboxes": "support, contact, privacy, billing, emergency" }',
        'dashboard-frontend/app/x.tsx': '<p>sales@kingdom77.test</p>',
      },
      'dashboard-frontend/app/x.tsx:1',
      'prints sales@',
    ],
    ['a blank', 'placeholder-in-settings', { [site]: swap('Crown GmbH', '[Your Company]') }, site, '[Your Company]'],
  ];

  test.each(cases)('%s: %s', async (_, rule, changes, path, saw) => {
    const seen = await found(changes);
    expect(seen.filter((one) => one.startsWith(`${rule} ${path}`) && one.includes(saw))).not.toEqual([]);
    expect(seen.filter((one) => !one.startsWith(`${rule} `))).toEqual([]);
  });

  test('every rule for such projects is seen firing', () => {
    const fired = new Set(cases.map(([, rule]) => rule));
    expect(rules.filter(({ id, reads }) => reads !== 'other' && !fired.has(id)).map(({ id }) => id)).toEqual([]);
  });

  test('a privileged intent behind a feature counts when the feature is on', async () => {
    const seen = await found({ [site]: setting('"features": { "roleAtJoin": true }') });
    expect(seen.some((one) => one.startsWith('intent-denied bot/src/events/member-add.ts'))).toBe(true);
  });

  test('sold outside of Europe only, a withdrawal page is not asked for, and the claim of one contradicts', async () => {
    const seen = await found({
      [site]: setting('"legal": { "soldIn": ["us"] }'),
      'dashboard-frontend/app/legal/withdraw/page.tsx': undefined,
    });
    expect(seen.some((one) => one.startsWith('withdrawal-function'))).toBe(false);
    expect(seen.some((one) => one.startsWith('refund-differs') && one.includes('claims withdrawal:14'))).toBe(true);
  });

  test('an id of Google Analytics alone is no contradiction: its clauses appear with it', async () => {
    expect(
      await found({ '.env.production.dashboard': 'NEXT_PUBLIC_GA_ID=G-AB12\nNEXT_PUBLIC_SENTRY_DSN=https://k@sentry.io/1\n' }),
    ).toEqual([]);
  });

  test('comments are no code, and tests are no pages', async () => {
    expect(
      await found({
        'dashboard-frontend/app/x.tsx': '// document.cookie = "a=1"; bank-level\nexport const a = 1;',
        'dashboard-frontend/app/x.test.tsx': 'document.cookie = "a=1";',
      }),
    ).toEqual([]);
  });

  test('shows no value of an env file', async () => {
    const seen = await found({
      '.env.production.bot': 'SENTRY_DSN=https://hush@sentry.io/1\nREDIS_URL=rediss://u:hush@own.net\nSTRIPE_SECRET_KEY=sk_hush\n',
    });
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.join()).not.toContain('hush');
  });

  test('the checklist tells the operator to have a lawyer read it, and which blanks are open', async () => {
    const ids = checkProject(await ours()).checklist.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['lawyer', 'governing-law', 'hosting']));
    expect(ids).not.toContain('representative-eu');
    const abroad = checkProject(await ours({ [site]: swap('"country": "DE"', '"country": "US"') })).checklist.map(({ id }) => id);
    expect(abroad).toContain('representative-eu');
  });
});

describe('a project whose pages were written by hand', () => {
  const page = 'frontend/app/legal/terms/page.jsx';
  const sound = {
    [page]: '<p>You may withdraw from the contract within 14 days.</p>',
    'api/main.py': 'import stripe\n',
    'frontend/app/layout.jsx': '{consent && <GoogleAnalytics gaId={id} />}',
  };
  const says = (text: string) => ({ ...sound, [page]: `${sound[page]}\n<p>${text}</p>` });
  const heard = (files: Readonly<Record<string, string>>) =>
    checkProject(handWritten(files)).contradictions.map(({ rule, path, line }) => `${rule} ${path}:${line}`);

  test('nothing is found where nothing contradicts', () => {
    expect(heard(sound)).toEqual([]);
  });

  const cases: readonly [string, Readonly<Record<string, string>>][] = [
    ['placeholder', says('Write to [Your Company Name].')],
    ['analytics-called-anonymous', says('We collect anonymized analytics data.')],
    ['do-not-track-ignored', says('We honor Do Not Track.')],
    ['dispute-fee', says('A chargeback costs a fee of $15.')],
    ['forced-arbitration', says('All claims go to binding arbitration.')],
    ['use-as-consent', says('By using the site you consent to cookies.')],
    ['cookie-invented', says('_gid: a day')],
    ['boast', says('GDPR Compliant: Yes')],
  ];
  test.each(cases)('%s is found on its line', (rule, files) => {
    expect(heard(files)).toEqual([`${rule} ${page}:2`]);
  });

  test('sold without a word of withdrawal, measured before consent, ticked before a choice', () => {
    expect(heard({ ...sound, [page]: '<p>No refunds.</p>' })).toEqual([`withdrawal-untold ${page}:1`]);
    expect(heard({ ...sound, 'frontend/app/layout.jsx': '<GoogleAnalytics gaId="G-1" />' })).toEqual([
      'measured-before-consent frontend/app/layout.jsx:1',
    ]);
    expect(heard({ ...sound, 'frontend/components/cookie-box.jsx': '<input type="checkbox" defaultChecked />' })).toEqual([
      'consent-preticked frontend/components/cookie-box.jsx:1',
    ]);
  });

  test('what the code does is no contradiction', () => {
    expect(heard({ ...says('We honor Do Not Track.'), 'frontend/lib/signals.js': "navigator.doNotTrack === '1'" })).toEqual([]);
    const plain = { [page]: says('Anonymized usage data.')[page] ?? '' };
    expect(heard(plain)).toEqual([]);
  });

  test('every rule for such projects is seen firing', () => {
    const fired = new Set([...cases.map(([rule]) => rule), 'withdrawal-untold', 'measured-before-consent', 'consent-preticked']);
    expect(rules.filter(({ id, reads }) => reads !== 'ours' && !fired.has(id)).map(({ id }) => id)).toEqual([]);
  });

  test("the sample in the guide's shape contradicts itself, the sound one does not", async () => {
    const samples = join(import.meta.dirname, '../../.ci');
    const { contradictions } = await checkLegal(join(samples, 'legacy'), today);
    expect(contradictions.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(['measured-before-consent', 'consent-preticked', 'placeholder', 'withdrawal-untold']),
    );
    expect((await checkLegal(join(samples, 'sound'), today)).contradictions).toEqual([]);
  });
});

test('every rule says why, by which law and what to do, and has a name of its own', () => {
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  for (const { title, why, source, fix } of rules) for (const text of [title, why, source, fix]) expect(text.length).toBeGreaterThan(7);
});

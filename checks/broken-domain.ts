/**
 * Worlds that are broken for the checks of phase 6.4: rows for `broken-worlds.test.ts`.
 */
import type { VendorId } from '../src/core/vendor.ts';
import type { BrokenRow } from './broken-row.ts';

export interface DomainHands {
  values: Record<string, string>;
  change(path: string, edit: (text: string) => string): Promise<void>;
  /** A button of a vendor's dashboard. */
  press(vendor: VendorId, action: string, fields: Record<string, string>): Promise<unknown>;
  /** Changes what the emulated Cloudflare holds. */
  cloudflare(edit: (state: CloudflareState) => void): Promise<void>;
  /** The services of later phases, behind their names, doing this wrong. */
  serve(mischief: Mischief): Promise<void>;
  /** What goes wrong with names: resolvers that do not answer. */
  trouble(names: { silent: readonly string[] }): void;
}
type Thing = Record<string, unknown>;
/** What the services of later phases do wrong: see `src/proof/later-hosts.ts`. */
interface Mischief {
  page?: string;
  bare?: true;
  allows?: 'any' | 'nobody';
  cookie?: string;
  login?: string;
  down?: true;
}
interface CloudflareState {
  zones: (Thing & { records: Thing[]; mail: { rules: Thing[] }; dnssec: Thing })[];
  registrations: Thing[];
  accounts: Thing[];
}

export type DomainRow = BrokenRow<DomainHands>;

const zone = 'kingdom77.test';

export const domainRows: readonly DomainRow[] = [
  {
    check: 'domain.registered',
    when: 'the domain went to another account',
    breakIt: ({ cloudflare }) => cloudflare(({ registrations }) => Object.assign(registrations[0] ?? {}, { accountId: 'f'.repeat(32) })),
    saw: /Cloudflare does not hold it in this account/,
    boxes: ['pre#004', '6.4#009'],
    alsoFails: ['domain.renewal'],
  },
  {
    check: 'domain.renewal',
    when: 'somebody switched auto-renew and privacy off, ten days before the end',
    breakIt: ({ cloudflare }) =>
      cloudflare(({ registrations }) => {
        const [held = {}] = registrations;
        const soon = new Date(Date.parse(String(held.created)) + 10 * 86_400_000 + 60_000);
        Object.assign(held, { autoRenew: false, privacy: false, expires: soon.toISOString() });
      }),
    saw: /auto-renew is off; name and address of the owner are public; it ends in (9|10) days/,
  },
  {
    check: 'domain.renewal',
    when: 'a registrar without an API did not renew it: the registry tells',
    breakIt: async ({ change, press }) => {
      await change('.k77/sandbox/answers.json', (text) => text.replace('"registrar": "cloudflare"', '"registrar": "other"'));
      await press('internet', 'buy', { domain: zone });
      await press('internet', 'expire', { domain: zone });
    },
    saw: /^it has ended$/,
  },
  {
    check: 'domain.registered',
    when: 'the registry holds it back: unpaid, at a registrar without an API',
    breakIt: async ({ change, press, cloudflare }) => {
      await change('.k77/sandbox/answers.json', (text) => text.replace('"registrar": "cloudflare"', '"registrar": "other"'));
      await cloudflare(({ registrations }) => registrations.splice(0));
      await press('internet', 'buy', { domain: zone });
      await press('internet', 'suspend', { domain: zone });
    },
    saw: /the registry says server hold; the parent zone does not know it/,
    boxes: ['6.4#009', 'post#020'],
  },
  {
    check: 'domain.zone',
    when: 'the zone is paused',
    breakIt: ({ press }) => press('cloudflare', 'pause-zone', { zone }),
    saw: /it is paused/,
  },
  {
    check: 'domain.zone',
    when: 'somebody removed the site and added it again',
    breakIt: ({ cloudflare }) => cloudflare(({ zones }) => Object.assign(zones[0] ?? {}, { id: '7'.repeat(32) })),
    saw: /another zone than the one that k77 set up/,
  },
  {
    check: 'domain.nameservers',
    when: 'the domain ran out',
    breakIt: ({ cloudflare }) => cloudflare(({ registrations }) => registrations.splice(0)),
    saw: /the parent does not name dana\.ns\.cloudflare\.com; the parent does not name rob\.ns\.cloudflare\.com/,
    alsoFails: [
      'domain.registered',
      'domain.renewal',
      'domain.caa',
      'domain.https',
      'domain.resolves',
      'domain.certificate',
      'domain.tls-grade',
      'domain.mail-authentic',
    ],
  },
  {
    check: 'domain.records',
    when: 'somebody put an address in the place of the alias',
    breakIt: async ({ press }) => {
      await press('cloudflare', 'delete-record', { zone, type: 'CNAME', name: `api.${zone}` });
      await press('cloudflare', 'add-record', { zone, type: 'A', name: `api.${zone}`, content: '198.51.100.7' });
    },
    saw: /conflicts: A api\.kingdom77\.test → 198\.51\.100\.7/,
    alsoFails: ['domain.https', 'domain.resolves', 'domain.certificate', 'domain.tls-grade'],
  },
  {
    check: 'domain.caa',
    when: 'somebody deleted the record of Let’s Encrypt',
    breakIt: ({ cloudflare }) =>
      cloudflare(({ zones: [one] }) => {
        if (one) one.records = one.records.filter(({ type, content }) => type !== 'CAA' || !String(content).includes('letsencrypt'));
      }),
    saw: /letsencrypt\.org may not/,
  },
  {
    check: 'domain.dnssec',
    when: 'signing was switched off and the parent zone forgot the key',
    breakIt: ({ cloudflare }) => cloudflare(({ zones: [one] }) => Object.assign(one?.dnssec ?? {}, { status: 'disabled' })),
    saw: /the parent zone does not say with which key it is signed/,
  },
  {
    check: 'domain.encryption',
    when: 'somebody made a loop go away with Flexible, and switched the certificate off',
    breakIt: async ({ press }) => {
      await press('cloudflare', 'set-setting', { zone, setting: 'ssl', value: 'flexible' });
      await press('cloudflare', 'universal-ssl', { zone, value: 'off' });
    },
    saw: /ssl is flexible, not strict; Universal SSL is off/,
    boxes: ['6.4#013'],
  },
  {
    check: 'domain.encryption',
    when: 'somebody switched the redirect to HTTPS off',
    breakIt: ({ press }) => press('cloudflare', 'set-setting', { zone, setting: 'always_use_https', value: 'off' }),
    saw: /^always_use_https is off, not on$/,
    boxes: ['6.4#014', 'post#022'],
  },
  {
    check: 'domain.hsts',
    when: 'somebody asks for the preload list',
    breakIt: async ({ press }) => {
      const said = { enabled: true, max_age: 300, include_subdomains: false, preload: true, nosniff: true };
      await press('cloudflare', 'set-setting', {
        zone,
        setting: 'security_header',
        value: JSON.stringify({ strict_transport_security: said }),
      });
      await press('vercel', 'host', { name: zone, hsts: '"max-age=63072000; includeSubDomains; preload"' });
    },
    saw: /cloudflare\.preload is true, not false; kingdom77\.test: asks to be put on the preload list/,
  },
  {
    check: 'domain.variables',
    when: 'somebody lets every origin in',
    breakIt: ({ change }) => change('.k77/sandbox/values.json', (text) => text.replace(/"CORS_ORIGINS": "[^"]*"/, '"CORS_ORIGINS": "*"')),
    saw: /CORS_ORIGINS is \*, not https:\/\/kingdom77\.test,/,
    boxes: ['6.4#018', 'post#073'],
  },
  {
    check: 'domain.variables',
    when: 'a file lost a line',
    breakIt: ({ change }) => change('.env.sandbox.dashboard', (text) => text.replace(/^NEXT_PUBLIC_API_URL=.*\n/m, '')),
    saw: /^\.env\.sandbox\.dashboard lacks NEXT_PUBLIC_API_URL$/,
    boxes: ['6.4#017'],
  },
  {
    check: 'domain.https',
    when: 'the host of the API answers over plain HTTP',
    breakIt: ({ press }) => press('railway', 'host', { name: `api.${zone}`, alwaysHttps: 'false' }),
    saw: /api\.kingdom77\.test: answers over plain HTTP/,
    boxes: ['6.4#003', '6.4#021', 'post#022', 'post#075'],
  },
  {
    check: 'domain.https',
    when: 'the dashboard stands behind the proxy, whose encryption is Flexible',
    breakIt: async ({ press }) => {
      await press('cloudflare', 'change-record', { zone, type: 'CNAME', name: `www.${zone}`, proxied: 'on' });
      await press('cloudflare', 'set-setting', { zone, setting: 'ssl', value: 'flexible' });
    },
    saw: /www\.kingdom77\.test: redirects in a circle/,
  },
  {
    check: 'domain.resolves',
    when: 'www leads somewhere else',
    breakIt: ({ press }) =>
      press('cloudflare', 'change-record', { zone, type: 'CNAME', name: `www.${zone}`, content: 'parking.example.test' }),
    saw: /www\.kingdom77\.test CNAME: Cloudflare does not answer with it yet/,
    boxes: ['6.4#019', 'post#023', 'post#024'],
    alsoFails: ['domain.records', 'domain.https', 'domain.certificate', 'domain.tls-grade'],
  },
  {
    check: 'domain.resolves',
    when: 'somebody deleted the record of the domain itself',
    breakIt: ({ press }) => press('cloudflare', 'delete-record', { zone, type: 'CNAME', name: zone }),
    saw: /^kingdom77\.test A: Cloudflare does not answer with it yet/,
    boxes: ['6.4#001', '6.4#019', 'post#020', 'post#024'],
  },
  {
    check: 'domain.resolves',
    when: 'one resolver of the world answers nothing',
    breakIt: async ({ trouble }) => trouble({ silent: ['9.9.9.9'] }),
    saw: /9\.9\.9\.9 /,
    boxes: ['post#024'],
  },
  {
    check: 'domain.certificate',
    when: 'one certificate carries another name, and one ends tomorrow',
    breakIt: async ({ press }) => {
      await press('railway', 'host', { name: `api.${zone}`, certificate: JSON.stringify({ names: ['somebody.else.test'] }) });
      await press('vercel', 'host', { name: zone, certificate: JSON.stringify({ names: [zone], days: 2 }) });
    },
    saw: /kingdom77\.test: its certificate ends in 1 days; api\.kingdom77\.test: its certificate is for somebody\.else\.test/,
    alsoFails: ['domain.https', 'domain.tls-grade'],
  },
  {
    check: 'domain.certificate',
    when: 'the host has not issued one yet',
    breakIt: ({ press }) => press('railway', 'host', { name: `api.${zone}`, certificate: '' }),
    saw: /api\.kingdom77\.test: no TLS/,
  },
  {
    check: 'domain.tls-grade',
    when: 'the host of the API still speaks TLS 1.0',
    breakIt: ({ press }) => press('railway', 'host', { name: `api.${zone}`, minTls: '"1.0"' }),
    saw: /^api\.kingdom77\.test: [B-F]/,
    boxes: ['6.4#020', 'post#021'],
  },
  {
    check: 'domain.tls-grade',
    when: 'the host of the API does not speak TLS 1.3',
    breakIt: ({ press }) => press('railway', 'host', { name: `api.${zone}`, tls13: 'false' }),
    saw: /api\.kingdom77\.test: does not speak TLS 1\.3/,
  },
  {
    check: 'domain.api-over-https',
    when: 'the API is down',
    breakIt: ({ serve }) => serve({ down: true }),
    saw: /it answers 503/,
    boxes: ['6.4#005', '6.4#022'],
  },
  {
    check: 'domain.unmixed',
    when: 'a page loads a script over plain HTTP',
    breakIt: ({ serve }) => serve({ page: '<script src="http://cdn.example.test/x.js"></script>' }),
    saw: /http:\/\/cdn\.example\.test\/x\.js on \//,
    alsoFails: ['domain.headers'],
  },
  {
    check: 'domain.headers',
    when: 'the dashboard sends no security headers',
    breakIt: ({ serve }) => serve({ bare: true }),
    saw: /^[C-F][+-]? \(\d+ of 100\): /,
  },
  {
    check: 'discord.redirects',
    when: 'somebody mistyped a redirect',
    breakIt: ({ press }) =>
      press('discord', 'redirects', { redirects: `https://${zone}/auth/callback/ https://api.${zone}/api/auth/callback` }),
    saw: /https:\/\/kingdom77\.test\/auth\/callback is not among the redirects/,
    boxes: ['6.4#015'],
  },
  {
    check: 'discord.secret',
    when: 'somebody reset the client secret in the Developer Portal',
    breakIt: ({ press }) => press('discord', 'reset-secret', {}),
    saw: /DISCORD_CLIENT_SECRET is not the secret of .+ \(\d+\)/,
  },
  {
    check: 'discord.no-localhost',
    when: 'the production application is used for development, too',
    breakIt: ({ press }) =>
      press('discord', 'redirects', {
        redirects: `https://${zone}/auth/callback https://api.${zone}/api/auth/callback http://localhost:3000/auth/callback`,
      }),
    saw: /http:\/\/localhost:3000\/auth\/callback is a redirect/,
  },
  {
    check: 'discord.login',
    when: 'the API still has the variables of the development application',
    breakIt: ({ serve }) =>
      serve({ login: 'https://discord.com/oauth2/authorize?client_id=1&redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fcb' }),
    saw: /names the application 1; it comes back to http:\/\/localhost:3000\/cb; it sends no state/,
  },
  {
    check: 'api.cors-served',
    when: 'the API lets in whoever asks',
    breakIt: ({ serve }) => serve({ allows: 'any' }),
    saw: /http:\/\/localhost:3000 may; .*any page of the world may/,
  },
  {
    check: 'api.cors-served',
    when: 'the API does not know the dashboard',
    breakIt: ({ serve }) => serve({ allows: 'nobody' }),
    saw: /https:\/\/www\.kingdom77\.test may not call it with cookies/,
  },
  {
    check: 'api.cookies-safe',
    when: 'the login sets a bare cookie',
    breakIt: ({ serve }) => serve({ cookie: 'Path=/' }),
    saw: /also travels over plain HTTP; __Host-oauth can be read by scripts; __Host-oauth is sent along from other sites; browsers refuse/,
  },
  {
    check: 'domain.mail-routed',
    when: 'somebody deleted a rule',
    breakIt: ({ cloudflare }) => cloudflare(({ zones: [one] }) => one?.mail.rules.splice(0, 1)),
    saw: /not forwarded: \w+@kingdom77\.test$/,
  },
  {
    check: 'domain.mail-authentic',
    when: 'a mail provider added its own SPF record, and somebody softened DMARC',
    breakIt: async ({ press }) => {
      await press('cloudflare', 'add-record', { zone, type: 'TXT', name: zone, content: '"v=spf1 include:_spf.google.com ~all"' });
      await press('cloudflare', 'change-record', { zone, type: 'TXT', name: `_dmarc.${zone}`, content: '"v=DMARC1; p=none"' });
    },
    saw: /2 SPF records: receivers ignore all of them; DMARC lets it through/,
  },
];

/** Checks of this phase that no world can break, and why. */
export const domainCannotFail: Readonly<Record<string, string>> = {
  'domain.mail-arrives': 'only the owner of the mailbox sees it: unknown until a person attests it',
};

/**
 * Worlds that are broken for the checks of phase 6.6, and for those of earlier phases that the API and the dashboard make visible: rows for
 * `broken-dashboard.test.ts`.
 */
import type { VendorId } from '../src/core/vendor.ts';
import type { BrokenRow } from './broken-row.ts';

/** What a person, or fate, can do: `HostedHands` of `src/proof/hosted-world.ts`, as far as it is needed here. */
export interface DashboardHands {
  values: Readonly<Record<string, string>>;
  change(path: string, edit: (text: string) => string): Promise<void>;
  push(path: string, text: string): Promise<string>;
  press(vendor: VendorId, action: string, fields?: Readonly<Record<string, string>>): Promise<unknown>;
  serve(mischief: Mischief): Promise<void>;
  /** Changes what the emulated Vercel holds. */
  vercel(edit: (state: { domains: { name: string; certificate: object }[] }) => void): Promise<void>;
}
/** What the services behind the names do wrong: see `src/proof/mischief.ts`. */
interface Mischief {
  page?: string;
  allows?: 'nobody';
  down?: true;
  health?: string;
  limits?: 'none' | 'silent' | 'curt' | 'wide';
  journey?: 'login' | 'unknown' | 'servers' | 'botless' | 'checkout';
  payments?: 'unread' | 'endless' | 'roleless' | 'kept';
  failing?: string;
  welcoming?: true;
  slow?: number;
  policy?: string;
  wide?: true;
  script?: string;
  scriptType?: string;
  scriptCache?: string;
}

export type DashboardRow = BrokenRow<DashboardHands>;

const zone = 'kingdom77.test';
// In two parts, so that no scanner of this repository takes it for a real one.
const leakedKey = `sk_live_${'51QxV8tKbE3nWZr7c9yYhGdTfJ2mA4pL6s'}`;

const api: readonly DashboardRow[] = [
  {
    check: 'api.variables-set',
    when: 'somebody deleted a variable, changed another and pasted the bot’s token',
    breakIt: async ({ press }) => {
      await press('railway', 'delete-variable', { service: 'api', name: 'CORS_ORIGINS' });
      await press('railway', 'set-variable', { service: 'api', name: 'RATE_LIMIT_FREE', value: '6000' });
      await press('railway', 'set-variable', { service: 'api', name: 'DISCORD_TOKEN', value: 'pasted' });
    },
    saw: /CORS_ORIGINS is missing; RATE_LIMIT_FREE is another one; it has DISCORD_TOKEN, which it does not read/,
  },
  {
    check: 'api.settings',
    when: 'somebody starts it by another command and switched the restarts off',
    breakIt: async ({ press }) => {
      await press('railway', 'change-setting', { service: 'api', setting: 'startCommand', value: 'npm start' });
      await press('railway', 'change-setting', { service: 'api', setting: 'restartPolicyType', value: 'NEVER' });
    },
    saw: /restart is "never", not "always".*startCommand is "npm start"/,
  },
  {
    check: 'api.runs',
    when: 'it gave up restarting',
    breakIt: ({ press }) => press('railway', 'crash', { service: 'api' }),
    saw: /it is crashed|nothing of it runs/,
    alsoFails: ['api.log-clean'],
  },
  {
    check: 'api.runs',
    when: 'somebody pushed, and nothing deployed that',
    breakIt: async ({ press, push }) => {
      await press('railway', 'disconnect', { service: 'api' });
      await push('notes.md', 'later\n');
    },
    saw: /[0-9a-f]{7} runs, not [0-9a-f]{7}/,
  },
  {
    check: 'api.named',
    when: 'somebody removed the name at Railway',
    breakIt: ({ press }) => press('railway', 'remove-domain', { domain: `api.${zone}` }),
    saw: /Railway does not know api\.kingdom77\.test/,
    boxes: ['6.6#004'],
  },
  {
    check: 'api.named',
    when: 'its certificate could not be issued',
    breakIt: ({ press }) => press('railway', 'fail-certificate', { domain: `api.${zone}` }),
    saw: /api\.kingdom77\.test: certificate failed \(Certificate Authority failed/,
    boxes: ['6.6#005'],
  },
  {
    check: 'api.healthy',
    when: 'it answers 503',
    breakIt: ({ serve }) => serve({ down: true }),
    saw: /\/health answers 503; \/health\/ready answers 503/,
  },
  {
    check: 'api.healthy',
    when: 'it answers 200 and says that it is degraded',
    breakIt: ({ serve }) => serve({ health: 'degraded' }),
    saw: /^\/health says degraded$/,
  },
  {
    check: 'api.limits',
    when: 'nobody counts',
    breakIt: ({ serve }) => serve({ limits: 'silent' }),
    saw: /it answers 200 without saying how many requests are left/,
  },
  {
    check: 'api.limits',
    when: 'it has another limit than was answered',
    breakIt: ({ serve }) => serve({ limits: 'wide' }),
    saw: /strangers may ask 600 times, not 60/,
  },
  {
    check: 'api.log-clean',
    when: 'its log holds an error',
    breakIt: ({ press }) =>
      press('railway', 'log', {
        service: 'api',
        message: JSON.stringify({ level: 50, service: 'api', msg: 'event could not be written down' }),
      }),
    saw: /event could not be written down$/,
  },
  {
    check: 'api.log-clean',
    when: 'the host says that a line is an error',
    breakIt: ({ press }) => press('railway', 'log', { service: 'api', message: 'Unhandled rejection', severity: 'error' }),
    saw: /Unhandled rejection/,
  },
];

const dashboard: readonly DashboardRow[] = [
  {
    check: 'dashboard.variables-set',
    when: 'somebody removed an address',
    breakIt: ({ press }) => press('vercel', 'remove-variable', { name: 'NEXT_PUBLIC_API_URL', target: 'production' }),
    saw: /^NEXT_PUBLIC_API_URL is missing$/,
    boxes: ['6.6#012'],
  },
  {
    check: 'dashboard.variables-set',
    when: 'somebody added the secret key of Stripe',
    breakIt: ({ press }) => press('vercel', 'set-variable', { name: 'STRIPE_SECRET_KEY', value: 'pasted' }),
    saw: /^it has STRIPE_SECRET_KEY$/,
    boxes: ['post#074'],
  },
  {
    check: 'dashboard.settings',
    when: 'somebody builds another folder',
    breakIt: ({ press }) => press('vercel', 'root-directory', { folder: 'dashboard' }),
    saw: /root is "dashboard", not "dashboard-frontend"/,
  },
  {
    check: 'dashboard.settings',
    when: 'scripts are neither packed nor kept',
    breakIt: ({ serve }) => serve({ script: `"${'x'.repeat(4096)}"`, scriptCache: 'no-store' }),
    saw: /1 scripts come unpacked, main\.js among them; browsers may not keep 1 scripts for a year/,
  },
  {
    check: 'dashboard.runs',
    when: 'the newest deployment did not build',
    breakIt: ({ press }) => press('vercel', 'fail-build', {}),
    saw: /nothing of it runs|it failed when [0-9a-f]{7} was deployed last/,
    boxes: ['6.6#011'],
  },
  {
    check: 'dashboard.runs',
    when: 'somebody pushed, and nothing deployed that',
    breakIt: async ({ press, push }) => {
      await press('vercel', 'disconnect', {});
      await push('notes.md', 'later\n');
    },
    saw: /^[0-9a-f]{7} runs, not [0-9a-f]{7}$/,
    boxes: ['6.6#010'],
  },
  {
    check: 'dashboard.named',
    when: 'www serves pages itself',
    breakIt: ({ press }) => press('vercel', 'redirect-domain', { domain: `www.${zone}`, to: '' }),
    saw: /www\.kingdom77\.test serves pages itself at Vercel; www\.kingdom77\.test\/pricing leads to nowhere/,
    boxes: ['6.6#013'],
  },
  {
    check: 'dashboard.named',
    when: 'www leads there only for now',
    breakIt: ({ press }) => press('vercel', 'redirect-domain', { domain: `www.${zone}`, to: zone }),
    saw: /www\.kingdom77\.test answers 307: only for now/,
    boxes: ['6.6#013'],
  },
  {
    check: 'dashboard.named',
    when: 'the certificate of the domain does not come',
    breakIt: ({ vercel }) =>
      vercel(({ domains }) => {
        for (const one of domains)
          if (one.name === zone) Object.assign(one.certificate, { state: 'issuing', due: Number.MAX_SAFE_INTEGER });
      }),
    saw: /^kingdom77\.test: certificate /,
    boxes: ['6.6#014'],
  },
  {
    check: 'dashboard.named',
    when: 'somebody removed the domain from the project',
    breakIt: ({ press }) => press('vercel', 'remove-domain', { domain: zone }),
    saw: /Vercel does not know kingdom77\.test/,
  },
  {
    check: 'dashboard.previews',
    when: 'somebody opened them and gave them a live key',
    breakIt: async ({ press }) => {
      await press('vercel', 'protection', { value: 'off' });
      const name = 'NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY';
      await press('vercel', 'remove-variable', { name, target: 'preview' });
      await press('vercel', 'set-variable', { name, target: 'preview', value: 'pk_live_51Pasted000000', type: 'plain' });
    },
    saw: /strangers may see them; previews: NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY is another one; previews have the live NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY/,
  },
  {
    check: 'dashboard.commercial',
    when: 'the team went back to the free plan',
    breakIt: ({ press }) => press('vercel', 'set-plan', { plan: 'hobby' }),
    saw: /is on hobby: the Hobby plan is for non-commercial use only/,
  },
  {
    check: 'release.recorded',
    when: 'somebody redeployed by hand',
    breakIt: ({ change }) =>
      change('.k77/sandbox/releases/r-0001.json', (text) => text.replace(/"monthly": "price_[^"]*"/, '"monthly": "price_another"')),
    saw: /prices\.monthly is "price_another", not "price_/,
  },
];

const pages: readonly DashboardRow[] = [
  {
    check: 'dashboard.pages',
    when: 'a page breaks, and addresses that do not exist show the start',
    breakIt: ({ serve }) => serve({ failing: '/pricing', welcoming: true }),
    saw: /\/pricing answers 500; an address that does not exist answers 200, not 404/,
    boxes: ['6.6#025', 'post#040', 'rollback#002'],
  },
  {
    check: 'dashboard.pages',
    when: 'every page shows the error of Next.js',
    breakIt: ({ serve }) => serve({ page: '<p>Application error: a client-side exception has occurred</p>' }),
    saw: /^\/ shows an error; .* shows an error; and \d+ more$/,
  },
  {
    check: 'dashboard.fast',
    when: 'the host is slow',
    breakIt: ({ serve }) => serve({ slow: 2100 }),
    saw: /\d{4}(\.\d+)? ms in the middle/,
  },
  {
    check: 'dashboard.images',
    when: 'a picture is missing, and the policy keeps those of Discord out',
    breakIt: ({ serve }) => serve({ page: '<img src="/k77/gone.png" alt="">', policy: "default-src 'self'" }),
    saw: /https:\/\/kingdom77\.test\/k77\/gone\.png on \S+: 404; the content security policy of \/ keeps pictures of https:\/\/cdn\.discordapp\.com out/,
    alsoFails: ['dashboard.api-reached'],
  },
  {
    check: 'dashboard.api-reached',
    when: 'it was built without the API’s address, and its policy allows nobody',
    breakIt: ({ serve }) => serve({ script: 'fetch("http://localhost:8000")', policy: "default-src 'self'" }),
    saw: /no page and no script names https:\/\/api\.kingdom77\.test; the content security policy of \/ keeps https:\/\/api\.kingdom77\.test out/,
    alsoFails: ['dashboard.images'],
  },
  {
    check: 'dashboard.api-reached',
    when: 'the API does not know the dashboard',
    breakIt: ({ serve }) => serve({ allows: 'nobody' }),
    saw: /does not let pages of https:\/\/kingdom77\.test read its answers/,
  },
  {
    check: 'dashboard.console',
    when: 'a script is a page, and another one has no nonce',
    breakIt: ({ serve }) => serve({ scriptType: 'text/html', page: '<script>start()</script>' }),
    saw: /main\.js on \S+ is text\/html, no script; the policy of \/ refuses 1 of its own scripts/,
  },
  {
    check: 'dashboard.mobile',
    when: 'pages do not say how wide they are',
    breakIt: ({ serve }) => serve({ wide: true }),
    saw: /phones show \/ as wide as a desk/,
  },
  {
    check: 'dashboard.analytics',
    when: 'Vercel’s scripts measure whoever comes',
    breakIt: ({ serve }) => serve({ page: '<script defer src="https://va.vercel-scripts.com/v1/script.js"></script>' }),
    saw: /\/ loads https:\/\/va\.vercel-scripts\.com\/v1\/script\.js before anybody was asked/,
  },
  {
    check: 'dashboard.login',
    when: 'the API cannot finish a login',
    breakIt: ({ serve }) => serve({ journey: 'login' }),
    saw: /the API does not finish the login: https:\/\/kingdom77\.test\/\?login=failed/,
  },
  {
    check: 'dashboard.login',
    when: 'the session is lost on the way',
    breakIt: ({ serve }) => serve({ journey: 'unknown' }),
    saw: /after the login the API does not know who it is \(200\)/,
    boxes: ['post#069', 'post#097', 'rollback#009'],
  },
  {
    check: 'dashboard.servers',
    when: 'people are shown no server',
    breakIt: ({ serve }) => serve({ journey: 'servers' }),
    saw: /the owner of a server with the bot is shown none/,
  },
  {
    check: 'dashboard.servers',
    when: 'the bot has not written down where it is',
    breakIt: ({ serve }) => serve({ journey: 'botless' }),
    saw: /the API does not know that the bot is in Kingdom-77 Support/,
    boxes: ['post#101', 'rollback#009'],
  },
  {
    check: 'dashboard.checkout',
    when: 'Stripe refuses what the API asks',
    breakIt: ({ serve }) => serve({ journey: 'checkout' }),
    saw: /POST \/api\/stripe\/checkout answers 502 Stripe refuses/,
  },
];

/** Of earlier phases. */
const nowSeen: readonly DashboardRow[] = [
  {
    check: 'redis.rate-limits-served',
    when: 'the API counts and refuses nobody',
    breakIt: ({ serve }) => serve({ limits: 'none' }),
    saw: /^61 requests, and none was refused$/,
  },
  {
    check: 'redis.rate-limits-served',
    when: 'it refuses without saying until when',
    breakIt: ({ serve }) => serve({ limits: 'curt' }),
    saw: /it refuses without saying when to come back/,
  },
  {
    check: 'frontend.served-clean',
    when: 'the key of Stripe is built into a script',
    breakIt: ({ serve }) => serve({ script: `const key="${leakedKey}"` }),
    saw: /stripe-key in \/_next\/static\/chunks\/main\.js:1/,
  },
  {
    check: 'frontend.served-clean',
    when: 'a page shows a secret that looks like nothing',
    breakIt: ({ serve, values }) => serve({ page: `<!-- ${values.SESSION_SECRET} -->` }),
    saw: /known-secret in \/:1/,
  },
  {
    check: 'payments.database-updated',
    when: 'the worker reads no event',
    breakIt: ({ serve }) => serve({ payments: 'unread' }),
    saw: /sub_\w+ was paid, and premium_subscriptions does not know it/,
  },
  {
    check: 'payments.database-updated',
    when: 'ends of subscriptions are missed',
    breakIt: ({ serve }) => serve({ payments: 'endless' }),
    saw: /was cancelled, and premium_subscriptions says that it goes on/,
    boxes: ['post#099', 'rollback#006'],
  },
  {
    check: 'payments.role-assigned',
    when: 'the bot’s role stands below the one to give',
    breakIt: ({ serve }) => serve({ payments: 'roleless' }),
    saw: /owner paid and has no Premium role/,
    boxes: ['6.1#013', 'post#115', 'rollback#006'],
  },
  {
    check: 'payments.role-assigned',
    when: 'the role is never taken back',
    breakIt: ({ serve }) => serve({ payments: 'kept' }),
    saw: /owner’s subscription ended, and the role is still there/,
    boxes: ['6.1#013', 'post#115', 'rollback#006'],
  },
  {
    check: 'payments.pages',
    when: 'the page for success breaks',
    breakIt: ({ serve }) => serve({ failing: '/payment/success' }),
    saw: /https:\/\/kingdom77\.test\/payment\/success answers 500/,
  },
  {
    check: 'discord.login',
    when: 'the API is down',
    breakIt: ({ serve }) => serve({ down: true }),
    saw: /\/api\/auth\/login answers 503/,
  },
  {
    check: 'api.cookies-safe',
    when: 'the API is down',
    breakIt: ({ serve }) => serve({ down: true }),
    saw: /the login sets no cookie/,
  },
  {
    check: 'api.cors-served',
    when: 'the API is down',
    breakIt: ({ serve }) => serve({ down: true }),
    saw: /https:\/\/kingdom77\.test may not call it with cookies/,
  },
];

export const dashboardRows: readonly DashboardRow[] = [...api, ...dashboard, ...pages, ...nowSeen];

/** Checks of this phase that no world can break, and why. */
export const dashboardCannotFail: Readonly<Record<string, string>> = {};

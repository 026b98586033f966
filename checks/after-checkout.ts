/**
 * Payments · what happens after checkout: pages, database and role. Phase 6.6 deploys what does it, and proves it.
 */
import { type AnyCheck, check, type Verdict } from '../src/core/check.ts';
import type { Values } from '../src/core/keys.ts';
import type { Files } from '../src/core/ports.ts';
import { ask, headerValue, isHtml } from '../src/probes/http/ask.ts';
import { internet } from '../src/vendors/internet.ts';
import { stripe } from '../src/vendors/stripe.ts';
import { webOptions } from './domain-seen.ts';
import { frontendFolders } from './frontend-folder.ts';
import { held } from './held.ts';
import {
  boughtOnes,
  collection,
  type Rehearsing,
  rehearsalNeeds,
  rehearsalTolerates,
  rehearsalUses,
  rehearsePayment,
  rolesOf,
  rowOf,
} from './payment-rehearsal.ts';
import { judge, later, unknown, wrongFor } from './verdict.ts';

const databaseUpdated = check({
  id: 'payments.database-updated',
  section: 'Payments',
  phase: '6.1',
  title: 'A payment changes the subscription in the database',
  guide: ['6.1/8', '6.1#012', 'post#035', 'post#098', 'post#099', 'rollback#006'],
  weight: 'blocker',
  uses: rehearsalUses,
  needs: rehearsalNeeds,
  tolerates: rehearsalTolerates,
  touches: 'test data',
  // With live keys it reads what people have bought.
  touchesIn: ['sandbox', 'staging'],
  makes: 'a customer with a subscription in Stripe’s test mode, and what the webhook writes down of it; cancelled and taken back',
  async probe(context) {
    const waits = awaits(context.values);
    if (waits) return waits;
    if (!(await mayBuy(context))) return readDatabase(context);
    const { written, ended, refused, subscription } = await rehearsePayment(context);
    return judge(context, {
      wrong: [
        refused && `Stripe refused: ${refused}`,
        !refused && written === undefined && `${subscription} was paid, and ${collection} does not know it`,
        wrongFor(
          ['post#099', 'rollback#006'],
          written !== undefined && ended === undefined && `${subscription} was cancelled, and ${collection} says that it goes on`,
        ),
      ],
      saw: `a rehearsed subscription: written down as active after ${written} s, as canceled after ${ended} s; taken back`,
      want: `what Stripe says of a subscription stands in ${collection} within seconds`,
      from: 'Stripe’s test mode → webhook → API → queue → worker → MongoDB',
      fix: 'the log of the worker says what became of the event; deliveries: https://dashboard.stripe.com/test/webhooks; then k77 verify payments',
    });
  },
});

/** With live keys: what people have bought, as Stripe and as the database say it. */
async function readDatabase(context: Rehearsing): Promise<Verdict> {
  const bought = await boughtOnes(context);
  if (bought.length === 0) return unknown(nobodyBought);
  const rows = await Promise.all(bought.map(({ id }) => rowOf(context, id)));
  const differing = bought.flatMap(({ id, status }, nth) => {
    const row = rows[nth];
    return row?.status === status ? [] : [`${id} is ${status} at Stripe and ${row ? String(row.status) : 'unknown'} in ${collection}`];
  });
  return judge(context, {
    wrong: differing.slice(0, 4),
    saw: `${bought.length} subscriptions, the newest ${bought[0]?.id}: as Stripe says`,
    want: `every subscription in ${collection} as Stripe says`,
    from: 'Stripe GET /v1/subscriptions and MongoDB find',
    fix: 'the log of the worker says what became of the events; the daily comparison of the worker mends what was missed',
  });
}

/** Whoever looks at members of the support server has it: post#116 stands. */
const given = ['6.1#013', 'post#115', 'rollback#006'] as const;

const roleAssigned = check({
  id: 'payments.role-assigned',
  section: 'Payments',
  phase: '6.1',
  title: 'A payment gives the Premium role in Discord',
  guide: ['6.1/8', '6.1#013', 'post#115', 'post#116', 'rollback#006'],
  weight: 'blocker',
  uses: rehearsalUses,
  needs: rehearsalNeeds,
  tolerates: rehearsalTolerates,
  touches: 'test data',
  touchesIn: ['sandbox', 'staging'],
  makes: 'a customer with a subscription in Stripe’s test mode, and the Premium role of a test person; taken back',
  async probe(context) {
    const waits = awaits(context.values);
    if (waits) return waits;
    if (!context.values.PREMIUM_ROLE_ID || !context.values.SUPPORT_GUILD_ID)
      return {
        state: 'impossible',
        why: 'you named no support server with a role for subscribers, so that nobody gets one',
        instead: 'k77 deploy 6.5 --set SUPPORT_GUILD_ID=<id> --set PREMIUM_ROLE_ID=<id>',
      };
    if (!(await mayBuy(context))) return readRoles(context);
    const { role, roleless, written, refused } = await rehearsePayment(context);
    if (roleless) return unknown(`${roleless}: let them join it, then k77 verify payments`);
    if (refused || written === undefined)
      return unknown(`the payment did not get so far: ${refused ?? 'payments.database-updated says more'}`);
    return judge(context, {
      wrong: [
        wrongFor(given, role?.given === undefined && `${role?.buyer} paid and has no Premium role`),
        wrongFor(
          given,
          role?.given !== undefined &&
            !role.had &&
            role.taken === undefined &&
            `${role.buyer}’s subscription ended, and the role is still there`,
        ),
      ],
      saw: role?.had
        ? `${role.buyer} has the Premium role, as before`
        : `${role?.buyer} had the Premium role ${role?.given} s after the payment, and no longer ${role?.taken} s after it, when the subscription had ended`,
      want: 'the role comes with a paid subscription and goes with its end',
      from: 'Stripe’s test mode → webhook → worker → Discord GET /guilds/{id}/members/{id}',
      fix: roleFix,
    });
  },
});

const roleFix =
  'in the support server: drag the bot’s own role above the Premium role and allow it Manage Roles; the log of the worker names what Discord refused';

async function readRoles(context: Rehearsing): Promise<Verdict> {
  const paying = (await boughtOnes(context)).filter(({ status }) => status === 'active');
  const roles = await Promise.all(paying.map(({ metadata }) => rolesOf(context, String(metadata.user_id))));
  const members = paying.flatMap(({ metadata }, nth) => (roles[nth] ? [{ user: String(metadata.user_id), roles: roles[nth] }] : []));
  if (members.length === 0) return unknown(nobodyBought);
  const without = members.filter((one) => !one.roles.includes(String(context.values.PREMIUM_ROLE_ID)));
  return judge(context, {
    wrong: without.slice(0, 4).map(({ user }) => wrongFor(given, `${user} pays and has no Premium role`)),
    saw: `${members.length} subscribers in the support server, each with the role`,
    want: 'the Premium role for every subscriber in the support server',
    from: 'Stripe GET /v1/subscriptions and Discord GET /guilds/{id}/members/{id}',
    fix: roleFix,
  });
}

/** Undefined: API and worker are there to be tried. */
function awaits({ API_DEPLOYED, WORKER_DEPLOYED }: Partial<Values>): Verdict | undefined {
  if (API_DEPLOYED && WORKER_DEPLOYED) return undefined;
  return later('6.6', API_DEPLOYED ? 'no worker is deployed yet' : 'no API is deployed yet that could hear of it');
}

/** Test cards never meet a live key. */
async function mayBuy(context: Rehearsing): Promise<boolean> {
  return context.environment !== 'production' && (await context.identity(stripe)).mode === 'test';
}

const nobodyBought =
  'nobody has bought Premium yet, and a live key takes no test card: buy it once yourself with a real card, on your own pricing page, give it back from the page of your bill, then k77 verify payments';

const pagesBuilt = check({
  id: 'payments.pages',
  section: 'Payments',
  phase: '6.1',
  title: 'After checkout there is a page for success and one for cancelling',
  guide: ['6.1/9', '6.1#022'],
  settings: held('6.1/9:success', '6.1/9:cancel'),
  weight: 'blocker',
  uses: [internet],
  needs: [],
  tolerates: ['domain', 'DASHBOARD_DEPLOYED'],
  async probe(context) {
    const { domain, DASHBOARD_DEPLOYED } = context.values;
    const [folder] = await frontendFolders(context.files);
    if (folder === undefined) return later('6.6', 'there is no dashboard in this folder yet');
    const names = ['success', 'cancel'];
    const pages = await Promise.all(names.map((name) => pageOf(context.files, folder, name)));
    const missing = names.filter((_, index) => pages[index] === undefined);
    const deployed = DASHBOARD_DEPLOYED !== undefined && domain !== undefined;
    if (missing.length === 0 && !deployed) return later('6.6', `${pages.join(' and ')} are written, but not served yet`);
    const paths = names.map((name) => `/payment/${name}`);
    const seen = missing.length > 0 ? [] : await Promise.all(paths.map((path) => ask(`https://${domain}${path}`, webOptions(context))));
    return judge(context, {
      wrong: [
        ...missing.map((name) => `${folder}/ has no page /payment/${name}`),
        ...seen.map((one, nth) => {
          if (one.state === 'failed') return `https://${domain}${paths[nth]} does not answer: ${one.failure}`;
          if (one.status !== 200) return `https://${domain}${paths[nth]} answers ${one.status}`;
          return !isHtml(headerValue(one.headers, 'content-type')) && `https://${domain}${paths[nth]} is no page`;
        }),
      ],
      saw: `${paths.map((path) => `https://${domain}${path}`).join(' and ')}: 200`,
      want: 'pages /payment/success and /payment/cancel, written and served',
      from: deployed ? `GET https://${domain}/payment/success and /payment/cancel` : `the files below ${folder}/`,
      fix:
        missing.length > 0 ? 'write the pages; k77 writes them for a new dashboard in 6.6' : 'k77 deploy 6.6 deploys the dashboard again',
    });
  },
});

/** Next.js keeps pages below app/ or src/app/, also in groups that are no part of the address, `app/(account)/payment/success`; the old way is pages/. */
async function pageOf(files: Files, folder: string, name: string): Promise<string | undefined> {
  const apps = ['app', 'src/app'].map((app) => `${folder}/${app}`);
  const groups = (await Promise.all(apps.map(async (app) => (await files.list(app)).map((one) => `${app}/${one}`)))).flat();
  const tops = [...apps, ...groups.filter((path) => /\/\([^)]+\)$/.test(path))];
  const spots = tops.flatMap((top) => ['tsx', 'jsx', 'js'].map((end) => `${top}/payment/${name}/page.${end}`));
  const old = ['tsx', 'jsx', 'js'].map((end) => `${folder}/pages/payment/${name}.${end}`);
  for (const path of [...spots, ...old]) if ((await files.read(path)) !== undefined) return path;
  return undefined;
}

export const afterCheckout: readonly AnyCheck[] = [databaseUpdated, roleAssigned, pagesBuilt];

/** Monitoring: uptime, guide 6.7/4 to 6.7/6. What is set up at UptimeRobot; what it saw is in `uptime-live.ts`. */

import { diff } from '../src/core/change.ts';
import { type AnyCheck, check } from '../src/core/check.ts';
import { webhooksIn } from '../src/phases/6.7-monitoring/uptime/channels.ts';
import { emailAt } from '../src/phases/6.7-monitoring/uptime/email.ts';
import { contactsOf, type Known, listens, nameOf, stateOf, type Watched, wanted } from '../src/phases/6.7-monitoring/uptime/watched.ts';
import { uptimerobot } from '../src/vendors/uptimerobot.ts';
import type { UptimeMonitor } from '../src/vendors/uptimerobot-types.ts';
import { held } from './held.ts';
import { uptimeLive } from './uptime-live.ts';
import { monitorMaybe, monitorsSeen, unwatchedVerdict, watchedAll } from './uptime-seen.ts';
import { judge, wrongFor } from './verdict.ts';

const monitorsRight = check({
  id: 'uptime.monitors',
  section: 'Monitoring',
  phase: '6.7',
  title: 'Five monitors watch API, dashboard, database, cache and bot, and each tells somebody',
  guide: ['6.7/4', '6.7#010', 'post#052', 'post#053'],
  settings: held('6.7/4:interval', '6.7/4:api', '6.7/4:dashboard', '6.7/4:database', '6.7/4:cache', '6.7/4:contacts', '6.7/4:bot'),
  weight: 'blocker',
  task: 'uptime.monitors',
  uses: [uptimerobot],
  needs: ['uptimeMonitor', 'project', 'domain', 'ENVIRONMENT'],
  tolerates: ['UPTIME_PLAN', 'UPTIME_EMAIL', ...monitorMaybe],
  async probe(context) {
    const none = unwatchedVerdict(context.values);
    if (none) return none;
    const { UPTIME_PLAN: plan, UPTIME_EMAIL: email } = context.values;
    if (plan === undefined || email === undefined) return { state: 'unknown', why: 'UptimeRobot is not set up yet: k77 deploy 6.7' };
    const known = context.values as Known;
    const contacts = contactsOf({ ...context.values, UPTIME_EMAIL: email });
    const found = await monitorsSeen(context);
    return judge(context, {
      wrong: watchedAll.map((one) => wrongWith(one, found.get(one), known, contacts)),
      saw: `${[...found.values()].map(({ friendlyName }) => friendlyName).join(', ')}; every ${wanted('api', known).everySeconds} s; the bot by ${listens(known) ? 'its heartbeat' : '/health/bot, because the free plan takes no heartbeats'}`,
      want: 'five, none paused, each with its address and keyword, and the contacts that are told',
      from: 'UptimeRobot GET /v3/monitors',
      fix: 'k77 deploy 6.7',
    });
  },
});

function wrongWith(watched: Watched, seen: UptimeMonitor | undefined, known: Known, contacts: readonly number[]): string | undefined {
  const name = nameOf(watched, known);
  if (!seen) return `${name} is not watched`;
  const want = wanted(watched, known);
  const changes = diff(want, stateOf(seen));
  const silent = contacts.some((id) => !seen.contacts.includes(id));
  if (changes.length === 0 && !silent) return undefined;
  const fields = [...new Set([...changes.map(({ path }) => path.split(/[.[]/)[0] ?? ''), ...(silent ? ['contacts'] : [])])];
  return `${name}: ${fields.map((field) => words[field] ?? `another ${field}`).join(', ')}`;
}

const words: Readonly<Record<string, string>> = {
  paused: 'paused',
  contacts: 'somebody is not told',
  carries: 'its requests carry a secret',
  everySeconds: 'another interval',
  silentSeconds: 'another time of silence',
  certificateDays: 'nobody is warned before its certificate ends',
  asks: 'it asks in a way that does not see the keyword',
  retries: 'one wrong answer is an alarm',
};

const secretless = check({
  id: 'uptime.secretless',
  section: 'Monitoring',
  phase: '6.7',
  title: 'No monitor carries a token, and none asks Discord in place of the bot',
  guide: ['6.7/4'],
  settings: held('6.7/4:bot'),
  weight: 'blocker',
  uses: [uptimerobot],
  needs: ['uptimeMonitor', 'domain'],
  async probe(context) {
    const none = unwatchedVerdict(context.values);
    if (none) return none;
    const { domain } = context.values;
    const all = await context.client(uptimerobot).monitors();
    const ours = all.filter(({ url }) => URL.canParse(url) && isOurs(new URL(url).hostname, domain));
    return judge(context, {
      wrong: ours.map(({ friendlyName, carries, url }) => {
        if (carries.length > 0) return `${friendlyName} sends ${carries.join(', ')}`;
        return isDiscord(new URL(url).hostname) && `${friendlyName} asks Discord: it stays up while the bot is down`;
      }),
      saw: `${ours.length} monitors of ${domain} and Discord, none with a header, a password or a token`,
      want: 'none that carries a secret: UptimeRobot would have it, and who opens the account',
      from: 'UptimeRobot GET /v3/monitors',
      fix: 'delete that monitor at https://dashboard.uptimerobot.com/monitors and make its token anew: it has been with a stranger',
    });
  },
});

function isDiscord(host: string): boolean {
  return /(^|\.)discord(app)?\.com$/.test(host);
}
/** Monitors of other projects in the same account are somebody else's business. */
function isOurs(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`) || isDiscord(host);
}

const contacts = check({
  id: 'uptime.contacts',
  section: 'Monitoring',
  phase: '6.7',
  title: 'The mailbox that is told is confirmed, and so are the chats',
  guide: ['6.7/5', '6.7#012', 'post#054', 'post#055'],
  settings: held('6.7/5:email', '6.7/5:discord', '6.7/5:slack'),
  weight: 'blocker',
  uses: [uptimerobot],
  needs: ['uptimeMonitor', 'uptimeEmail'],
  tolerates: ['LOG_WEBHOOK_URL', 'SLACK_WEBHOOK_URL'],
  async probe(context) {
    const none = unwatchedVerdict(context.values);
    if (none) return none;
    const client = context.client(uptimerobot);
    const { uptimeEmail } = context.values;
    const [email, chats] = [await emailAt(client, uptimeEmail), await client.integrations()];
    const wantedChats = Object.entries(webhooksIn(context.values));
    return judge(context, {
      wrong: [
        ...[
          email === undefined && `${uptimeEmail} is no contact`,
          email !== undefined &&
            email.status !== 'Active' &&
            `${uptimeEmail} is ${email.status === 'NotActivated' ? 'not confirmed' : email.status}`,
          email !== undefined && email.events !== 'UpAndDown' && `${uptimeEmail} is told of ${email.events} only`,
        ].map((problem) => wrongFor(['6.7#012', 'post#054'], problem)),
        ...wantedChats.map(([kind, webhook]) => {
          const seen = chats.find(({ type, value }) => type === kind && value === webhook.reveal());
          const boxes = kind === 'Discord' ? (['6.7#012', 'post#055'] as const) : (['6.7#012'] as const);
          if (!seen) return wrongFor(boxes, `${kind} is not told`);
          if (seen.status !== 'Active') return wrongFor(boxes, `${kind} is ${seen.status}`);
          return wrongFor(boxes, seen.events !== 'UpAndDown' && `${kind} is told of ${seen.events} only`);
        }),
      ],
      saw: [uptimeEmail, ...wantedChats.map(([kind]) => kind)].join(', '),
      want: 'each active, told when something goes down and when it is up again',
      from: 'UptimeRobot GET /v3/alert-contacts, /v3/integrations',
      fix: 'k77 deploy 6.7, and follow the link in the message of UptimeRobot',
    });
  },
});

const certificates = check({
  id: 'uptime.certificates',
  section: 'Monitoring',
  phase: '6.7',
  title: 'Somebody is warned before a certificate ends',
  guide: ['6.7/4'],
  weight: 'warning',
  task: ['uptime.email', 'uptime.monitors'],
  uses: [uptimerobot],
  needs: ['uptimeMonitor', 'project', 'domain', 'ENVIRONMENT'],
  tolerates: ['UPTIME_PLAN', 'UPTIME_EMAIL', ...monitorMaybe],
  async probe(context) {
    const none = unwatchedVerdict(context.values);
    if (none) return none;
    const { UPTIME_PLAN: plan, UPTIME_EMAIL: email } = context.values;
    if (plan === undefined || email === undefined) return { state: 'unknown', why: 'UptimeRobot is not set up yet: k77 deploy 6.7' };
    if (plan === 'free')
      return {
        state: 'impossible',
        why: 'the free plan of UptimeRobot does not look at certificates',
        instead: 'k77 verify --check domain.certificate in a daily job, or the plan Solo',
      };
    const found = await monitorsSeen(context);
    const over = watchedAll.flatMap((one) => (one === 'bot' ? [] : [[one, found.get(one)] as const]));
    const mailbox = (await context.client(uptimerobot).contacts()).find(({ id }) => String(id) === email);
    const ends = over.flatMap(([, seen]) => seen?.certificateEnds ?? []).sort();
    return judge(context, {
      wrong: [
        ...over.map(
          ([one, seen]) =>
            !(seen?.certificateReminder && seen.checksTls && seen.certificateDays.includes(14)) && `${one}: nobody is warned`,
        ),
        !mailbox?.certificateReminder && 'the mailbox is told of what is down, and not of certificates',
      ],
      saw: `14, 7, 3 and 1 days before${ends[0] === undefined ? '' : `; the first one ends ${ends[0].slice(0, 10)}`}`,
      want: 'a reminder for every address over TLS: hosts renew 30 days before, so that 14 are late',
      from: 'UptimeRobot GET /v3/monitors',
      fix: 'k77 deploy --only uptime.email --only uptime.monitors',
    });
  },
});

export const uptime: readonly AnyCheck[] = [monitorsRight, secretless, contacts, certificates, ...uptimeLive];

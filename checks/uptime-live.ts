/** Monitoring: what UptimeRobot saw, whom it told, and what visitors see of it. */
import { type AnyCheck, check } from '../src/core/check.ts';
import { type Known, nameOf } from '../src/phases/6.7-monitoring/uptime/watched.ts';
import { ask } from '../src/probes/http/ask.ts';
import { internet } from '../src/vendors/internet.ts';
import { uptimerobot } from '../src/vendors/uptimerobot.ts';
import type { UptimeAlert, UptimePage } from '../src/vendors/uptimerobot-types.ts';
import { attestable } from './attestable.ts';
import { webOptions } from './domain-seen.ts';
import { held } from './held.ts';
import { incidentsSeen, monitorMaybe, monitorsSeen, unwatchedVerdict, watchedAll } from './uptime-seen.ts';
import { judge, unknown, type Wrong, wrongFor } from './verdict.ts';

const up = check({
  id: 'uptime.up',
  section: 'Monitoring',
  phase: '6.7',
  title: 'UptimeRobot sees everything up, and hears the bot',
  guide: ['6.7/4', '6.7#010', '6.7#011', 'rollback#008'],
  settings: held('6.7/4:endpoints'),
  weight: 'warning',
  uses: [uptimerobot],
  needs: ['uptimeMonitor', 'project', 'domain', 'ENVIRONMENT'],
  tolerates: ['UPTIME_PLAN', 'UPTIME_EMAIL', ...monitorMaybe],
  async probe(context) {
    const none = unwatchedVerdict(context.values);
    if (none) return none;
    const known = context.values as Known;
    if (context.values.UPTIME_PLAN === undefined || context.values.UPTIME_EMAIL === undefined)
      return unknown('UptimeRobot is not set up yet: k77 deploy 6.7');
    const found = await monitorsSeen(context);
    const seen = watchedAll.flatMap((one) => found.get(one) ?? []);
    const waits = seen.filter(({ status }) => status === 'STARTED' || status === 'LOOKS_DOWN');
    if (waits.length > 0 && seen.every(({ status }) => status === 'UP' || status === 'STARTED' || status === 'LOOKS_DOWN'))
      return unknown(
        `UptimeRobot is not sure of ${waits.map(({ friendlyName }) => friendlyName).join(', ')} yet: ask again in a few minutes`,
      );
    return judge(context, {
      wrong: [
        ...watchedAll.map((one) => wrongFor(['6.7#010', 'rollback#008'], !found.has(one) && `${nameOf(one, known)} is not watched`)),
        ...watchedAll.map((one) => {
          const monitor = found.get(one);
          // Health of API, database and cache is what the API's endpoints tell.
          const endpoint = one === 'api' || one === 'database' || one === 'cache';
          return wrongFor(
            endpoint ? ['6.7#011', 'rollback#008'] : ['6.7#010', 'rollback#008'],
            monitor && monitor.status !== 'UP' && `${monitor.friendlyName} is ${monitor.status}`,
          );
        }),
      ],
      saw: `${seen.length} up: ${seen.map(({ friendlyName }) => friendlyName).join(', ')}`,
      want: 'all five up',
      from: 'UptimeRobot GET /v3/monitors',
      fix: 'k77 verify services says what is wrong with it; a bot whose heartbeat is missed: k77 deploy --only bot.variables --only bot.deployed',
    });
  },
});

/** The newest of them: each is a call, and the free plan has ten a minute. */
const incidentsRead = 5;

const alerts = check({
  id: 'uptime.alerts',
  section: 'Monitoring',
  phase: '6.7',
  title: 'Alerts arrived when something was down',
  guide: ['6.7/5', 'post#054', 'post#055'],
  settings: held('6.7/5:email', '6.7/5:discord'),
  weight: 'warning',
  uses: [uptimerobot],
  needs: ['uptimeMonitor'],
  tolerates: ['UPTIME_MONITORS', 'UPTIME_BOT'],
  attestable: attestable('uptime.alerts'),
  async probe(context) {
    const none = unwatchedVerdict(context.values);
    if (none) return none;
    const { UPTIME_MONITORS: four, UPTIME_BOT: bot } = context.values;
    const ids = [...Object.values(JSON.parse(four ?? '{}') as Record<string, number>), Number(bot)];
    const client = context.client(uptimerobot);
    const ours = (await incidentsSeen(context)).filter(({ monitor }) => ids.includes(monitor));
    // What was down before anybody was to be told, while all of it was made, told nobody.
    const latest = ours.sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1)).slice(0, incidentsRead);
    const about = await Promise.all(latest.map(async (incident) => ({ incident, sent: await client.alerts(incident.id) })));
    const newest = about.find(({ sent }) => sent.length > 0);
    if (!newest)
      return unknown(
        'UptimeRobot has told nobody of anything in 90 days: press "Test" beside each contact at https://dashboard.uptimerobot.com/integrations, then k77 attest uptime.alerts',
      );
    const { incident, sent } = newest;
    return judge(context, {
      wrong: sent.map(({ delivered, channel, name }) => only(channel, !delivered && `${channel} ${name} did not get it`)),
      saw: `${incident.startedAt.slice(0, 16)}: ${incident.reason}; told: ${channelsOf(sent)}`,
      want: 'every contact got every message about what was down last',
      from: 'UptimeRobot GET /v3/incidents/{id}/alerts',
      fix: 'look at that contact at https://dashboard.uptimerobot.com/integrations; a webhook that was deleted: k77 deploy 6.7',
    });
  },
});

/** Mail and Discord have a box each; other chats have none of their own. */
function only(channel: string, says: string | false): Wrong {
  if (/discord/i.test(channel)) return wrongFor(['post#055'], says);
  return /mail/i.test(channel) ? wrongFor(['post#054'], says) : says;
}

function channelsOf(sent: readonly UptimeAlert[]): string {
  return [...new Set(sent.map(({ channel }) => channel))].join(', ');
}

const page = check({
  id: 'uptime.page',
  section: 'Monitoring',
  phase: '6.7',
  title: 'The status page is public and shows all five',
  guide: ['6.7/6', '6.7#013', 'post#056'],
  settings: held('6.7/6:name', '6.7/6:monitors', '6.7/6:domain'),
  weight: 'blocker',
  uses: [uptimerobot, internet],
  needs: ['uptimeMonitor'],
  tolerates: ['STATUS_PAGE', 'STATUS_PAGE_URL', 'UPTIME_MONITORS', 'UPTIME_BOT', 'statusHost', 'UPTIME_PLAN'],
  async probe(context) {
    const none = unwatchedVerdict(context.values);
    if (none) return none;
    const { STATUS_PAGE: id, STATUS_PAGE_URL: url, UPTIME_MONITORS: four, UPTIME_BOT: bot, statusHost, UPTIME_PLAN: plan } = context.values;
    if (id === undefined || url === undefined) return unknown('there is no status page yet: k77 deploy 6.7');
    const found = (await context.client(uptimerobot).pages()).find((one) => String(one.id) === id);
    const ids = [...Object.values(JSON.parse(four ?? '{}') as Record<string, number>), Number(bot)];
    const seen = await ask(url, webOptions(context));
    const free = statusHost === 'yes' && plan === 'free' ? '; the free plan has no names of your own' : '';
    return judge(context, {
      wrong: [
        ...(found ? wrongWith(found, ids) : ['it is gone at UptimeRobot']),
        seen.state === 'failed' && `${url} does not answer: ${seen.failure} (${seen.code})`,
        seen.state === 'answered' && seen.status !== 200 && `${url} answers ${seen.status}`,
      ],
      saw: `${url}, ${found?.monitors.length ?? 0} monitors${free}`,
      want: '200 for everybody, all five monitors, no address of any of them',
      from: `UptimeRobot GET /v3/psps, GET ${url}`,
      fix: 'k77 deploy 6.7',
    });
  },
});

function wrongWith({ status, hasPassword, monitors, showsAddresses }: UptimePage, ids: readonly number[]): (string | false)[] {
  const missing = ids.filter((id) => !monitors.includes(id)).length;
  return [
    status !== 'ENABLED' && `it is ${status}`,
    hasPassword && 'it asks for a password',
    missing > 0 && `${missing} of ${ids.length} monitors are not on it`,
    showsAddresses && 'it shows the addresses of the monitors, and that of the bot is a secret',
  ];
}

const link = check({
  id: 'uptime.link',
  section: 'Monitoring',
  phase: '6.7',
  title: 'The site links to its status page',
  guide: ['6.7/6', '6.7#014'],
  settings: held('6.7/6:link'),
  weight: 'warning',
  uses: [internet],
  needs: ['uptimeMonitor', 'domain'],
  tolerates: ['STATUS_PAGE_URL'],
  async probe(context) {
    const none = unwatchedVerdict(context.values);
    if (none) return none;
    const { domain, STATUS_PAGE_URL: url } = context.values;
    if (url === undefined) return unknown('there is no status page yet: k77 deploy 6.7');
    const seen = await ask(`https://${domain}/`, webOptions(context));
    if (seen.state === 'failed') return unknown(`https://${domain}/ does not answer: ${seen.failure} (${seen.code})`);
    const links = seen.body.match(/<a\b[^>]*>/g) ?? [];
    const ours = links.find((one) => one.includes(`href="${url}"`) || one.includes(`href="${url}/"`));
    return judge(context, {
      wrong: [
        ours === undefined && `no link to ${url} on https://${domain}/`,
        ours !== undefined &&
          !/rel="[^"]*noopener/.test(ours) &&
          'the link lets the status page reach back into the site (no rel="noopener")',
      ],
      saw: `a link to ${url} at the foot of the page`,
      want: 'a link to the status page, with rel="noopener"',
      from: `GET https://${domain}/`,
      fix: 'k77 deploy 6.7; pages of your own: put site.config.json’s links.status into the footer',
    });
  },
});

export const uptimeLive: readonly AnyCheck[] = [up, alerts, page, link];

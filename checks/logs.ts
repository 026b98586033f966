/**
 * Monitoring: logs, guide 6.7/10. The channel, its webhook and what the services are told of it; whether errors arrive stands in `logs-live.ts`.
 */
import type { Change } from '../src/core/change.ts';
import { type AnyCheck, check } from '../src/core/check.ts';
import type { BoxId } from '../src/core/guide.ts';
import { isNotWanted } from '../src/core/task.ts';
import { hostVendors } from '../src/hosts/hosts.ts';
import { titles } from '../src/phases/6.5-bot/services.ts';
import { drainable, drainNeeds, drainTolerates, drainVendors, schemeOf, undrained } from '../src/phases/6.7-monitoring/logs/drains.ts';
import { logPlace, logTolerates, neededThere } from '../src/phases/6.7-monitoring/logs/server.ts';
import { discord } from '../src/vendors/discord.ts';
import { isHidden, lackedBy, openTo, permissionNames, serverOf } from '../src/vendors/discord-servers.ts';
import { messagesIn, postThrough, webhookId, withdraw } from '../src/vendors/discord-webhooks.ts';
import { held } from './held.ts';
import { driftIn, isMade, variableInShort } from './hosting-seen.ts';
import { logsLive } from './logs-live.ts';
import { seenAt, told, withoutChannel } from './logs-seen.ts';
import { judge, unknown, wrongFor } from './verdict.ts';

const channelPrivate = check({
  id: 'logs.channel-private',
  section: 'Monitoring',
  phase: '6.7',
  title: 'The channel for logs is there, and not everybody sees it',
  guide: ['6.7/10'],
  settings: held('6.7/10:channel'),
  weight: 'blocker',
  uses: [discord],
  needs: [],
  tolerates: [...logTolerates, 'LOG_CHANNEL'],
  async probe(context) {
    const nowhere = withoutChannel(context.values);
    if (nowhere) return nowhere;
    const { SUPPORT_GUILD_ID = '', LOG_CHANNEL } = context.values;
    if (LOG_CHANNEL === undefined) return unknown('no channel was made yet: k77 deploy 6.7');
    const server = await serverOf(context.client(discord), SUPPORT_GUILD_ID);
    const channel = server?.channels.find(({ id }) => id === LOG_CHANNEL);
    const lacked = server && channel ? lackedBy(server, neededThere, channel) : [];
    const opened = server && channel ? openTo(server, channel) : [];
    return judge(context, {
      wrong: [
        !server && `the bot is not in the server ${SUPPORT_GUILD_ID} any more`,
        server && !channel && `${server.name} has no channel ${LOG_CHANNEL} any more`,
        server && channel && !isHidden(server, channel) && `everybody in ${server.name} sees #${channel.name}`,
        lacked.length > 0 && `the bot lacks ${lacked.map((name) => permissionNames[name]).join(', ')} in #${channel?.name}`,
      ],
      saw: `#${channel?.name} in ${server?.name}: @everyone does not see it; opened to ${opened.join(', ') || 'no other role'}`,
      want: 'a channel that the bot sees, and nobody without a role that was let in',
      from: 'Discord, GET /guilds/{id} and its channels',
      fix: 'k77 deploy 6.7 makes it, or closes it to @everyone; who else sees it: Edit Channel → Permissions',
    });
  },
});

const webhookWorks = check({
  id: 'logs.webhook-works',
  section: 'Monitoring',
  phase: '6.7',
  title: 'What is posted to LOG_WEBHOOK_URL stands in the channel for logs',
  guide: ['6.7/10', '6.7#021', 'post#063'],
  settings: held('6.7/10:webhook'),
  weight: 'blocker',
  uses: [discord],
  needs: [],
  tolerates: [...logTolerates, 'LOG_CHANNEL', 'LOG_WEBHOOK_URL'],
  touches: 'test data',
  makes: 'one message in your channel for errors; taken back at once',
  async probe(context) {
    const nowhere = withoutChannel(context.values);
    if (nowhere) return nowhere;
    const { LOG_CHANNEL, LOG_WEBHOOK_URL: address } = context.values;
    if (LOG_CHANNEL === undefined || address === undefined) return unknown('no webhook was made yet: k77 deploy 6.7');
    const client = context.client(discord);
    const posted = await postThrough(client, address, 'A test by k77 verify. It takes itself back.');
    const read = posted && (await messagesIn(client, LOG_CHANNEL)).some(({ id }) => id === posted.id);
    if (posted) await withdraw(client, address, posted.id);
    return judge(context, {
      wrong: [
        !posted && 'Discord knows no such webhook any more',
        posted && posted.channel_id !== LOG_CHANNEL && `it posts to the channel ${posted.channel_id}, not to ${LOG_CHANNEL}`,
        posted?.channel_id === LOG_CHANNEL && !read && 'what it posted does not stand in the channel',
      ],
      saw: `webhook ${webhookId(address)} posted a message, which stood in the channel and was taken back`,
      want: `a message in the channel ${LOG_CHANNEL}`,
      from: 'Discord, POST /webhooks/{id} and GET /channels/{id}/messages',
      fix: 'k77 deploy 6.7 makes the webhook anew and gives it to the services',
    });
  },
});

const configured = check({
  id: 'logs.configured',
  section: 'Monitoring',
  phase: '6.7',
  title: 'Bot, worker and API know where errors are told, and how much they log',
  guide: ['6.7/10', '6.7#023', '6.7#024', '6.7#026', 'post#065'],
  settings: held('6.7/10:console'),
  weight: 'blocker',
  uses: hostVendors(...told),
  needs: [],
  tolerates: [...logTolerates, ...seenAt, 'LOG_LEVEL'],
  async probe(context) {
    const { values } = context;
    const made = told.filter((service) => isMade(service, values));
    if (made.length === 0) return unknown('no service is at a host yet');
    const names = isNotWanted(logPlace(values)) ? ['LOG_LEVEL'] : ['LOG_LEVEL', 'LOG_WEBHOOK_URL'];
    const drift = await driftIn(
      context,
      made.map((service) => `${service}.variables`),
      (task, change) =>
        wrongFor(
          boxesOf(task, change),
          (change.path === '' || names.includes(change.path.replace(/^set\./, ''))) &&
            `the ${titles[task.split('.')[0] as 'bot']}: ${variableInShort(change)}`,
        ),
    );
    if ('waits' in drift) return drift.waits;
    return judge(context, {
      wrong: drift.wrong,
      saw: `${made.map((service) => titles[service]).join(', ')}: ${names.join(' and ')} as they are kept; LOG_LEVEL is ${values.LOG_LEVEL}`,
      want: 'LOG_LEVEL for the console; errors and worse go to LOG_WEBHOOK_URL',
      from: 'the variables at the hosts, by fingerprint',
      fix: 'k77 deploy sets what differs and deploys once',
    });
  },
});

/** How much is logged, or where errors are told: by bot and worker, or by the API. */
function boxesOf(task: string, { path }: Change): readonly BoxId[] {
  const levels = ['6.7#026', 'post#065'] as const;
  const told = task === 'api.variables' ? (['6.7#024'] as const) : (['6.7#023'] as const);
  if (path === '') return [...told, ...levels];
  return path.endsWith('LOG_LEVEL') ? levels : told;
}

const drained = check({
  id: 'logs.drains',
  section: 'Monitoring',
  phase: '6.7',
  title: 'Whole logs are sent where they are kept, where anybody wants that',
  guide: ['6.7/10'],
  weight: 'warning',
  task: 'logs.drains',
  uses: drainVendors,
  needs: drainNeeds,
  tolerates: drainTolerates,
  async probe(context) {
    const { values } = context;
    if (schemeOf(values.LOG_DRAIN_URL) === undefined)
      return {
        state: 'impossible',
        why: 'no address for whole logs is given: hosts keep them for days',
        instead: 'LOG_DRAIN_URL in .k77/credentials, then k77 deploy 6.7',
      };
    const able = drainable(values);
    const others = undrained(values);
    if (able.length === 0)
      return {
        state: 'impossible',
        why: `no host in use can: ${others}`,
        instead: 'k77 hosts tells which can; k77 move takes a service there',
      };
    const drift = await driftIn(context, ['logs.drains'], (_task, { path }) =>
      path === '' ? `sent nowhere: ${able.map((service) => titles[service]).join(', ')}` : `sent nowhere: ${titles[path as 'bot']}`,
    );
    if ('waits' in drift) return drift.waits;
    return judge(context, {
      wrong: drift.wrong,
      saw: `sent: ${able.map((service) => titles[service]).join(', ')}${others === '' ? '' : `; the hosts of these cannot: ${others}`}`,
      want: 'LOG_DRAIN_URL at every host whose API can',
      from: 'the log drains at the hosts',
      fix: 'k77 deploy --only logs.drains',
    });
  },
});

export const logs: readonly AnyCheck[] = [channelPrivate, webhookWorks, configured, ...logsLive, drained];

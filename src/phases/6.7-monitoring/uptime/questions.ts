/**
 * What only the operator knows about being watched.
 */

import type { Values } from '../../../core/keys.ts';
import { nameThere, type Question } from '../../../core/phase.ts';
import { uptimerobot } from '../../../vendors/uptimerobot.ts';

const watched = ({ uptimeMonitor }: Partial<Values>): boolean => uptimeMonitor === 'uptimerobot';

export const questions: readonly Question[] = [
  {
    key: 'uptimeMonitor',
    ask: 'Who watches from outside, and tells you when something is down?',
    why: 'UptimeRobot’s free plan looks every 5 minutes and cannot take heartbeats; Solo (about $10 a month) looks every minute, listens to the bot and warns before certificates end.',
    kind: 'choice',
    choices: [
      { value: 'uptimerobot', name: 'UptimeRobot' },
      { value: 'none', name: 'nobody: k77 watches nothing between two runs of k77 verify' },
    ],
    default: () => 'uptimerobot',
    sandbox: 'uptimerobot',
    guide: ['6.7/4', '6.7#009'],
  },
  {
    key: 'UPTIMEROBOT_API_KEY',
    ask: 'Main API key of UptimeRobot',
    ...(uptimerobot.token.note === undefined ? {} : { why: uptimerobot.token.note }),
    where: uptimerobot.token.page,
    kind: 'secret',
    when: watched,
    sandbox: 'world:uptimerobot.apiKey',
    guide: ['6.7/4'],
    check(answer) {
      if (/^m\d+-/.test(answer)) return 'this is the key of one monitor: copy the main API key, which begins with u';
      if (/^ur\d+-/.test(answer)) return 'this key only reads: copy the main API key, which begins with u and a number';
      return /^u\d+-[\da-zA-Z]{10,80}$/.test(answer) || `copy the whole main API key from ${uptimerobot.token.page}`;
    },
  },
  {
    key: 'uptimeEmail',
    ask: 'Which address is told when something is down?',
    why: 'One that somebody reads, and not one of this domain: its mail may be down with it. UptimeRobot sends a link to confirm it.',
    kind: 'text',
    when: watched,
    default: ({ mailForwardTo, alertEmail, domain }) =>
      mailForwardTo || (alertEmail && !alertEmail.endsWith(`@${domain}`) ? alertEmail : undefined),
    sandbox: 'owner@mail.test',
    guide: ['6.7/5', '6.7#012'],
    check(answer, _environment, { domain }) {
      if (!/^[^\s@:]+@[^\s@]+\.[^\s@]+$/.test(answer)) return 'an e-mail address';
      const own = domain !== undefined && answer.toLowerCase().endsWith(`@${domain}`);
      return !own || `an address elsewhere: mail of ${domain} may be down with everything else`;
    },
  },
  {
    key: 'SLACK_WEBHOOK_URL',
    ask: 'Incoming webhook of Slack that is told, too (empty: none)',
    where: 'https://api.slack.com/messaging/webhooks',
    kind: 'secret',
    optional: true,
    when: watched,
    guide: ['6.7/5'],
    check: (answer) => /^https:\/\/hooks\.slack\.com\/\S+$/.test(answer) || 'it begins with https://hooks.slack.com/',
  },
  {
    key: 'statusHost',
    ask: 'Shall the status page be called status.<domain>?',
    why: 'Only paid plans of UptimeRobot have it; on the free plan the page stays under stats.uptimerobot.com.',
    kind: 'yes-no',
    when: watched,
    default: () => 'no',
    sandbox: 'yes',
    guide: ['6.7/6'],
  },
  nameThere('HEARTBEAT_SECONDS', 'Seconds between two heartbeats of the bot', (answer) =>
    /^[1-9]\d{0,3}$/.test(answer) && Number(answer) <= 3600 ? true : 'whole seconds, 1 to 3600',
  ),
];

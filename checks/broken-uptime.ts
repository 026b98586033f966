/** Worlds that are broken for the checks of uptime (guide 6.7/4 to 6.7/6): rows for `broken-hosting.test.ts`. */
import type { VendorId } from '../src/core/vendor.ts';
import type { BrokenRow } from './broken-row.ts';

/** What a person, or fate, can do: `HostedHands` of `src/proof/hosted-world.ts`, as far as it is needed here. */
export interface UptimeHands {
  press(vendor: VendorId, action: string, fields?: Readonly<Record<string, string>>): Promise<unknown>;
  vendor<State>(id: VendorId, edit: (state: State) => void): Promise<void>;
  settle(): Promise<void>;
  serve(mischief: { status: 'unlinked' | 'open' }): Promise<void>;
}
export type UptimeRow = BrokenRow<UptimeHands>;
interface Robot {
  integrations: { type: string; value: string }[];
  pages: { password: string; monitorIds: number[] }[];
}

const bot = 'Kingdom-77 Bot (rehearsal)';
const api = 'Kingdom-77 API (rehearsal)';
const robot = ({ vendor }: UptimeHands, edit: (state: Robot) => void): Promise<void> => vendor<Robot>('uptimerobot', edit);
const change = ({ press }: UptimeHands, monitor: string, fields: object): Promise<unknown> =>
  press('uptimerobot', 'change', { monitor, fields: JSON.stringify(fields) });

export const uptimeRows: readonly UptimeRow[] = [
  {
    check: 'uptime.monitors',
    when: 'somebody deleted one monitor and paused another',
    breakIt: async ({ press }) => {
      await press('uptimerobot', 'remove-monitor', { monitor: 'Kingdom-77 Cache (rehearsal)' });
      await press('uptimerobot', 'pause', { monitor: bot });
    },
    saw: /^Kingdom-77 Cache \(rehearsal\) is not watched; Kingdom-77 Bot \(rehearsal\): paused$/,
    alsoFails: ['uptime.certificates', 'uptime.up', 'uptime.page'],
  },
  {
    check: 'uptime.monitors',
    when: 'the database is asked whether it says "healthy", which "unhealthy" does, too',
    breakIt: (hands) => change(hands, 'Kingdom-77 Database (rehearsal)', { keywordValue: 'healthy' }),
    saw: /^Kingdom-77 Database \(rehearsal\): another keyword$/,
  },
  {
    check: 'uptime.monitors',
    when: 'the API is asked by HEAD, which never sees a keyword, and nobody is told of the bot',
    breakIt: async (hands) => {
      await change(hands, api, { httpMethodType: 'HEAD' });
      await change(hands, bot, { assignedAlertContacts: [] });
    },
    saw: /^Kingdom-77 API \(rehearsal\): it asks in a way that does not see the keyword; Kingdom-77 Bot \(rehearsal\): somebody is not told$/,
  },
  {
    check: 'uptime.secretless',
    when: 'somebody made the guide’s monitor, which hands the bot’s token to a stranger',
    breakIt: ({ press }) =>
      press('uptimerobot', 'create-monitor', {
        fields: JSON.stringify({
          friendlyName: 'Kingdom-77 Bot',
          type: 'HTTP',
          url: 'https://discord.com/api/v10/users/@me',
          interval: 300,
          timeout: 30,
          customHttpHeaders: { Authorization: 'Bot not-a-token' },
        }),
      }),
    saw: /^Kingdom-77 Bot sends header Authorization$/,
  },
  {
    check: 'uptime.contacts',
    when: 'the mailbox was paused',
    breakIt: ({ press }) => press('uptimerobot', 'pause-contact', { contact: 'owner@mail.test' }),
    saw: /^owner@mail\.test is Paused$/,
    boxes: ['6.7#012', 'post#054'],
  },
  {
    check: 'uptime.contacts',
    when: 'somebody took the channel away',
    breakIt: ({ press }) => press('uptimerobot', 'remove-contact', { contact: 'Discord' }),
    saw: /^Discord is not told$/,
    boxes: ['6.7#012', 'post#055'],
  },
  {
    check: 'uptime.certificates',
    when: 'somebody switched the reminder off',
    breakIt: (hands) => change(hands, api, { sslExpirationReminder: false }),
    saw: /^api: nobody is warned$/,
    alsoFails: ['uptime.monitors'],
  },
  {
    check: 'uptime.up',
    when: 'no heartbeat of the bot arrives',
    breakIt: ({ press }) => press('uptimerobot', 'set-status', { monitor: bot, status: 'DOWN', reason: 'No heartbeat received' }),
    saw: /^Kingdom-77 Bot \(rehearsal\) is DOWN$/,
    boxes: ['6.7#010', 'rollback#008'],
  },
  {
    check: 'uptime.up',
    when: 'the API does not answer',
    breakIt: ({ press }) => press('uptimerobot', 'set-status', { monitor: api, status: 'DOWN' }),
    saw: /^Kingdom-77 API \(rehearsal\) is DOWN$/,
    boxes: ['6.7#011', 'rollback#008'],
  },
  {
    check: 'uptime.alerts',
    when: 'the webhook of the channel was deleted, so that an alert did not arrive',
    breakIt: async (hands) => {
      await robot(hands, ({ integrations }) => {
        for (const one of integrations) if (one.type === 'Discord') one.value = 'https://discord.com/api/webhooks/77/gone';
      });
      await hands.press('uptimerobot', 'set-status', { monitor: api, status: 'DOWN' });
      await hands.settle();
    },
    saw: /^Discord k77 Discord did not get it$/,
    boxes: ['post#055'],
    alsoFails: ['uptime.contacts', 'uptime.up'],
  },
  {
    check: 'uptime.page',
    when: 'somebody closed the page with a password and took a monitor from it',
    breakIt: (hands) =>
      robot(hands, ({ pages }) => {
        for (const page of pages) Object.assign(page, { password: 'open sesame', monitorIds: page.monitorIds.slice(1) });
      }),
    saw: /^it asks for a password; 1 of 5 monitors are not on it$/,
  },
  {
    check: 'uptime.page',
    when: 'it was unpublished',
    breakIt: ({ press }) => press('uptimerobot', 'change-page', { fields: '{"status":"PAUSED"}' }),
    saw: /^it is PAUSED; https:\/\/status\.kingdom77\.test answers 404$/,
  },
  {
    check: 'uptime.link',
    when: 'the pages do not link to it',
    breakIt: ({ serve }) => serve({ status: 'unlinked' }),
    saw: /^no link to https:\/\/status\.kingdom77\.test on https:\/\/kingdom77\.test\/$/,
  },
  {
    check: 'uptime.link',
    when: 'the link lets the other page reach back',
    breakIt: ({ serve }) => serve({ status: 'open' }),
    saw: /^the link lets the status page reach back into the site/,
  },
];

/** Each of them can. */
export const uptimeCannotFail: Record<string, string> = {};

/**
 * Guide 6.7/5: the address that is told. The account's own address is a contact already; another one is confirmed by a link that UptimeRobot sends.
 */
import { type NotWanted, task } from '../../../core/task.ts';
import { uptimerobot } from '../../../vendors/uptimerobot.ts';
import type { UptimeRobotClient } from '../../../vendors/uptimerobot-client.ts';
import type { UptimeContact } from '../../../vendors/uptimerobot-types.ts';
import { unwatched } from './account.ts';

interface Email {
  address: string;
  events: 'UpAndDown' | string;
  /** Before a certificate ends; the free plan does not look at them. */
  warned?: boolean;
  id?: number;
}

export async function emailAt(client: UptimeRobotClient, address: string): Promise<UptimeContact | undefined> {
  const all = await client.contacts();
  return all.find(({ type, value }) => type === 'Email' && value.toLowerCase() === address.toLowerCase());
}

export const email = task({
  id: 'uptime.email',
  guide: ['6.7/5', '6.7#012'],
  settings: [{ id: '6.7/5:email', says: 'the answered address is told when something goes down and when it is up again' }],
  title: 'Let UptimeRobot write to you',
  uses: [uptimerobot],
  needs: ['uptimeMonitor', 'uptimeEmail', 'UPTIME_PLAN'],
  want: (values): Email | NotWanted =>
    unwatched(values) ?? {
      address: values.uptimeEmail.toLowerCase(),
      events: 'UpAndDown',
      ...(values.UPTIME_PLAN === 'free' ? {} : { warned: true }),
    },
  async read(context, want): Promise<Email | undefined> {
    const found = await emailAt(context.client(uptimerobot), want.address);
    return found && { address: found.value.toLowerCase(), events: found.events, warned: found.certificateReminder, id: found.id };
  },
  async apply(context, want, have): Promise<Email> {
    const client = context.client(uptimerobot);
    const id = have?.id ?? (await client.createEmail('k77', want.address)).id;
    // A new one is told of what is down, and not of certificates.
    await client.tellEverything(id);
    return { ...want, id };
  },
  async undo(context, have) {
    if (have.id === undefined) return;
    const { email: own } = await context.client(uptimerobot).account();
    // The account cannot be without its own.
    if (own.toLowerCase() !== have.address) await context.client(uptimerobot).deleteContact(have.id);
  },
  gives: { UPTIME_EMAIL: (have: Email) => (have.id === undefined ? undefined : String(have.id)) },
});

interface Confirmed {
  address: string;
  status: 'Active' | string;
}

export const emailConfirmed = task({
  id: 'uptime.email-confirmed',
  guide: ['6.7/5', '6.7#012', 'post#054'],
  title: 'Confirm the address that is told',
  uses: [uptimerobot],
  needs: ['uptimeMonitor', 'uptimeEmail', 'UPTIME_EMAIL'],
  want: (values): Confirmed | NotWanted => unwatched(values) ?? { address: values.uptimeEmail.toLowerCase(), status: 'Active' },
  async read(context, want): Promise<Confirmed | undefined> {
    const found = await emailAt(context.client(uptimerobot), want.address);
    return found && { address: found.value.toLowerCase(), status: found.status };
  },
  apply: async (_context, want) => want,
  undo: { never: 'a confirmation is the owner’s word; remove the address under Integrations & API' },
  gives: {},
  byHand: {
    open: () => 'https://dashboard.uptimerobot.com/integrations',
    steps: ({ address }) => [
      `Open the mailbox ${address}; look into spam, too`,
      'Open the message of UptimeRobot and follow its link',
      'No message after 5 minutes: on the page above, choose "Resend" beside the address; where it says "Paused", start it',
    ],
    proof: 'read',
  },
});

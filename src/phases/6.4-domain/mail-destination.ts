/**
 * Guide 6.4/10: the mailbox that receives the domain's mail. Cloudflare writes to it, and its owner opens the link; nobody else can.
 */
import { notWanted, task } from '../../core/task.ts';
import { cloudflare } from '../../vendors/cloudflare.ts';

interface Destination {
  email: string;
  id?: string | undefined;
}
export const noMail = 'you answered that mail is not forwarded';

export const mailAddress = task({
  id: 'domain.mail-address',
  guide: ['6.4/10'],
  title: 'Tell Cloudflare which mailbox receives the domain’s mail',
  uses: [cloudflare],
  needs: ['CLOUDFLARE_ACCOUNT', 'mailRouting', 'mailForwardTo'],
  want: ({ mailRouting, mailForwardTo }) =>
    mailRouting === 'yes' ? ({ email: mailForwardTo.toLowerCase() } as Destination) : notWanted(noMail),

  async read(context, want): Promise<Destination | undefined> {
    const account_id = context.values.CLOUDFLARE_ACCOUNT;
    for await (const one of context.client(cloudflare).emailRouting.addresses.list({ account_id, per_page: 50 }))
      if (one.email?.toLowerCase() === want.email) return { email: want.email, id: one.id };
    return undefined;
  },
  async apply(context, want, have): Promise<Destination> {
    if (have) return have;
    const made = await context
      .client(cloudflare)
      .emailRouting.addresses.create({ account_id: context.values.CLOUDFLARE_ACCOUNT, email: want.email });
    return { email: want.email, id: made.id };
  },
  undo: { never: 'other domains of the account may forward to the same mailbox; remove it under Email → Destination addresses' },
  gives: { MAIL_ADDRESS: (have: Destination) => have.id },
});

interface Confirmed {
  email: string;
  confirmed: boolean;
}

export const mailDestination = task({
  id: 'domain.mail-destination',
  guide: ['6.4/10', '6.4#024'],
  settings: [{ id: '6.4/10:verify', says: 'The owner of the mailbox opens the link that Cloudflare sends' }],
  title: 'Confirm the mailbox',
  uses: [cloudflare],
  needs: ['CLOUDFLARE_ACCOUNT', 'MAIL_ADDRESS', 'mailForwardTo'],
  want: ({ mailForwardTo }): Confirmed => ({ email: mailForwardTo.toLowerCase(), confirmed: true }),
  async read(context): Promise<Confirmed> {
    const seen = await context
      .client(cloudflare)
      .emailRouting.addresses.get(context.values.MAIL_ADDRESS, { account_id: context.values.CLOUDFLARE_ACCOUNT });
    return { email: seen.email ?? '', confirmed: Boolean(seen.verified) };
  },
  apply: async (_context, want) => want,
  undo: { never: 'a confirmation is the owner’s word; remove the address under Email → Destination addresses' },
  gives: { MAIL_DESTINATION: (have: Confirmed) => (have.confirmed ? have.email : undefined) },
  byHand: {
    open: () => 'https://dash.cloudflare.com/?to=/:account/email-service/destination-addresses',
    steps: ({ email }) => [
      `Open the mailbox ${email}; look into spam, too`,
      'Open the message of Cloudflare, "Verify your Email Routing address", and follow its link',
      'No message after 5 minutes: on the page above, choose "Resend email" beside the address',
    ],
    proof: 'read',
  },
});

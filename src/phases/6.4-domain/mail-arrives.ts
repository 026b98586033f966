/**
 * Guide 6.4/10: a message to every address arrives. k77 cannot read the mailbox, so its owner says so.
 */
import { task } from '../../core/task.ts';
import { cloudflare } from '../../vendors/cloudflare.ts';

export const mailArrives = task({
  id: 'domain.mail-arrives',
  guide: ['6.4/10', '6.4#024'],
  settings: [{ id: '6.4/10:test', says: 'A message to each address, written in another mailbox, arrives' }],
  title: 'Send a message to every address and see it arrive',
  uses: [cloudflare],
  needs: ['MAIL_ROUTING', 'MAIL_DESTINATION'],
  want: ({ MAIL_ROUTING, MAIL_DESTINATION }) => ({ to: MAIL_ROUTING, destination: MAIL_DESTINATION }),
  read: async () => undefined,
  apply: async (_context, want) => want,
  undo: { never: 'a message that arrived stays where it is; delete it in the mailbox' },
  gives: {},
  byHand: {
    open: (want) => `mailto:${(want as { to: string }).to.replaceAll(' ', '')}?subject=k77%20test`,
    steps: (want) => {
      const { to, destination } = want as { to: string; destination: string };
      return [
        `Send one message from another mailbox than ${destination} to ${to}`,
        `Look into ${destination}, and into its spam folder: one message an address, within a minute`,
        'One is missing: Cloudflare → Email → Email Routing → Activity log says why',
      ];
    },
    proof: { nothing: 'only the owner of the mailbox can look into it', attest: 'domain.mail-arrives' },
  },
});

/**
 * What Stripe demands of a website that sells: whoever pays finds the shop and somebody to write to. The account's public details have no API of their own.
 * https://docs.stripe.com/get-started/checklist/website
 */
import { task } from '../../core/task.ts';
import { stripe } from '../../vendors/stripe.ts';

interface PublicDetails {
  url: string;
  supportEmail: string;
  supportUrl: string;
}

export const publicDetails = task({
  id: 'legal.stripe-details',
  guide: ['6.8#023', '6.8#025'],
  title: 'Tell Stripe what customers see: website and support address',
  uses: [stripe],
  needs: ['domain'],
  want: ({ domain }): PublicDetails => ({
    url: `https://${domain}`,
    supportEmail: `support@${domain}`,
    supportUrl: `https://${domain}/support`,
  }),
  async read(context): Promise<Partial<PublicDetails>> {
    const { business_profile: seen } = await context.client(stripe).accounts.retrieveCurrent();
    const { url, support_email: supportEmail, support_url: supportUrl } = seen ?? {};
    return {
      ...(url ? { url: url.replace(/\/$/, '') } : {}),
      ...(supportEmail ? { supportEmail } : {}),
      ...(supportUrl ? { supportUrl } : {}),
    };
  },
  apply: async (_context, want) => want,
  undo: { never: 'a form of the Stripe dashboard; change it there under Settings, Business, Public details' },
  gives: {},
  byHand: {
    open: () => 'https://dashboard.stripe.com/settings/public',
    steps: ({ url, supportEmail, supportUrl }) => [
      `Business website: ${url}`,
      `Support e-mail: ${supportEmail}`,
      `Support website: ${supportUrl}`,
      `Terms of service: ${url}/legal/terms · Privacy policy: ${url}/legal/privacy (the page for paying links to both)`,
      'Save',
    ],
    proof: 'read',
  },
});

/**
 * Values and thresholds that the deployment guide states inside its steps, in our words. Tasks, checks and questions cite them by id; `k77 guide` tells who holds each.
 */
import type { Setting } from './guide.ts';

/** What phase 6.1 of the guide sets or demands inside its steps. The other phases' lists come with the phases. */
export const guideSettings: readonly Setting[] = [
  { id: '6.1/1:business', says: 'business type, name, tax id where there is one, address' },
  { id: '6.1/1:bank', says: 'a bank account for payouts; micro-deposits take 1 to 2 days' },
  { id: '6.1/1:identity', says: 'an identity document; approval takes at most 24 hours' },
  { id: '6.1/2:secret-key', says: 'the secret key, sk_live_ in production' },
  { id: '6.1/2:publishable-key', says: 'the publishable key, pk_live_ in production' },
  { id: '6.1/2:separate', says: 'staging and production have different keys' },
  { id: '6.1/2:uncommitted', says: 'keys live in environment variables only, never in git' },
  { id: '6.1/2:rotate', says: 'a key that leaked is replaced' },
  { id: '6.1/3:url', says: 'https://api.<domain>/api/stripe/webhook' },
  { id: '6.1/3:events', says: 'seven kinds of event, at least' },
  { id: '6.1/3:signing-secret', says: 'the signing secret, whsec_, kept when the endpoint is made' },
  { id: '6.1/4:files', says: 'keys, signing secret and both price ids stand where services read them' },
  { id: '6.1/4:environment', says: 'ENVIRONMENT=production' },
  { id: '6.1/5:monthly-product', says: 'a product for paying by the month, with a description' },
  { id: '6.1/5:yearly-product', says: 'a product for paying by the year, whose description says that it saves 17 %' },
  { id: '6.1/5:monthly-price', says: '9.99 USD a month' },
  { id: '6.1/5:yearly-price', says: '99.99 USD a year' },
  { id: '6.1/6:full', says: '100 % back within 7 days' },
  { id: '6.1/6:partial', says: '50 % back until day 14' },
  { id: '6.1/6:after', says: 'nothing after that, except by decision' },
  { id: '6.1/6:emails', says: 'refund e-mails are sent automatically' },
  { id: '6.1/6:reason', says: 'a refund needs a reason' },
  { id: '6.1/6:template', says: 'the refund e-mail has its own text' },
  { id: '6.1/7:automatic', says: 'tax is computed automatically' },
  { id: '6.1/7:regions', says: 'the places where tax is collected, with their registrations' },
  { id: '6.1/8:no-test-cards', says: 'no test card meets a live key' },
  { id: '6.1/8:smoke-test', says: 'a payment succeeds; in test mode, because Stripe forbids the live charge of 0.50 USD' },
  { id: '6.1/9:success', says: 'a page at /payment/success' },
  { id: '6.1/9:cancel', says: 'a page at /payment/cancel that leads back to Premium' },
  { id: '6.1/9:return-urls', says: 'checkout returns to both pages, with its session id to the first' },
  { id: '6.1/10:failed-payments', says: 'an e-mail for failed payments; investigate above 5 %' },
  { id: '6.1/10:disputes', says: 'an e-mail for disputes; answer each in time' },
  { id: '6.1/10:refunds', says: 'an e-mail for large refunds' },
  { id: '6.1/10:cancellations', says: 'an e-mail for cancellations; watch churn' },
  { id: '6.1/10:mrr', says: 'watch monthly recurring revenue' },
];

/** Every page that needs no login, and one that is not there. */
export const openPages = [
  '/',
  '/features',
  '/pricing',
  '/commands',
  '/faq',
  '/support',
  '/login',
  '/legal/terms',
  '/legal/privacy',
  '/legal/refund',
  '/legal/cookies',
  '/legal/withdraw',
  '/payment/cancel',
  '/there-is-no-such-page',
] as const;

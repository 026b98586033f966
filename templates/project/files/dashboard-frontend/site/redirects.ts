/** Addresses that other parts of the project, old links or people's habits point to. None is permanent: browsers never forget those. */
const moved: Readonly<Record<string, string>> = {
  '/dashboard': '/servers',
  '/account/billing': '/billing',
  '/account/privacy': '/account',
  '/premium': '/pricing',
  '/docs': '/commands',
  '/terms': '/legal/terms',
  '/privacy': '/legal/privacy',
  '/refund': '/legal/refund',
  '/cookies': '/legal/cookies',
  '/legal': '/legal/terms',
};

export const redirects = Object.entries(moved).map(([source, destination]) => ({ source, destination, permanent: false }));

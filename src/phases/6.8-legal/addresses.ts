/** Where the four pages are that everybody needs, and those that are switched on. */
export const mainPages = ['terms', 'privacy', 'refund', 'cookies'] as const;
export type MainPage = (typeof mainPages)[number];

export function legalAddress(domain: string, page: string): string {
  return `https://${domain}/legal/${page}`;
}

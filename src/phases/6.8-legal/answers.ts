/** How answers about the business are typed, and what they say in the words of `site.config.json` (packages/config/src/site-schema.ts of the template). */

export const regions = ['eu', 'uk', 'us', 'elsewhere'] as const;
export type Region = (typeof regions)[number];

/** Optional pages, as they stand below /legal, and as `legal.pages` calls them. */
export const optionalPages = { 'acceptable-use': 'acceptableUse', dmca: 'dmca', community: 'community', api: 'api' } as const;
export type OptionalPage = keyof typeof optionalPages;

const eea = 'AT BE BG HR CY CZ DK EE FI FR DE GR HU IS IE IT LV LI LT LU MT NL NO PL PT RO SK SI ES SE'.split(' ');

/** In the European Economic Area, where the GDPR asks for no representative. */
export function inEea(country: string | undefined): boolean {
  return eea.includes(country ?? '');
}

/** Words with commas or spaces between; empty for no answer. */
export function wordsIn(answer: string | undefined): string[] {
  return (answer ?? '').split(/[\s,]+/).filter((word) => word !== '' && word !== 'none');
}

export function linesIn(answer: string | undefined): string[] {
  return (answer ?? '')
    .split(';')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

export interface Contact {
  name: string;
  address?: string;
  email?: string;
}

/** `Name; address; mail@example.com`: the first part is the name, one with @ the mailbox, the rest the address. */
export function contactIn(answer: string | undefined): Contact | undefined {
  const [name, ...rest] = linesIn(answer);
  if (name === undefined) return undefined;
  const email = rest.find((part) => part.includes('@'));
  const address = rest.filter((part) => part !== email).join(', ');
  return { name, ...(address === '' ? {} : { address }), ...(email === undefined ? {} : { email }) };
}

/** `none`, or a name with the address of its page behind it. */
export function disputeBodyIn(answer: string | undefined): 'none' | { name: string; url: string } | undefined {
  const text = (answer ?? '').trim();
  if (text === '') return undefined;
  if (text === 'none') return 'none';
  const [, name, url] = /^(.+?)[\s,;]+(https:\/\/\S+)$/.exec(text) ?? [];
  return name === undefined || url === undefined ? undefined : { name, url };
}

const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

/** "Germany"; undefined for two letters that are no country. */
export function countryName(code: string): string | undefined {
  return /^[A-Z]{2}$/.test(code) ? names.of(code) : undefined;
}

/** Phrases that several documents share. */
import type { Facts } from '../facts.ts';
import { type Block, enumeration, type Line, line, link, list, mail, para } from '../text.ts';

export const pages = {
  terms: link('Terms of Service', '/legal/terms'),
  privacy: link('Privacy Policy', '/legal/privacy'),
  refund: link('Refund Policy', '/legal/refund'),
  cookies: link('Cookie Policy', '/legal/cookies'),
  acceptableUse: link('Acceptable Use Policy', '/legal/acceptable-use'),
  community: link('Community Guidelines', '/legal/community'),
  dmca: link('Copyright Policy', '/legal/dmca'),
  withdraw: link('Withdraw from contract', '/legal/withdraw'),
  billing: link('Billing', '/billing'),
  account: link('Account', '/account'),
} as const;

/** "Germany", "the European Union and the United Kingdom" */
export function europe({ soldIn }: Facts): string {
  return enumeration([...(soldIn.eu ? ['the European Union'] : []), ...(soldIn.uk ? ['the United Kingdom'] : [])]);
}

/** Name, address and numbers, as far as they are known. */
export function operatorLines({ business, countryName, mailboxes }: Facts): readonly Line[] {
  const lines: (Line | undefined)[] = [
    business.operator === undefined ? undefined : [business.operator],
    ...business.address.map((part): Line => [part]),
    countryName === undefined ? undefined : [countryName],
    business.register === undefined ? undefined : line`Registered: ${business.register}`,
    business.vatId === undefined ? undefined : line`VAT number: ${business.vatId}`,
    line`E-mail: ${mail(mailboxes.contact)}`,
    business.phone === undefined ? undefined : line`Telephone: ${business.phone}`,
  ];
  return lines.filter((one) => one !== undefined);
}

export function operatorBlock(facts: Facts): Block {
  return list(...operatorLines(facts));
}

/** How changes are told: the same in every document. */
export function changeBlocks({ legal, policies }: Facts, what: string): readonly Block[] {
  return [
    para`This is version ${policies.version} of ${what}. It holds from ${policies.effective}.`,
    para`We announce a change that matters at least ${legal.noticeDays} days before it holds, on this website and by a message of the bot in servers that have a channel for system messages. A change never reaches back into the past.`,
  ];
}

export function historyBlocks({ legal }: Facts): readonly Block[] {
  return [
    para`Earlier versions, newest first:`,
    list(...legal.history.map(({ version, effective, changes }) => line`${version}, from ${effective}: ${changes}`)),
  ];
}

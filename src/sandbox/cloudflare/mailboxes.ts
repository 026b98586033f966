/** Mail in the emulated world: a message to an address is routed as the rules of its zone say, and ends in a mailbox or comes back. */

import type { Books } from './books.ts';
import { statusOf } from './mail-routing.ts';
import type { Mail, MailRule, ZoneState } from './model.ts';

export type Letter = Pick<Mail, 'to' | 'from' | 'subject' | 'text'>;

export interface Delivery {
  /** Mailboxes that it reached. */
  delivered: string[];
  /** What the sender is told when it reached none, as mail servers word it. */
  refused?: string;
}

/** Sends a letter. Names that no zone here serves are mailboxes themselves. */
export function deliver(books: Books, letter: Letter): Delivery {
  const to = letter.to.toLowerCase();
  const zone = books.zoneNamed(to.split('@').at(-1) ?? '');
  if (!zone) return arrived(books, letter, to);
  if (zone.status !== 'active') return refused(`${zone.name} is not delegated: no mail server found`);
  const state = statusOf(zone);
  if (state !== 'ready' && state !== 'unlocked') return refused(`550 5.1.1 ${zone.name} takes no mail (${state})`);
  const rule = ruleFor(zone, to);
  const [action] = rule?.actions ?? [];
  if (!action) return refused(`550 5.1.1 Address ${to} does not exist`);
  if (action.type !== 'forward') return { delivered: [] };
  const [target = ''] = action.value ?? [];
  const destination = books.state.destinations.find((one) => one.email === target && one.accountId === zone.accountId);
  if (!destination?.verified) return refused(`550 5.1.1 The destination address of ${to} is not verified`);
  return arrived(books, { ...letter, to: target }, to);
}

function ruleFor({ mail }: ZoneState, to: string): MailRule | undefined {
  const own = mail.rules.filter((rule) => rule.enabled && rule.matchers.some(({ value }) => value === to));
  return own.toSorted((a, b) => a.priority - b.priority)[0] ?? (mail.catchAll.enabled ? mail.catchAll : undefined);
}

function arrived(books: Books, letter: Letter, by: string): Delivery {
  receive(books, { ...letter, ...(letter.to.toLowerCase() === by ? {} : { by }) });
  return { delivered: [letter.to.toLowerCase()] };
}

function refused(text: string): Delivery {
  return { delivered: [], refused: text };
}

/** Puts a letter into a mailbox. */
export function receive(books: Books, letter: Letter & { by?: string }): void {
  books.state.mails.push({ at: books.now(), ...letter, to: letter.to.toLowerCase() });
  books.changed();
}

/** Newest first. */
export function mailbox({ state }: Books, address: string): Mail[] {
  return state.mails.filter(({ to }) => to === address.toLowerCase()).toReversed();
}

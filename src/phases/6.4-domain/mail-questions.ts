/**
 * Mail of the domain: whether it is forwarded, whereto, and which addresses there are.
 */
import type { Values } from '../../core/keys.ts';
import type { Question } from '../../core/phase.ts';

/** Addresses that generated pages print: help, contact, data protection, invoices, security. */
const printed = ['support', 'contact', 'privacy', 'billing', 'emergency'] as const;

export const mailQuestions: readonly Question[] = [
  {
    key: 'mailRouting',
    ask: 'Forward mail for the domain to a mailbox of yours, free, through Cloudflare?',
    why: 'Pages name support@, privacy@ and others; mail to them must arrive. Forwarding only receives: to send, use Resend or Postmark. No, if you have a mail provider for the domain.',
    kind: 'yes-no',
    default: () => 'yes',
    sandbox: 'yes',
    guide: ['6.4/10'],
  },
  {
    key: 'mailForwardTo',
    ask: 'Mailbox that receives it',
    why: 'Cloudflare sends it one message with a link, which its owner has to open.',
    kind: 'text',
    when: (answers) => answers.mailRouting === 'yes',
    default: (values) => (outside(values.alertEmail, values) ? values.alertEmail : undefined),
    sandbox: 'owner@mailbox.test',
    check: (answer, _environment, values) => {
      if (!/^[^\s@<>"]+@[^\s@<>"]+\.[a-z]{2,}$/i.test(answer)) return 'an e-mail address, like you@gmail.com';
      return outside(answer, values) || `a mailbox outside of ${values.domain}: a domain cannot forward to itself`;
    },
  },
  {
    key: 'mailboxes',
    ask: 'Which addresses of the domain shall receive mail?',
    why: 'The five that the generated pages print, and any others, with commas; k77 writes the domain behind them.',
    kind: 'text',
    when: (answers) => answers.mailRouting === 'yes',
    default: (values) => [...printed, ...own(values)].join(', '),
    sandbox: [...printed, 'ops'].join(', '),
    check: (answer) => {
      const names = answer.split(/[\s,]+/).filter((name) => name !== '');
      const strange = names.find((name) => !/^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/.test(name));
      if (strange !== undefined) return `"${strange}" is no name in front of the @; write support, not support@…`;
      const missing = printed.filter((name) => !names.includes(name));
      return missing.length === 0 || `pages print ${missing.join(', ')} too: mail to them would be lost`;
    },
  },
];

function outside(address: string | undefined, values: Partial<Values>): boolean {
  return address !== undefined && (values.domain === undefined || !address.toLowerCase().endsWith(`@${values.domain}`));
}

/** Alerts that go to the domain itself have to arrive, too. */
function own(values: Partial<Values>): string[] {
  const [name, domain] = (values.alertEmail ?? '').split('@');
  return name !== undefined && domain !== undefined && domain === values.domain && !printed.some((one) => one === name) ? [name] : [];
}

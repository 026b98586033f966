/**
 * The scripted operator: does by-hand tasks in the emulated dashboards, as a person would in the real ones. It attests nothing;
 * k77 reads back what it did where an API shows it.
 */
import type { VendorId } from '../core/vendor.ts';

interface Script {
  vendor: VendorId;
  /** The button that is pressed. */
  action: string;
  did: string;
}

/** By task id. Later phases add theirs. */
export const scripts: Readonly<Record<string, Script>> = {
  'stripe.account': { vendor: 'stripe', action: 'activate', did: 'filled in the business form; the account may charge and is paid out' },
  'stripe.refund-emails': { vendor: 'stripe', action: 'refund-emails', did: 'switched the refund and dispute e-mails on' },
  'mongodb.panel': { vendor: 'atlas', action: 'panel', did: 'switched the Real-Time Performance Panel on and looked at it' },
  'redis.alerts': { vendor: 'upstash', action: 'alerts', did: 'switched the e-mails about usage on' },
  'stripe.alerts': { vendor: 'stripe', action: 'alerts', did: 'switched the four e-mail alerts on' },
};

export interface Performed {
  performed: boolean;
  note: string;
}

export async function performTask(
  task: string,
  want: unknown,
  edit: (vendor: VendorId, action: string, fields: Readonly<Record<string, string>>) => Promise<unknown>,
): Promise<Performed> {
  const script = scripts[task];
  if (!script) return { performed: false, note: `nothing to do for ${task} in the emulated dashboards` };
  await edit(script.vendor, script.action, textsOf(want));
  return { performed: true, note: script.did };
}

/** What the task wants written into the form. */
function textsOf(want: unknown): Record<string, string> {
  if (typeof want !== 'object' || want === null) return {};
  return Object.fromEntries(Object.entries(want).filter((field): field is [string, string] => typeof field[1] === 'string'));
}

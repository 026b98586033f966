/**
 * doctor: looks at this machine, this folder and the credentials, and says what works, what does not and what to do. Writes nothing.
 */

import { messageOf, OperatorError, VendorError } from '../core/errors.ts';
import type { BoxId } from '../core/guide.ts';
import { infoOf, type Key } from '../core/keys.ts';
import type { PhaseNumber } from '../core/phase.ts';
import { type AnyVendor, missingCredentials, type VendorId } from '../core/vendor.ts';
import { missingBecause } from './context.ts';
import { whoami } from './preflight.ts';
import type { Walk } from './walk.ts';

/**
 * works · warns (it works, but) · missing (needed now, not there) · broken (there, and refused) · later (a coming phase needs it) · skipped (not needed here)
 */
export type Health = 'works' | 'warns' | 'missing' | 'broken' | 'later' | 'skipped';

export interface Diagnosis {
  id: string;
  title: string;
  about: 'machine' | 'folder' | 'account' | 'data';
  state: Health;
  saw: string;
  fix?: string | undefined;
  see?: string | undefined;
  guide: readonly BoxId[];
}

/** A vendor as an account that somebody has to open. `src/vendors/accounts.ts` lists them. */
export interface Account {
  id: VendorId;
  title: string;
  signUp: string;
  phase: PhaseNumber;
  oneOf?: string;
  guide: readonly BoxId[];
  unverified?: true;
}

/** What one look found. */
export type Found = Pick<Diagnosis, 'state' | 'saw'> & { fix?: string; see?: string };

/** Whose account each vendor's credentials open. `clients` are the vendors that k77 can speak to already. */
export async function examineAccounts(walk: Walk, accounts: readonly Account[], clients: readonly AnyVendor[]): Promise<Diagnosis[]> {
  return Promise.all(
    accounts.map(async (account): Promise<Diagnosis> => {
      const vendor = clients.find((one) => one.id === account.id);
      const concerns = vendor !== undefined && vendor.involved?.(walk.workspace.values()) !== false;
      const found = concerns ? await credentials(walk, account, vendor) : notYet(account);
      const { id, title, guide } = account;
      return { id, title, about: 'account', guide, ...found };
    }),
  );
}

function notYet(account: Account): Found {
  const choice = account.oneOf ? `if it is your ${account.oneOf}, ` : '';
  const caution = account.unverified ? ' (unverified: never tried)' : '';
  return { state: 'later', saw: `${choice}phase ${account.phase} will use it${caution}`, see: account.signUp };
}

async function credentials(walk: Walk, account: Account, vendor: AnyVendor): Promise<Found> {
  const known = walk.workspace.values();
  const missing = missingCredentials(vendor, known);
  const built = walk.catalogue.phases.some((phase) => phase.number === account.phase);
  if (missing.length > 0)
    return built
      ? { state: 'missing', saw: `needs ${missingBecause(missing)}`, fix: howToGive(missing), see: vendor.token.page }
      : { ...notYet(account), see: vendor.token.page };
  if (walk.workspace.environment === 'sandbox' && !built)
    return { state: 'skipped', saw: 'the rehearsal talks to nobody outside, and has no emulator of it yet' };
  try {
    const { account: id, name, mode, plan } = await whoami(walk, vendor);
    const pinned = walk.workspace.pinned(account.id);
    const words = [id, name, mode === 'none' ? undefined : `${mode} mode`, plan].filter((word) => word !== undefined).join(' · ');
    if (pinned && (pinned.account !== id || pinned.mode !== mode))
      return {
        state: 'warns',
        saw: `${words}, but this folder belongs to ${pinned.account}`,
        fix: `use the key of ${pinned.account}, or let k77 deploy ask you about the change`,
      };
    return { state: 'works', saw: words };
  } catch (error) {
    return { state: 'broken', ...refusal(error), see: vendor.token.page };
  }
}

function refusal(error: unknown): Pick<Found, 'saw' | 'fix'> {
  if (error instanceof VendorError)
    return { saw: error.status === 0 ? error.message : `answered ${error.status}: ${error.message}`, fix: error.advice };
  if (error instanceof OperatorError) return { saw: error.what, fix: error.fix };
  return { saw: messageOf(error) };
}

function howToGive(missing: readonly Key[]): string {
  const typed = missing.filter((key) => infoOf(key).kept === 'credentials');
  return `k77 deploy asks for it${typed.length > 0 ? `, or set ${typed.join(', ')} in the environment` : ''}`;
}

/** Stripe accepts its own signatures for this long: https://docs.stripe.com/webhooks#replay-attacks */
const signatureTolerance = 300;

/** This machine's clock against the Date header of a vendor's answer; a refusal for want of a key has one, too. */
export async function examineClock(walk: Walk, vendor: AnyVendor, path: string): Promise<Diagnosis> {
  const about = { id: 'clock', title: 'Clock', about: 'machine', guide: [] } as const;
  try {
    const door = walk.doors.open(vendor, { by: 'doctor.clock', writes: 'no', signal: walk.signal });
    walk.doors.forget(vendor.id);
    const before = walk.clock.now().getTime();
    const answer = await door(new URL(path, vendor.base));
    const middle = (before + walk.clock.now().getTime()) / 2;
    const theirs = Date.parse(answer.headers.get('date') ?? '');
    if (Number.isNaN(theirs)) return { ...about, state: 'skipped', saw: `${vendor.title} did not tell the time` };
    return { ...about, ...skew((middle - theirs) / 1000, vendor.title) };
  } catch (error) {
    return {
      ...about,
      state: 'warns',
      saw: `${vendor.title} could not be asked for the time: ${messageOf(error)}`,
      fix: 'look at your network, then run doctor again',
    };
  }
}

/** @param seconds how far this machine is ahead; the header is exact to one second */
export function skew(seconds: number, than: string): Found {
  const off = Math.round(Math.abs(seconds));
  const words = off <= 1 ? `right (by ${than})` : `${off} s ${seconds > 0 ? 'ahead of' : 'behind'} ${than}`;
  if (off <= 60) return { state: 'works', saw: words };
  const consequence =
    off > signatureTolerance ? 'Stripe signatures are refused' : `Stripe signatures are refused from ${signatureTolerance} s on`;
  return {
    state: off > signatureTolerance ? 'broken' : 'warns',
    saw: `${words}: ${consequence}`,
    fix: 'switch on the time synchronisation of this machine (NTP)',
  };
}

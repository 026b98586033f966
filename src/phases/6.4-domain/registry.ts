/**
 * What the registry tells anybody about a domain (RDAP). It needs no account, so it also watches domains at registrars whose API k77 does not speak.
 * Not every ending has it: then the parent zone shows at least that the name is handed over.
 */
import { lookUp, type RdapAnswer } from '../../probes/rdap.ts';
import { internet } from '../../vendors/internet.ts';
import type { LookContext } from './look.ts';

/** @param fresh past what was seen within this minute: by-hand steps are looked at every two seconds, which no registry has to bear */
export function registryOf(context: LookContext, domain: string, { fresh = false } = {}): Promise<RdapAnswer> {
  const { clock, signal } = context;
  const { network, once } = context.client(internet);
  const ask = (): Promise<RdapAnswer> => lookUp(domain, { clock, signal, network });
  return fresh ? ask() : once(`rdap ${domain} ${clock.now().toISOString().slice(0, 16)}`, ask);
}

/** Whole days until then; undefined where the registry does not tell. */
export function daysUntil(expires: string | undefined, now: Date): number | undefined {
  const at = Date.parse(expires ?? '');
  return Number.isNaN(at) ? undefined : Math.floor((at - now.getTime()) / 86_400_000);
}

/** Why a name that is registered does not work: https://www.icann.org/epp. Empty: nothing stands against it. */
export function standsStill({ statuses }: { statuses: readonly string[] }): string[] {
  return statuses.filter((status) => /hold|redemption|pending ?delete/i.test(status));
}

/** What is known before anybody pays for it or changes it, in the operator's words. */
export function inWords(seen: RdapAnswer): string {
  if (seen.state === 'free') return `${seen.domain} is free: the registry (${seen.from}) knows nobody who holds it`;
  if (seen.state === 'unknown') return `Nobody tells whether ${seen.domain} is free (${seen.why}): the shop’s own search does`;
  const until = seen.expires ? ` until ${seen.expires.slice(0, 10)}` : '';
  return `${seen.domain} is registered at ${seen.registrar ?? 'a registrar that the registry does not name'}${until}`;
}

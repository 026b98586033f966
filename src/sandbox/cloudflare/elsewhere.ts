/** What Cloudflare sees of the other vendors of a world: what registrars put at the parent zone, and the addresses behind names. */
import type { Emulator } from '../kernel.ts';
import type { DelegationSigner, Names } from '../names/names.ts';

export interface Elsewhere {
  delegated(domain: string): readonly string[] | undefined;
  signers(domain: string): readonly DelegationSigner[] | undefined;
  addresses(name: string): readonly string[] | undefined;
}

/** @param emulators asked when something is looked up, for the list is not whole when this is called */
export function elsewhere(emulators: () => readonly Emulator[]): Elsewhere {
  const all = (): Names[] => emulators().flatMap((one) => (one.vendor === 'cloudflare' ? [] : (one.names?.() ?? [])));
  const delegationOf = (domain: string) => all().flatMap(({ delegations = [] }) => delegations.filter((one) => one.domain === domain))[0];
  return {
    delegated: (domain) => delegationOf(domain)?.nameservers,
    signers: (domain) => delegationOf(domain)?.signers,
    addresses(name) {
      const names = all();
      const host = names.flatMap(({ web = [] }) => web).find((one) => one.name === name && one.addresses);
      const own = names.flatMap(({ zones = [] }) => zones.flatMap(({ records }) => records.filter((one) => one.name === name)));
      const found = own.flatMap((one) => (one.type === 'A' || one.type === 'AAAA' ? [one.value] : []));
      return found.length > 0 ? found : host?.addresses;
    },
  };
}

/**
 * A registrar: where the domain is bought, renewed and delegated. One object each, `registrar-<name>.ts`; `registrars.ts` is their table.
 * A registrar without an API has pages only: a person does it there, and k77 reads the result at the parent zone.
 */
import type { Context } from '../../core/task.ts';
import type { AnyVendor } from '../../core/vendor.ts';
import type { Signer } from './signer.ts';

/** What a registrar knows of a domain that this account holds. */
export interface Registration {
  domain: string;
  /** ISO 8601; undefined where it is still being registered. */
  expires: string | undefined;
  autoRenew: boolean;
  /** The owner's name and address are kept out of public look-ups. */
  privacy: boolean;
  /** Nobody can move it to another registrar. */
  locked: boolean;
  /** `active`, or the registrar's word for what is wrong. */
  status: string;
}

/** What a name costs. Prices in US dollars as the registrar writes them, `10.44`: they are compared as text, never computed with. */
export interface Offer {
  domain: string;
  available: boolean;
  /** Why not, in words. */
  why?: string;
  firstYear?: string;
  renewal?: string;
}

export type RegistrarContext = Pick<Context, 'client' | 'clock' | 'signal' | 'wait'>;

export interface Registrar {
  id: string;
  title: string;
  /** Whose API and credentials it uses; undefined: none. */
  vendor: AnyVendor | undefined;
  /** Deep links for what a person has to do there. */
  pages: { search(domain: string): string; manage(domain: string): string };
  /** What a person clicks there, one line each. */
  clicks: {
    buy(domain: string): readonly string[];
    nameservers(domain: string, servers: readonly string[]): readonly string[];
    signer(domain: string, signer: Signer): readonly string[];
    protect(domain: string): readonly string[];
  };
  /** Absent: everything is done by hand. */
  api?: RegistrarApi;
}

export interface RegistrarApi {
  /** Undefined: this account holds no such domain. */
  registration(context: RegistrarContext, domain: string): Promise<Registration | undefined>;
  /** In the order asked. Asks only. */
  offers(context: RegistrarContext, domains: readonly string[]): Promise<Offer[]>;
  /** Spends money; called only after the operator typed the price. Resolves when the registry has it. */
  buy(context: RegistrarContext, offer: Offer): Promise<void>;
  /** Switches privacy, lock and renewal on. Absent: a person does it on its pages, and the API shows it. */
  protect?(context: RegistrarContext, domain: string): Promise<void>;
  /** Absent: its name servers are Cloudflare's and cannot be others. */
  setNameservers?(context: RegistrarContext, domain: string, servers: readonly string[]): Promise<void>;
  /** Absent: it takes the signer from the zone by itself (CDS), or a person enters it. */
  setSigner?(context: RegistrarContext, domain: string, signer: Signer): Promise<void>;
  /** True: it publishes the signer by itself, so that nobody has to enter it. */
  signsByItself?: true;
}

/**
 * What emulated vendors make of names: zones that they serve, delegations that they put at the parent, web hosts that they answer for.
 * The name system (`open.ts`) serves the first two, the web edge (`../web/`) the third.
 */

import type { Outgoing } from '../../ports/listen.ts';

/** Names are full and without a dot at the end. `ttl` in seconds. */
export type DnsRecord =
  | { type: 'A' | 'AAAA' | 'CNAME' | 'NS'; name: string; value: string; ttl?: number }
  | { type: 'TXT'; name: string; value: string; ttl?: number }
  | { type: 'SRV'; name: string; target: string; port: number; priority?: number; weight?: number; ttl?: number }
  | { type: 'MX'; name: string; exchange: string; preference?: number; ttl?: number }
  | { type: 'CAA'; name: string; tag: 'issue' | 'issuewild' | 'iodef'; value: string; flags?: number; ttl?: number };

/** A zone as its authoritative servers hold it. */
export interface Zone {
  /** `kingdom77.test` */
  name: string;
  nameservers: readonly string[];
  records: readonly DnsRecord[];
  /** Private key (PEM, ECDSA P-256) of a signed zone; its answers carry signatures of algorithm 13. Absent: the zone is not signed. */
  signingKey?: string;
  /** Name servers that hold these records; the ones in `nameservers` unless told. Entries of one zone with different servers are copies that disagree. */
  servedBy?: readonly string[];
  /** Serial number of this copy; unless told, the name system counts up with every change. */
  serial?: number;
  /** How long resolvers may remember that a name does not exist, seconds; 300 unless told. */
  minimum?: number;
  /** When signatures begin and end to count, Unix seconds; around the present unless told. */
  signatures?: { inception: number; expiration: number };
}

/** What a delegation signer record says. `digest` in upper-case hexadecimal. */
export interface DelegationSigner {
  keyTag: number;
  algorithm: number;
  digestType: number;
  digest: string;
}

/** What a registrar put at the parent zone. */
export interface Delegation {
  domain: string;
  nameservers: readonly string[];
  signers?: readonly DelegationSigner[];
}

/** A host that answers HTTP and HTTPS at the edge of the world. */
export interface WebHost {
  /** `api.kingdom77.test` */
  name: string;
  /** Absent: none was issued yet, and a TLS handshake for this name fails. */
  certificate?: { names: readonly string[]; days?: number };
  minTls?: '1.0' | '1.1' | '1.2' | '1.3';
  tls13?: boolean;
  /** A request over HTTP is answered with 301 to the same address over HTTPS. */
  alwaysHttps?: boolean;
  /** Value of `strict-transport-security`. */
  hsts?: string;
  headers?: Readonly<Record<string, string>>;
  /**
   * What stands behind it; absent: the placeholder page of its vendor.
   * `http://127.0.0.1:port`: a server of this machine. A bare name or `https://name`: the edge that answers for this name (`abc.up.railway.app`, or an address
   * of `addresses`), asked over TLS for the visitor's host, as a proxy in front of a platform does: without a certificate for it the vendor says so (525).
   * `http://name`: the same without TLS (Cloudflare's `flexible`): a redirect to HTTPS there becomes a loop.
   */
  upstream?: string;
  /** Several servers of this machine, one after the other: instances of one service. They go before `upstream`. */
  upstreams?: readonly string[];
  /** Cloudflare's `strict`: an upstream whose certificate does not fit is answered with 526. */
  strict?: boolean;
  /** Where its vendor's edge answers. A name that leads to none of them is not routed to it; absent: every address will do. */
  addresses?: readonly string[];
  /** Visitors are sent on to this host, to the same path, once they came over HTTPS (Vercel's `www`). */
  redirect?: { to: string; status: 301 | 302 | 307 | 308 };
  /** Said whatever stands behind it: a paused deployment. */
  instead?: Outgoing;
  /** Paths that its vendor's edge answers by itself, by what they begin with: the vendor's own name at which the emulator is asked (Vercel's `/_vercel/insights/`). */
  within?: Readonly<Record<string, string>>;
  /** Said to strangers (Vercel's deployment protection); who brings one of the values in this header or query parameter is let through. */
  guard?: { answer: Outgoing; bypass: { name: string; values: readonly string[] } };
  /** Value of the `server` header: `cloudflare`, `Vercel`, `railway-edge`. */
  server: string;
}

export interface Names {
  zones?: readonly Zone[];
  delegations?: readonly Delegation[];
  web?: readonly WebHost[];
  /** Hosts (`*.kingdom77.test` stands for many) for which its edge has a certificate whether or not a name leads there: who comes to the edge itself is answered. */
  standby?: readonly WebHost[];
}

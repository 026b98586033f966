/** Signed zones: `pending` until the parent zone holds the delegation signer that Cloudflare shows. */
import { newSigningKey, publicKeyOf } from '../../ports/dns-security.ts';
import { delegationSigner } from '../names/delegations.ts';
import type { DelegationSigner } from '../names/names.ts';
import type { Call, Route } from './api.ts';
import type { Books } from './books.ts';
import type { Json, ZoneState } from './model.ts';
import { Refusal } from './refusal.ts';

export const dnssecRoutes: readonly Route[] = [
  { method: 'GET', path: '/zones/:zone/dnssec', permission: 'dns:read', run: ({ zone }) => ({ result: shown(zone) }) },
  { method: 'PATCH', path: '/zones/:zone/dnssec', permission: 'dns:edit', run: change },
  {
    method: 'DELETE',
    path: '/zones/:zone/dnssec',
    permission: 'dns:edit',
    run: ({ books, zone }) => {
      if (parentHasIt(books, zone)) throw new Refusal(400, 1011, 'Remove the DS record at your registrar first');
      zone.dnssec = { status: 'disabled', modified: books.now(), $key: '' };
      return { result: 'Success' };
    },
  },
];

function change({ books, zone, body }: Call) {
  const { status } = body;
  if (status !== undefined && status !== 'active' && status !== 'disabled') throw new Refusal(400, 1004, 'Invalid DNSSEC status');
  if (status === 'active') switchOn(books, zone);
  if (status === 'disabled' && zone.dnssec.status !== 'disabled') {
    zone.dnssec.status = parentHasIt(books, zone) ? 'pending-disabled' : 'disabled';
    zone.dnssec.modified = books.now();
  }
  books.changed();
  return { result: shown(zone) };
}

/** Signs the zone, with its old key where it has one. */
export function switchOn(books: Books, zone: ZoneState): void {
  if (['pending', 'active'].includes(zone.dnssec.status)) return;
  const $key = zone.dnssec.$key === '' ? newSigningKey() : zone.dnssec.$key;
  zone.dnssec = { status: 'pending', modified: books.now(), $key };
}

/** What the parent zone holds of it, moves the status on. */
export function refreshDnssec(books: Books, zone: ZoneState): void {
  const { dnssec } = zone;
  const there = dnssec.$key !== '' && parentHasIt(books, zone);
  if (dnssec.status === 'pending' && there) Object.assign(dnssec, { status: 'active', modified: books.now() });
  else if (dnssec.status === 'active' && !there) dnssec.status = 'pending';
  else if (dnssec.status === 'pending-disabled' && !there) dnssec.status = 'disabled';
  else return;
  books.changed();
}

/** A domain registered at Cloudflare gets its signer without being asked. */
function parentHasIt(books: Books, zone: ZoneState): boolean {
  const signer = signerOf(zone);
  if (!signer) return false;
  if (books.state.registrations.some(({ domain, state }) => domain === zone.name && state === 'succeeded'))
    return zone.dnssec.status !== 'pending-disabled';
  const signers = books.state.parents[zone.name]?.signers ?? books.tools.signers(zone.name);
  return signers.some(({ keyTag, digest }) => keyTag === signer.keyTag && digest.toUpperCase() === signer.digest);
}

/** What belongs at the parent; undefined: the zone was never signed. */
export function signerOf({ name, dnssec }: ZoneState): DelegationSigner | undefined {
  return dnssec.$key === '' ? undefined : delegationSigner(name, dnssec.$key);
}

function shown(zone: ZoneState): Json {
  const { status, modified, $key } = zone.dnssec;
  const signer = status === 'disabled' ? undefined : signerOf(zone);
  const about = { status, dnssec_multi_signer: false, dnssec_presigned: false, dnssec_use_nsec3: false, modified_on: modified };
  if (!signer) return { ...nothing, ...about };
  const { keyTag, algorithm, digestType, digest } = signer;
  return {
    ...about,
    flags: 257,
    algorithm: String(algorithm),
    key_type: 'ECDSAP256SHA256',
    digest_type: String(digestType),
    digest_algorithm: 'SHA256',
    digest,
    ds: `${zone.name}. 3600 IN DS ${keyTag} ${algorithm} ${digestType} ${digest}`,
    key_tag: keyTag,
    public_key: publicKeyOf($key).key.toString('base64'),
  };
}

const nothing = {
  flags: null,
  algorithm: null,
  key_type: null,
  digest_type: null,
  digest_algorithm: null,
  digest: null,
  ds: null,
  key_tag: null,
  public_key: null,
};

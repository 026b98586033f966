/** Universal SSL: one certificate for the apex and one label below it, issued some time after the zone became active. */
import type { Route } from './api.ts';
import type { Books } from './books.ts';
import type { Json, ZoneState } from './model.ts';
import { page } from './pages.ts';
import { invalid, Refusal } from './refusal.ts';

const dayMs = 86_400_000;

export const certificateRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/zones/:zone/ssl/universal/settings',
    permission: 'ssl:read',
    run: ({ zone }) => ({ result: universal(zone) }),
  },
  {
    method: 'PATCH',
    path: '/zones/:zone/ssl/universal/settings',
    permission: 'ssl:edit',
    run: ({ books, zone, body }) => {
      if (typeof body.enabled !== 'boolean') throw invalid('enabled must be a boolean', 1004);
      switchUniversal(books, zone, body.enabled);
      return { result: universal(zone) };
    },
  },
  { method: 'GET', path: '/zones/:zone/ssl/verification', permission: 'ssl:read', run: ({ zone }) => ({ result: verifications(zone) }) },
  {
    method: 'GET',
    path: '/zones/:zone/ssl/certificate_packs',
    permission: 'ssl:read',
    run: (call) => page(call, packs(call.books, call.zone, call.query.get('status') === 'all'), { usual: 20, most: 50 }),
  },
  {
    method: 'GET',
    path: '/zones/:zone/ssl/certificate_packs/:pack',
    permission: 'ssl:read',
    run: ({ books, zone, at }) => {
      const pack = packs(books, zone, true).find(({ id }) => id === at.pack);
      if (!pack) throw new Refusal(404, 1409, 'The certificate pack was not found');
      return { result: pack };
    },
  },
];

function universal({ certificate }: ZoneState): Json {
  return { enabled: certificate.universal };
}

/** Off takes the certificate away; on again issues a new one. */
export function switchUniversal(books: Books, zone: ZoneState, enabled: boolean): void {
  const { certificate } = zone;
  if (enabled && !certificate.universal) {
    certificate.id = books.tools.random.uuid();
    certificate.ready = zone.status === 'active' ? books.ms() + books.tools.certificateMs : 0;
  }
  if (enabled !== certificate.universal) certificate.status = 'initializing';
  certificate.universal = enabled;
  books.changed();
}

export function hostsOf({ name }: ZoneState): string[] {
  return [name, `*.${name}`];
}

function verifications({ certificate }: ZoneState): Json[] {
  if (!certificate.universal) return [];
  return [
    {
      cert_pack_uuid: certificate.id,
      certificate_status: certificate.status,
      brand_check: false,
      signature: 'ECDSAWithSHA256',
      validation_method: 'txt',
      verification_status: certificate.status === 'active',
      verification_type: 'cname',
      verification_info: {},
    },
  ];
}

function packs(books: Books, zone: ZoneState, all: boolean): Json[] {
  const { certificate } = zone;
  if (!certificate.universal || (!all && certificate.status !== 'active')) return [];
  const active = certificate.status === 'active';
  const from = certificate.ready === 0 ? books.ms() : certificate.ready;
  const about = {
    hosts: hostsOf(zone),
    status: active ? 'active' : 'initializing',
    issuer: 'GoogleTrustServices',
    signature: 'ECDSAWithSHA256',
    bundle_method: 'ubiquitous',
    zone_id: zone.id,
    uploaded_on: new Date(from).toISOString(),
    modified_on: new Date(from).toISOString(),
    expires_on: new Date(from + 90 * dayMs).toISOString(),
    priority: null,
  };
  return [
    {
      id: certificate.id,
      type: 'universal',
      hosts: hostsOf(zone),
      status: active ? 'active' : 'pending_validation',
      validation_method: 'txt',
      validity_days: 90,
      certificate_authority: 'google',
      primary_certificate: active ? certificate.id : '0',
      certificates: active ? [{ id: certificate.id, ...about }] : [],
    },
  ];
}

/** Certificates of host names. https://docs.machines.dev (App_Certificates) */
import type { Call, Route } from './api.ts';
import { appIn } from './apps.ts';
import { onlyFields, text } from './fields.ts';
import { zone } from './looking.ts';
import type { App, Certificate, Json } from './model.ts';
import { absent, Refusal } from './refusal.ts';

const path = '/apps/:app/certificates';

export const certificateRoutes: readonly Route[] = [
  { method: 'GET', path, run: list },
  { method: 'POST', path: `${path}/acme`, status: 201, run: create },
  { method: 'GET', path: `${path}/:hostname`, run: (call) => detail(appIn(call), certificateIn(call)) },
  { method: 'POST', path: `${path}/:hostname/check`, run: check },
  { method: 'DELETE', path: `${path}/:hostname`, status: 204, run: remove },
];

function certificatesOf({ books }: Call, { name }: App): Certificate[] {
  return books.state.certificates.filter(({ app }) => app === name);
}

function certificateIn(call: Call): Certificate {
  const wanted = (call.at.hostname ?? '').toLowerCase();
  const found = certificatesOf(call, appIn(call)).find(({ hostname }) => hostname === wanted);
  if (!found) throw absent('certificate');
  return found;
}

function list(call: Call): Json {
  const all = certificatesOf(call, appIn(call));
  const certificates = all.map((one) => ({
    ...{ hostname: one.hostname, configured: one.verified, status: statusOf(one), acme_requested: true, dns_provider: '' },
    ...{
      acme_dns_configured: false,
      acme_http_configured: one.verified,
      acme_alpn_configured: one.verified,
      ownership_txt_configured: false,
    },
    ...{
      has_custom_certificate: false,
      has_fly_certificate: one.issue.state === 'valid',
      created_at: one.createdAt,
      updated_at: one.updatedAt,
    },
  }));
  return { certificates, total_count: certificates.length, next_cursor: '' };
}

function create(call: Call): Json {
  const { books, body } = call;
  onlyFields(body, ['hostname']);
  const app = appIn(call);
  const hostname = text(body, 'hostname').toLowerCase();
  if (!/^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/.test(hostname))
    throw new Refusal(422, `${hostname} is not a valid hostname`);
  const there = books.state.certificates.find((one) => one.hostname === hostname);
  if (there) throw new Refusal(422, `Hostname ${hostname} already exists on ${there.app === app.name ? 'this' : 'another'} app`);
  const now = books.now();
  const made: Certificate = {
    ...{ app: app.name, hostname, mark: books.letters(6), verified: false, asked: true, issue: { state: 'none', due: 0 } },
    ...{ createdAt: now, updatedAt: now },
  };
  books.state.certificates.push(made);
  return detail(app, made);
}

function check(call: Call): Json {
  const one = certificateIn(call);
  one.asked = true;
  const { validation, ...rest } = detail(appIn(call), one);
  return { ...rest, validation, dns_records: { a: [], aaaa: [], cname: one.verified ? [`${one.app}.${zone}`] : [] } };
}

function remove(call: Call): undefined {
  const one = certificateIn(call);
  const { state } = call.books;
  state.certificates = state.certificates.filter((other) => other !== one);
  return undefined;
}

function statusOf({ verified, issue }: Certificate): string {
  if (issue.state === 'valid') return 'Ready';
  return verified ? 'Awaiting certificates' : 'Awaiting configuration';
}

function detail(app: App, one: Certificate): Json {
  const { hostname, mark, verified, issue, createdAt } = one;
  const valid = issue.state === 'valid';
  const expires = new Date(Date.parse(createdAt) + 90 * 86_400_000).toISOString();
  const issued = ['rsa', 'ecdsa'].map((type) => ({ type, expires_at: expires, certificate_authority: 'lets_encrypt' }));
  const entry = { source: 'fly', status: valid ? 'active' : 'pending_validation', created_at: createdAt, issuer: "Let's Encrypt" };
  return {
    hostname,
    configured: verified,
    acme_requested: true,
    status: statusOf(one),
    dns_provider: '',
    certificates: [valid ? { ...entry, expires_at: expires, issued } : entry],
    validation: { dns_configured: false, alpn_configured: verified, http_configured: verified, ownership_txt_configured: false },
    validation_errors: verified
      ? []
      : [
          {
            code: 'DNS_NOT_CONFIGURED',
            message: `${hostname} does not lead to ${app.name}.${zone}`,
            remediation: 'add the records that are demanded',
            timestamp: createdAt,
          },
        ],
    dns_requirements: {
      a: app.ips.map(({ ip }) => ip).filter((ip) => !ip.includes(':')),
      aaaa: app.ips.map(({ ip }) => ip).filter((ip) => ip.includes(':')),
      cname: `${app.name}.${zone}`,
      acme_challenge: { name: `_acme-challenge.${hostname}`, target: `${hostname}.${mark}.flydns.net` },
      ownership: { name: `_fly-ownership.${hostname}`, app_value: `app-${mark}`, org_value: 'org-kingdom77' },
    },
  };
}

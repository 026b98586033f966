/**
 * Cloudflare Registrar: at cost, API for registering, name servers always Cloudflare's own.
 * https://developers.cloudflare.com/api/resources/registrar/
 */
import { APIError } from 'cloudflare';
import { OperatorError } from '../../core/errors.ts';
import { cloudflare } from '../../vendors/cloudflare.ts';
import { accountOf } from './account.ts';
import type { Offer, Registrar, RegistrarApi, RegistrarContext, Registration } from './registrar.ts';

/** Minutes for a registration; most take seconds. */
const patience = 10;

const api: RegistrarApi = {
  async registration(context, domain): Promise<Registration | undefined> {
    const account_id = await accountOf(context);
    try {
      const seen = await context.client(cloudflare).registrar.registrations.get(domain, { account_id });
      return {
        domain,
        expires: seen.expires_at ?? undefined,
        autoRenew: seen.auto_renew,
        privacy: seen.privacy_mode === 'redaction',
        locked: seen.locked,
        status: seen.status,
      };
    } catch (error) {
      if (error instanceof APIError && error.status === 404) return undefined;
      throw error;
    }
  },

  async offers(context, domains): Promise<Offer[]> {
    const account_id = await accountOf(context);
    const { domains: seen } = await context.client(cloudflare).registrar.check({ account_id, domains: [...domains] });
    return domains.map((domain) => {
      const found = seen.find((one) => one.name === domain);
      const why = reasons[found?.reason ?? ''] ?? found?.reason ?? 'Cloudflare says nothing about it';
      if (!found?.registrable || !found.pricing) return { domain, available: false, why };
      return { domain, available: true, firstYear: found.pricing.registration_cost, renewal: found.pricing.renewal_cost };
    });
  },

  async buy(context, { domain }): Promise<void> {
    const account_id = await accountOf(context);
    const { registrations } = context.client(cloudflare).registrar;
    const started = await registrations.create({ account_id, domain_name: domain, years: 1, auto_renew: true, privacy_mode: 'redaction' });
    if (started.state === 'succeeded') return;
    await context.wait(`Cloudflare to register ${domain}`, () => finished(context, domain, account_id), patience);
  },

  async protect(context, domain): Promise<void> {
    const account_id = await accountOf(context);
    await context.client(cloudflare).registrar.registrations.edit(domain, { account_id, auto_renew: true });
  },
  signsByItself: true,
};

const reasons: Readonly<Record<string, string>> = {
  domain_unavailable: 'it is registered already',
  domain_premium: 'it is a premium name, which Cloudflare sells in no API',
  extension_not_supported: 'Cloudflare does not sell this ending',
  extension_not_supported_via_api: 'Cloudflare sells this ending only in its dashboard',
  extension_disallows_registration: 'the registry sells no names of this ending now',
};

async function finished(context: RegistrarContext, domain: string, account_id: string): Promise<true | undefined> {
  const now = await context.client(cloudflare).registrar.registrationStatus.get(domain, { account_id });
  if (now.state === 'succeeded') return true;
  if (now.state !== 'failed' && now.state !== 'action_required') return undefined;
  throw new OperatorError({
    what: `Cloudflare could not register ${domain}: ${now.error?.message ?? now.state}`,
    fix: 'look at what it asks for on the page below, then run the same command again',
    see: `https://dash.cloudflare.com/${account_id}/domains/registrations`,
  });
}

const page = 'https://dash.cloudflare.com/?to=/:account/domains';

export const cloudflareRegistrar: Registrar = {
  id: 'cloudflare',
  title: 'Cloudflare',
  vendor: cloudflare,
  pages: { search: () => `${page}/register`, manage: (domain) => `${page}/registrations?domain=${domain}` },
  clicks: {
    buy: (domain) => [`Search for ${domain}`, 'Choose 1 year, leave auto-renew and privacy on', 'Pay'],
    nameservers: () => ['Cloudflare’s own name servers are set already'],
    signer: () => ['DNS → Settings → DNSSEC → Enable; Cloudflare enters the rest by itself'],
    protect: () => ['Switch "Auto-renew" on; privacy and transfer lock are always on'],
  },
  api,
};

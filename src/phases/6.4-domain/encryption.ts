/**
 * Guide 6.4/4 and 6.4/6: what Cloudflare does for hosts behind its proxy: encrypted to the origin with a checked certificate, HTTP sent to HTTPS, TLS 1.2 at least.
 * It is set whether or not a host stands behind the proxy today: whoever switches the cloud on later finds it right.
 */
import type { SettingEditParams } from 'cloudflare/resources/zones/settings';
import { type Context, task } from '../../core/task.ts';
import { cloudflare } from '../../vendors/cloudflare.ts';
import { patiently } from './waiting.ts';

/** Settings of the zone by Cloudflare's names, in the order in which they are written. */
const wanted = {
  ssl: 'strict',
  always_use_https: 'on',
  automatic_https_rewrites: 'on',
  min_tls_version: '1.2',
  tls_1_3: 'on',
} as const;
type Name = keyof typeof wanted;
type Settings = Record<Name, string>;
const names = Object.keys(wanted) as Name[];

/** What Cloudflare gives a new zone; for taking back. */
const usual: Settings = { ssl: 'full', always_use_https: 'off', automatic_https_rewrites: 'on', min_tls_version: '1.0', tls_1_3: 'on' };

export const encryption = task({
  id: 'domain.encryption',
  guide: ['6.4/4', '6.4/6', '6.4#013', '6.4#014', 'post#022', 'post#078'],
  settings: [
    {
      id: '6.4/4:mode',
      says: 'Full (strict): the origin’s certificate is checked; a proxied API at Railway gets Full, by a rule of its own',
    },
    { id: '6.4/4:always-https', says: 'Always Use HTTPS on' },
    { id: '6.4/4:rewrites', says: 'Automatic HTTPS Rewrites on' },
    { id: '6.4/4:tls13', says: 'TLS 1.2 at least, TLS 1.3 on' },
    { id: '6.4/6:edge', says: 'The edge redirects; the services behind it do not, or they would redirect for ever' },
  ],
  title: 'Send everybody to HTTPS and encrypt up to the origin',
  uses: [cloudflare],
  needs: ['CLOUDFLARE_ZONE'],
  want: (): Settings => ({ ...wanted }),
  read,

  async apply(context, want, have) {
    for (const name of names) if (have?.[name] !== want[name]) await set(context, name, want[name]);
    return want;
  },
  async undo(context) {
    for (const name of names) await set(context, name, usual[name]);
  },
  gives: {},
});

interface Certificate {
  enabled: boolean;
  issued: boolean;
}

/** Free certificates for the domain and one label below it. Without them a proxied host has none. */
export const universal = task({
  id: 'domain.certificate',
  guide: ['6.4/4', '6.4#013'],
  settings: [
    { id: '6.4/4:universal', says: 'Universal SSL on: the domain and one label below it; it covers hosts behind the proxy' },
    { id: '6.4/4:minutes', says: 'Waited for: usually 5 to 15 minutes after the delegation, at most a day' },
  ],
  title: 'Let Cloudflare issue a certificate',
  uses: [cloudflare],
  needs: ['CLOUDFLARE_ZONE', 'ZONE_ACTIVE'],
  want: (): Certificate => ({ enabled: true, issued: true }),
  read: (context): Promise<Certificate> => certificateOf(context),
  async apply(context, want): Promise<Certificate> {
    const zone_id = context.values.CLOUDFLARE_ZONE;
    const { enabled } = await certificateOf(context);
    if (!enabled) await context.client(cloudflare).ssl.universal.settings.edit({ zone_id, enabled: true });
    const usually = 'Usually 5 to 15 minutes, at most a day; hosts that are not behind the proxy do not need it.';
    return patiently(context, { what: 'Cloudflare to issue the certificate', usually, minutes: 15 }, async () => {
      const { issued } = await certificateOf(context);
      return issued ? want : undefined;
    });
  },
  undo: { never: 'without it every host behind Cloudflare’s proxy loses its certificate at once; switch it off under SSL/TLS if you must' },
  gives: {},
});

async function certificateOf(context: Pick<Context<'CLOUDFLARE_ZONE'>, 'client' | 'values'>): Promise<Certificate> {
  const zone_id = context.values.CLOUDFLARE_ZONE;
  const { universal: settings } = context.client(cloudflare).ssl;
  const [{ enabled }, packs] = await Promise.all([
    settings.settings.get({ zone_id }),
    context.client(cloudflare).ssl.verification.get({ zone_id }),
  ]);
  return { enabled: enabled === true, issued: packs.some(({ certificate_status: status }) => status === 'active') };
}

async function read(context: Pick<Context<'CLOUDFLARE_ZONE'>, 'client' | 'values'>): Promise<Settings> {
  const zone_id = context.values.CLOUDFLARE_ZONE;
  const seen = await Promise.all(names.map((name) => context.client(cloudflare).zones.settings.get(name, { zone_id })));
  return Object.fromEntries(
    names.map((name, index) => [name, String(seen[index] && 'value' in seen[index] ? seen[index].value : '')]),
  ) as Settings;
}

function set(context: Pick<Context<'CLOUDFLARE_ZONE'>, 'client' | 'values'>, name: Name, value: string): Promise<unknown> {
  return context.client(cloudflare).zones.settings.edit(name, { zone_id: context.values.CLOUDFLARE_ZONE, value } as SettingEditParams);
}

/**
 * HSTS in stages: minutes, a week, two years. A browser that has heard it refuses plain HTTP until its time is over, and nobody can call it back; so the long stages
 * come after the short ones. Never on the preload list. Hosts that answer past the proxy say it themselves: they read `https` in site.config.json.
 */
import { OperatorError } from '../../core/errors.ts';
import { type Context, task } from '../../core/task.ts';
import { cloudflare } from '../../vendors/cloudflare.ts';
import { readSection, writeSection } from '../site-config.ts';

export interface Hsts {
  maxAgeSeconds: number;
  includeSubdomains: boolean;
  preload: boolean;
}

/** Seconds by answer. */
export const stages: Readonly<Record<string, number>> = { off: 0, minutes: 300, week: 604_800, years: 63_072_000 };

interface Wanted {
  cloudflare: Hsts;
  /** The same, as services read it. */
  services: Hsts;
}

export const hsts = task({
  id: 'domain.hsts',
  guide: ['6.4/6', '6.4/9'],
  settings: [{ id: '6.4/6:hsts', says: 'Strict-Transport-Security for 5 minutes, then a week, then two years; never preload' }],
  title: 'Tell browsers to use HTTPS only',
  uses: [cloudflare],
  needs: ['CLOUDFLARE_ZONE', 'hstsStage'],
  want: ({ hstsStage }): Wanted => {
    const maxAgeSeconds = stages[hstsStage] ?? 0;
    const said = { maxAgeSeconds, includeSubdomains: maxAgeSeconds > 300, preload: false };
    return { cloudflare: said, services: said };
  },

  async read(context): Promise<Partial<Wanted>> {
    const services = (await readSection(context, 'https')) as Hsts | undefined;
    return { cloudflare: await seen(context), ...(services ? { services } : {}) };
  },

  async apply(context, want, have): Promise<Partial<Wanted>> {
    const now = have?.cloudflare?.maxAgeSeconds ?? 0;
    if (want.cloudflare.maxAgeSeconds > 604_800 && now < 604_800) throw tooFast(now);
    if (differ(have?.cloudflare, want.cloudflare)) await say(context, want.cloudflare);
    await writeSection(context, 'https', want.services);
    return want;
  },

  async undo(context) {
    await say(context, { maxAgeSeconds: 0, includeSubdomains: false, preload: false });
    await writeSection(context, 'https', undefined);
  },
  gives: {},
});

type Ground = Pick<Context<'CLOUDFLARE_ZONE'>, 'client' | 'values'>;

async function seen(context: Ground): Promise<Hsts> {
  const found = await context.client(cloudflare).zones.settings.get('security_header', { zone_id: context.values.CLOUDFLARE_ZONE });
  const { value } = found as { value?: { strict_transport_security?: Record<string, unknown> } };
  const { enabled, max_age, include_subdomains, preload } = value?.strict_transport_security ?? {};
  return {
    maxAgeSeconds: enabled === true ? Number(max_age ?? 0) : 0,
    includeSubdomains: include_subdomains === true,
    preload: preload === true,
  };
}

async function say(context: Ground, { maxAgeSeconds, includeSubdomains, preload }: Hsts): Promise<void> {
  const strict_transport_security = {
    enabled: maxAgeSeconds > 0,
    max_age: maxAgeSeconds,
    include_subdomains: includeSubdomains,
    preload,
    nosniff: true,
  };
  await context
    .client(cloudflare)
    .zones.settings.edit('security_header', { zone_id: context.values.CLOUDFLARE_ZONE, value: { strict_transport_security } });
}

function differ(have: Hsts | undefined, want: Hsts): boolean {
  return have?.maxAgeSeconds !== want.maxAgeSeconds || have.includeSubdomains !== want.includeSubdomains || have.preload !== want.preload;
}

function tooFast(now: number): OperatorError {
  return new OperatorError({
    what: `browsers would be bound to HTTPS for two years, and so far they are for ${now === 0 ? 'no time at all' : `${now} s`}`,
    fix: 'answer hstsStage=week first, let it be for a week, then answer years',
    see: 'https://hstspreload.org/#deployment-recommendations',
  });
}

/**
 * Guide 6.4/2: the parent zone names Cloudflare's servers. Set through the registrar where it has an API, else by hand; either way the parent is asked until it is true.
 */
import { OperatorError } from '../../core/errors.ts';
import { task } from '../../core/task.ts';
import { cloudflare } from '../../vendors/cloudflare.ts';
import { internet } from '../../vendors/internet.ts';
import { zoneOf } from './account.ts';
import { delegationOf } from './look.ts';
import { registrarNamed, registrarVendors } from './registrars.ts';
import { inWords, registryOf } from './registry.ts';
import { patiently } from './waiting.ts';

interface Delegated {
  domain: string;
  nameservers: readonly string[];
  by: string;
}

export const nameservers = task({
  id: 'domain.nameservers',
  guide: ['6.4/2', '6.4#011'],
  settings: [{ id: '6.4/2:spread', says: 'The parent zone is asked until it names them; usually 5 to 30 minutes, at most 48 hours' }],
  title: 'Delegate the domain to Cloudflare’s name servers',
  uses: [...registrarVendors, internet],
  needs: ['domain', 'registrar', 'NAMESERVERS'],
  want: ({ domain, registrar, NAMESERVERS }): Delegated => ({
    domain,
    nameservers: serversIn(NAMESERVERS),
    by: registrarNamed(registrar).api ? registrar : 'you',
  }),

  async read(context, want): Promise<Delegated | undefined> {
    const seen = await delegationOf(context, want.domain);
    return seen.nameservers.length > 0 ? { domain: want.domain, nameservers: seen.nameservers, by: want.by } : undefined;
  },

  async apply(context, want): Promise<Delegated> {
    await registrarNamed(context.values.registrar).api?.setNameservers?.(context, want.domain, want.nameservers);
    return patiently(
      context,
      { what: `the parent zone of ${want.domain} to name ${want.nameservers.join(' and ')}`, ...slow },
      async () => {
        const seen = await delegationOf(context, want.domain);
        const right =
          seen.nameservers.length === want.nameservers.length && want.nameservers.every((one) => seen.nameservers.includes(one));
        return right ? want : undefined;
      },
    );
  },
  undo: { never: 'enter the old name servers at the registrar; k77 does not know a better place for the zone' },
  gives: { DELEGATION: (have: Delegated) => [...have.nameservers].sort().join(', ') },
  impact: { stops: 'names that only the old name servers know', seconds: 300 },
  byHand: {
    when: (want) => want.by === 'you',
    open: ({ domain }) => registrarNamed('other').pages.manage(domain),
    steps: ({ domain, nameservers: servers }) => registrarNamed('other').clicks.nameservers(domain, servers),
    look: async (context, { domain }) => [
      `${inWords(await registryOf(context, domain, { fresh: true }))}. If it is not yours, answer another domain`,
    ],
    proof: 'read',
  },
});

/** Cloudflare looks at the parent from time to time; asked for, at once. Until then it serves the zone, but issues no certificate and routes no mail. */
export const activation = task({
  id: 'domain.activation',
  guide: ['6.4/2', '6.4#011'],
  title: 'Wait until Cloudflare has seen the delegation',
  uses: [cloudflare],
  needs: ['domain', 'CLOUDFLARE_ZONE', 'DELEGATION'],
  want: () => ({ active: true }),

  async read(context) {
    const seen = await zoneOf(context, context.values.domain);
    return seen?.status === 'active' ? { active: true, since: seen.activated } : undefined;
  },

  async apply(context) {
    const { domain, CLOUDFLARE_ZONE } = context.values;
    // Refused when it was asked less than an hour ago; Cloudflare looks by itself, too.
    await context
      .client(cloudflare)
      .zones.activationCheck.trigger({ zone_id: CLOUDFLARE_ZONE })
      .catch(() => undefined);
    return patiently(context, { what: `Cloudflare to activate ${domain}`, ...slow }, async () => {
      const seen = await zoneOf(context, domain);
      if (seen?.status === 'moved') throw moved(domain);
      return seen?.status === 'active' ? { active: true, since: seen.activated } : undefined;
    });
  },
  undo: { never: 'the zone is active as long as the parent names its servers; change them at the registrar' },
  gives: { ZONE_ACTIVE: (have: { since?: string | undefined }) => have.since },
});

const slow = { usually: 'Usually 5 to 30 minutes, at most 48 hours: the old answer lives until its time is over.', minutes: 10 } as const;

export function serversIn(text: string): string[] {
  return text.split(/[\s,]+/).filter((server) => server !== '');
}

function moved(domain: string): OperatorError {
  return new OperatorError({
    what: `Cloudflare says that ${domain} was moved away: the parent zone names other servers`,
    fix: 'enter Cloudflare’s two name servers at the registrar again, and no others, then run the same command again',
    see: `https://lookup.icann.org/en/lookup?name=${domain}`,
  });
}

/**
 * Guide 6.4/2: the domain's zone at Cloudflare, on the free plan. One that exists is adopted with everything in it.
 */
import { OperatorError } from '../../core/errors.ts';
import { type Context, task } from '../../core/task.ts';
import { cloudflare } from '../../vendors/cloudflare.ts';
import { accountOf, type Zone, zoneOf } from './account.ts';

interface Wanted extends Partial<Zone> {
  name: string;
}

export const zone = task({
  id: 'domain.zone',
  guide: ['6.4/2', '6.4#010'],
  settings: [
    { id: '6.4/2:add-site', says: 'Added as a full zone; records that its old name servers answer with are taken over' },
    { id: '6.4/2:plan', says: 'The free plan: DNS, certificates, mail forwarding' },
    { id: '6.4/2:name-servers', says: 'The two name servers that Cloudflare gives the zone' },
  ],
  title: 'Add the domain to Cloudflare',
  uses: [cloudflare],
  needs: ['domain', 'DOMAIN_EXPIRES'],
  want: ({ domain }): Wanted => ({ name: domain }),
  read: (context, want): Promise<Wanted | undefined> => zoneOf(context, want.name),

  async apply(context, want, have): Promise<Wanted> {
    if (have) return have;
    const account = await accountOf(context);
    await context.client(cloudflare).zones.create({ account: { id: account }, name: want.name, type: 'full' });
    const made = await zoneOf(context, want.name);
    if (made) {
      await takeOver(context, made.id);
      return made;
    }
    throw new OperatorError({
      what: `Cloudflare took ${want.name}, but the token does not see the zone`,
      fix: 'let the token’s Zone Resources include the zone (or all zones of the account), then run the same command again',
      see: cloudflare.token.page,
    });
  },
  undo: {
    never: 'k77 deletes no zone: every name in it would stop at once. Remove the site in Cloudflare’s dashboard when nothing needs it',
  },
  gives: {
    CLOUDFLARE_ZONE: (have: Wanted) => have.id,
    CLOUDFLARE_ACCOUNT: (have: Wanted) => have.account,
    NAMESERVERS: (have: Wanted) => (have.nameservers && have.nameservers.length > 0 ? [...have.nameservers].sort().join(', ') : undefined),
  },
});

/** What the old name servers answered is copied, so that nothing stops when Cloudflare takes their place. It finds usual names, not all. */
async function takeOver(context: Pick<Context, 'client' | 'note'>, zone_id: string): Promise<void> {
  const { recs_added: added = 0 } = await context.client(cloudflare).dns.records.scan({ zone_id });
  if (added > 0)
    context.note(`${added} records of the old name servers were taken over; look whether one is missing before the delegation moves`);
}

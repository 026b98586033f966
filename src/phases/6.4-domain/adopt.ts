/**
 * What somebody made by hand around the domain: the zone at Cloudflare, the records that lead somewhere, and the application at Discord.
 */
import { type Adoption, type Candidate, proof, survey } from '../../core/adoption.ts';
import { cloudflare } from '../../vendors/cloudflare.ts';
import { discord, takesSecret } from '../../vendors/discord.ts';
import { internet } from '../../vendors/internet.ts';
import { zoneOf } from './account.ts';
import { applicationOf } from './discord.ts';
import { hostsOf, redirectsOf } from './hosts.ts';
import { registryOf, standsStill } from './registry.ts';
import { standingIn } from './zone-records.ts';

/** Where it is registered, as the registry tells anybody. */
const registration = survey({
  id: 'domain.registration',
  task: 'domain.registration',
  guide: ['6.4/1'],
  title: 'Registration of the domain',
  uses: [internet],
  needs: ['domain'],
  gives: ['registrar', 'domainPrice'],
  pick: 'one',
  async candidates(context): Promise<readonly Candidate[]> {
    const seen = await registryOf(context, context.values.domain);
    if (seen.state !== 'registered') return [];
    const { registrar = 'a registrar that the registry does not name', expires } = seen;
    const known = ['cloudflare', 'namecheap', 'godaddy', 'porkbun'].find((one) =>
      registrar
        .toLowerCase()
        .replaceAll(/[^a-z]/g, '')
        .includes(one),
    );
    return [
      {
        id: seen.domain,
        name: seen.domain,
        about: `at ${registrar}${expires ? `, until ${expires.slice(0, 10)}` : ''}`,
        where: `https://lookup.icann.org/en/lookup?name=${seen.domain}`,
        confidence: 'certain',
        because: ['the registry says so'],
        differs: standsStill(seen).map((status) => `the registry says ${status}`),
        // It is paid for: nothing is bought.
        answers: { registrar: known ?? 'other', domainPrice: '0' },
      },
    ];
  },
});

const zone = survey({
  id: 'domain.zone',
  task: 'domain.zone',
  guide: ['6.4/2'],
  title: 'Zone at Cloudflare',
  uses: [cloudflare],
  needs: ['domain'],
  gives: ['CLOUDFLARE_ZONE', 'CLOUDFLARE_ACCOUNT', 'NAMESERVERS'],
  pick: 'one',
  async candidates(context): Promise<readonly Candidate[]> {
    const { domain } = context.values;
    const found = await zoneOf(context, domain);
    if (!found) return [];
    const { id, account, nameservers, status, paused } = found;
    return [
      {
        id,
        name: found.name,
        about: `${status}${paused ? ', paused' : ''}; ${nameservers.join(', ')}`,
        where: `https://dash.cloudflare.com/${account}/${found.name}`,
        confidence: 'certain',
        because: [`its name is ${domain}`],
        differs: [
          ...(status === 'active' ? [] : [`Cloudflare says ${status}: the registrar names other name servers`]),
          ...(paused ? ['it is paused'] : []),
        ],
        values: {
          CLOUDFLARE_ZONE: id,
          CLOUDFLARE_ACCOUNT: account,
          ...(nameservers.length > 0 ? { NAMESERVERS: [...nameservers].sort().join(', ') } : {}),
        },
      },
    ];
  },
});

/** Those that lead the names of the services somewhere. All others of the zone stay as they are, whoever made them. */
const records = survey({
  id: 'domain.records',
  task: 'domain.api-records',
  guide: ['6.4/3'],
  title: 'Records of the domain, www and api',
  uses: [cloudflare],
  needs: ['domain', 'CLOUDFLARE_ZONE'],
  tolerates: ['ADOPTED_RECORDS'],
  gives: ['ADOPTED_RECORDS'],
  pick: 'each',
  async candidates(context): Promise<readonly Candidate[]> {
    const { domain, CLOUDFLARE_ZONE: id } = context.values;
    const { apex, www, api } = hostsOf(domain);
    const leading = (await standingIn(context, id)).filter(
      ({ type, name }) => ['A', 'AAAA', 'CNAME'].includes(type) && [apex, www, api].includes(name),
    );
    const known = (context.values.ADOPTED_RECORDS ?? '').split(', ').filter(Boolean);
    const fresh = leading.filter((one) => !isMarked(one) && !known.includes(one.id));
    return leading.map((one) => ({
      id: one.id,
      name: `${one.type} ${one.name}`,
      about: `leads to ${one.content}`,
      where: 'https://dash.cloudflare.com/?to=/:account/:zone/dns/records',
      confidence: 'certain' as const,
      because: [
        isMarked(one)
          ? 'k77 made or marked it'
          : `it is ${one.name === apex ? 'the domain itself' : `${one.name.split('.')[0]} of the domain`}; where it leads follows the host from now on`,
      ],
      differs: [
        ...(one.proxied ? ['Cloudflare answers in its place (proxied): hosts that issue their own certificates warn against it'] : []),
        ...(one.seconds > 1 && !one.proxied ? [`its TTL is ${one.seconds} s, automatic is 300 s`] : []),
      ],
      // The list that was handed over before only grows.
      values: fresh.includes(one) ? { ADOPTED_RECORDS: [...(one === fresh[0] ? known : []), one.id].join(', ') } : {},
    }));
  },
});

function isMarked({ comment }: { comment: string }): boolean {
  return comment.startsWith('k77: ');
}

const application = survey({
  id: 'discord.application',
  task: 'discord.application',
  guide: ['6.4/5', 'pre#012'],
  title: 'Application at Discord',
  uses: [discord],
  needs: ['domain', 'DISCORD_TOKEN'],
  gives: ['DISCORD_CLIENT_ID'],
  pick: 'one',
  async candidates(context): Promise<readonly Candidate[]> {
    const { id, name, redirect_uris: seen = [] } = await applicationOf(context);
    const wanted = Object.values(redirectsOf(context.values.domain));
    return [
      {
        id,
        name,
        about: `${seen.length} redirects`,
        where: `https://discord.com/developers/applications/${id}/oauth2`,
        confidence: 'certain',
        because: ['the bot token is its own'],
        differs: [
          ...wanted.filter((uri) => !seen.includes(uri)).map((uri) => `the redirect ${uri} is missing${near(uri, seen)}`),
          ...seen
            .filter((uri) => /\/\/(localhost|127\.)/.test(uri))
            .map((uri) => `the redirect ${uri} belongs into an application for development`),
        ],
        values: { DISCORD_CLIENT_ID: id },
      },
    ];
  },
});

/** What people mistype: another case, a slash at the end, http. */
function near(wanted: string, seen: readonly string[]): string {
  const plain = (uri: string): string =>
    uri
      .toLowerCase()
      .replace(/^http:/, 'https:')
      .replace(/\/$/, '');
  const found = seen.find((uri) => plain(uri) === plain(wanted));
  return found === undefined ? '' : `: ${found} is not the same`;
}

const secretProof = proof({
  key: 'DISCORD_CLIENT_SECRET',
  title: 'Discord takes it for this application',
  uses: [discord],
  needs: ['DISCORD_CLIENT_ID', 'DISCORD_CLIENT_SECRET', 'DISCORD_TOKEN'],
  async prove(context) {
    const { DISCORD_CLIENT_ID: id, DISCORD_CLIENT_SECRET: secret } = context.values;
    const right = await takesSecret(context.client(discord), id, secret.reveal());
    return right
      ? { state: 'proved', saw: `Discord takes it for application ${id}` }
      : { state: 'refuted', saw: `Discord refuses it for application ${id}` };
  },
});

export const domainAdoption: Adoption = { surveys: [registration, zone, records, application], proofs: [secretProof] };

/**
 * Infrastructure · Domain and certificates: zone, delegation and what Cloudflare is told. What visitors see is in `domain-live.ts`.
 */
import { type AnyCheck, check } from '../src/core/check.ts';
import { zoneOf } from '../src/phases/6.4-domain/account.ts';
import { authorities } from '../src/phases/6.4-domain/caa.ts';
import { delegationOf } from '../src/phases/6.4-domain/look.ts';
import { serversIn } from '../src/phases/6.4-domain/nameservers.ts';
import { signerText } from '../src/phases/6.4-domain/signer.ts';
import { cloudflare } from '../src/vendors/cloudflare.ts';
import { internet } from '../src/vendors/internet.ts';
import { dnsOf } from './domain-seen.ts';
import { held } from './held.ts';
import { judge, unknown } from './verdict.ts';

const zoneRight = check({
  id: 'domain.zone',
  section: 'Infrastructure',
  phase: '6.4',
  title: 'Cloudflare serves the domain, in your account',
  guide: ['6.4/2', '6.4#010'],
  settings: held('6.4/2:add-site', '6.4/2:plan'),
  weight: 'blocker',
  uses: [cloudflare],
  needs: ['domain', 'CLOUDFLARE_ZONE', 'CLOUDFLARE_ACCOUNT'],
  async probe(context) {
    const { domain, CLOUDFLARE_ZONE: kept, CLOUDFLARE_ACCOUNT: account } = context.values;
    const zone = await zoneOf(context, domain);
    return judge(context, {
      wrong: [
        !zone && 'the token sees no zone of this name',
        zone && zone.id !== kept && 'it is another zone than the one that k77 set up',
        zone && zone.account !== account && 'it lies in another account',
        zone && zone.status !== 'active' && `Cloudflare says ${zone.status}`,
        zone?.paused && 'it is paused: Cloudflare answers names, and stands in front of nothing',
      ],
      saw: `${domain}: active, ${zone?.nameservers.join(' and ')}`,
      want: 'the zone of the domain, active, in the pinned account',
      from: 'Cloudflare GET /zones',
      fix: 'k77 deploy 6.4; a zone in another account is released there first (Overview → Remove site)',
    });
  },
});

const delegated = check({
  id: 'domain.nameservers',
  section: 'Infrastructure',
  phase: '6.4',
  title: 'The parent zone names Cloudflare’s servers and no others, and they answer',
  guide: ['6.4/2', '6.4#011'],
  settings: held('6.4/2:name-servers', '6.4/2:spread'),
  weight: 'blocker',
  uses: [internet],
  needs: ['domain', 'NAMESERVERS'],
  async probe(context) {
    const { domain, NAMESERVERS } = context.values;
    const [{ nameservers }, { zone }] = await Promise.all([delegationOf(context, domain), dnsOf(context, domain)]);
    const wanted = serversIn(NAMESERVERS);
    const bad = (zone?.servers ?? []).filter((one) => one.atParent && one.state !== 'authoritative');
    return judge(context, {
      wrong: [
        ...wanted.filter((one) => !nameservers.includes(one)).map((one) => `the parent does not name ${one}`),
        ...nameservers.filter((one) => !wanted.includes(one)).map((one) => `the parent names ${one}`),
        ...bad.map((one) => `${one.name} is ${one.state}${one.why ? ` (${one.why})` : ''}`),
      ],
      saw: `${nameservers.join(' and ')}, both answer for ${domain}`,
      want: wanted.join(' and '),
      from: 'the name servers of the parent zone',
      fix: 'k77 deploy 6.4 says what to enter at the registrar; a change needs 5 minutes to 48 hours',
    });
  },
});

const recordsRight = check({
  id: 'domain.records',
  section: 'Infrastructure',
  phase: '6.4',
  title: 'The domain, www and api lead to the hosts that were deployed',
  guide: ['6.4/3', '6.4#012', 'post#023'],
  settings: held('6.4/3:dashboard', '6.4/3:api', '6.4/3:proxy', '6.4/3:ttl'),
  weight: 'blocker',
  task: ['domain.api-records', 'domain.dashboard-records'],
  uses: [],
  needs: ['API_RECORDS', 'DASHBOARD_RECORDS'],
  async probe(context) {
    const tasks = ['domain.api-records', 'domain.dashboard-records'];
    const drifts = await Promise.all(tasks.map((id) => context.drift(id)));
    const waiting = drifts.find((drift) => 'waits' in drift);
    if (waiting && 'waits' in waiting) return unknown(waiting.waits);
    return judge(context, {
      wrong: drifts.flatMap((drift) => ('waits' in drift ? [] : drift.map(({ path, from }) => `${path || 'records'}: ${told(from)}`))),
      saw: 'every record that the hosts demand, and none in the way',
      want: 'the records that the hosts of API and dashboard demand',
      from: 'Cloudflare GET /zones/{zone}/dns_records',
      fix: 'k77 deploy --only domain.api-records --only domain.dashboard-records',
    });
  },
});

function told(from: unknown): string {
  if (!Array.isArray(from)) return from === undefined ? 'not there' : String(from);
  if (from.length === 0) return 'none';
  return from.map((one: unknown) => (typeof one === 'string' ? one : namesIn(one))).join(', ');
}

function namesIn(record: unknown): string {
  const { type, name, content, proxied } = record as Record<string, unknown>;
  return `only ${String(type)} ${String(name)} → ${String(content)}${proxied === true ? ' (proxied)' : ''} is right`;
}

const caaStands = check({
  id: 'domain.caa',
  section: 'Infrastructure',
  phase: '6.4',
  title: 'Only the authorities that your hosts use may issue certificates',
  guide: ['6.4/4'],
  weight: 'warning',
  task: 'domain.caa',
  uses: [internet],
  needs: ['domain', 'CLOUDFLARE_ZONE'],
  async probe(context) {
    const { caa } = await dnsOf(context, context.values.domain);
    const may = caa.records.filter(({ tag }) => tag === 'issue').map(({ value }) => value.split(';')[0]?.trim() ?? '');
    return judge(context, {
      wrong: [
        caa.unknown !== undefined && caa.unknown,
        may.length === 0 && 'every authority of the world may issue a certificate',
        ...authorities.filter((one) => may.length > 0 && !may.includes(one)).map((one) => `${one} may not`),
      ],
      saw: `${may.join(', ')}`,
      want: `at least ${authorities.join(', ')}, and not everybody`,
      from: `CAA of ${caa.at ?? context.values.domain}, asked of its name servers`,
      fix: 'k77 deploy --only domain.caa',
    });
  },
});

const signedRight = check({
  id: 'domain.dnssec',
  section: 'Infrastructure',
  phase: '6.4',
  title: 'Answers about the domain are signed, and the signatures hold',
  guide: ['6.4/2'],
  weight: 'warning',
  uses: [internet],
  needs: ['domain', 'dnssec', 'CLOUDFLARE_ZONE'],
  tolerates: ['DNSSEC_DS'],
  async probe(context) {
    const { domain, dnssec, DNSSEC_DS } = context.values;
    const [{ security }, { signers }] = await Promise.all([dnsOf(context, domain), delegationOf(context, domain)]);
    const shown = signers.map(signerText);
    return judge(context, {
      wrong: [
        security.state === 'broken' && `validating resolvers refuse the domain: ${security.why ?? 'the signatures do not hold'}`,
        dnssec === 'yes' && security.state === 'unsigned' && 'the parent zone does not say with which key it is signed',
        dnssec === 'yes' &&
          DNSSEC_DS !== undefined &&
          shown.length > 0 &&
          !shown.includes(DNSSEC_DS) &&
          'the parent zone announces another key',
        security.state === 'unknown' && (security.why ?? 'nobody answered'),
      ],
      saw: security.state === 'valid' ? `valid from the root down, key ${shown[0]?.split(' ')[0] ?? ''}` : 'unsigned, as you chose',
      want: dnssec === 'yes' ? 'signed, announced by the parent, valid' : 'not broken',
      from: 'the root, the parent zone and Cloudflare, validated here',
      fix:
        security.state === 'broken'
          ? 'the DS record at the registrar is wrong: replace it with the one that k77 deploy --only domain.signer shows, at once'
          : 'k77 deploy --only domain.signer',
    });
  },
});

export const domain: readonly AnyCheck[] = [zoneRight, delegated, recordsRight, caaStands, signedRight];

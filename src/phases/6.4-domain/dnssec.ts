/**
 * DNSSEC: the zone is signed, and the parent says with which key. The order matters: signed first, then announced; taken back the other way round.
 * https://developers.cloudflare.com/dns/dnssec/
 */
import { notWanted, task } from '../../core/task.ts';
import { cloudflare } from '../../vendors/cloudflare.ts';
import { internet } from '../../vendors/internet.ts';
import { delegationOf } from './look.ts';
import { registrarNamed, registrarVendors } from './registrars.ts';
import { parseSigner, type Signer, signerText } from './signer.ts';
import { patiently } from './waiting.ts';

interface Signed {
  signed: boolean;
  signer?: string | undefined;
}
interface Announced {
  domain: string;
  signer: string;
  by: string;
  at: string;
}

export const dnssec = task({
  id: 'domain.dnssec',
  guide: ['6.4/2'],
  title: 'Sign the zone',
  uses: [cloudflare],
  needs: ['CLOUDFLARE_ZONE', 'ZONE_ACTIVE', 'dnssec'],
  want: (values) => (values.dnssec === 'yes' ? ({ signed: true } as Signed) : notWanted('you answered that the zone stays unsigned')),
  read: async (context): Promise<Signed | undefined> => {
    const seen = await context.client(cloudflare).dns.dnssec.get({ zone_id: context.values.CLOUDFLARE_ZONE });
    const signed = seen.status === 'active' || seen.status === 'pending';
    return signed ? { signed, signer: signerOf(seen) } : undefined;
  },
  async apply(context, want): Promise<Signed> {
    const zone_id = context.values.CLOUDFLARE_ZONE;
    const made = await context.client(cloudflare).dns.dnssec.edit({ zone_id, status: 'active' });
    return { ...want, signer: signerOf(made) };
  },
  undo: {
    never: 'take the DS record away at the registrar first and wait two days; resolvers drop a zone whose key is announced and gone',
  },
  gives: { DNSSEC_DS: (have: Signed) => have.signer },
});

export const signer = task({
  id: 'domain.signer',
  guide: ['6.4/2'],
  title: 'Let the parent zone say with which key the zone is signed',
  uses: [...registrarVendors, internet],
  needs: ['domain', 'registrar', 'DNSSEC_DS'],
  want: ({ domain, registrar, DNSSEC_DS }): Announced => {
    const { api } = registrarNamed(registrar);
    return { domain, signer: DNSSEC_DS, by: api?.setSigner || api?.signsByItself ? registrar : 'you', at: registrar };
  },
  async read(context, want): Promise<Announced | undefined> {
    const { signers } = await delegationOf(context, want.domain);
    const texts = signers.map(signerText);
    const shown = texts.includes(want.signer) ? want.signer : texts[0];
    return shown === undefined ? undefined : { ...want, signer: shown };
  },
  async apply(context, want): Promise<Announced> {
    const one = parseSigner(want.signer);
    if (one) await registrarNamed(context.values.registrar).api?.setSigner?.(context, want.domain, one);
    const usually = 'The registrar usually needs minutes, at most two days; the domain works meanwhile.';
    return patiently(context, { what: `the parent zone to announce the key of ${want.domain}`, usually, minutes: 10 }, async () => {
      const { signers } = await delegationOf(context, want.domain);
      return signers.map(signerText).includes(want.signer) ? want : undefined;
    });
  },
  undo: { never: 'remove the DS record at the registrar; the zone stays signed and is answered unverified' },
  gives: {},
  byHand: {
    when: (want) => want.by === 'you',
    open: ({ domain, at }) => registrarNamed(at).pages.manage(domain),
    steps: ({ domain, signer: text, at }) => registrarNamed(at).clicks.signer(domain, parseSigner(text) as Signer),
    proof: 'read',
  },
});

/** Cloudflare tells the record in a zone file's line and in fields; the fields are complete in every state. */
function signerOf(seen: {
  key_tag?: number | null;
  algorithm?: string | null;
  digest_type?: string | null;
  digest?: string | null;
  ds?: string | null;
}): string | undefined {
  const { key_tag: keyTag, algorithm, digest_type: digestType, digest } = seen;
  if (keyTag && algorithm && digestType && digest)
    return signerText({ keyTag, algorithm: Number(algorithm), digestType: Number(digestType), digest: digest.toUpperCase() });
  const found = seen.ds && parseSigner(seen.ds);
  return found ? signerText(found) : undefined;
}

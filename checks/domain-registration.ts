/**
 * Infrastructure · Domain and certificates: the domain is registered, in the operator's hands, and stays so.
 */
import { type AnyCheck, check } from '../src/core/check.ts';
import { delegationOf } from '../src/phases/6.4-domain/look.ts';
import { registrarNamed, registrarVendors } from '../src/phases/6.4-domain/registrars.ts';
import { daysUntil, registryOf, standsStill } from '../src/phases/6.4-domain/registry.ts';
import { internet } from '../src/vendors/internet.ts';
import { attestable } from './attestable.ts';
import { held } from './held.ts';
import { judge, unknown, wrongFor } from './verdict.ts';

/** Held by this account, and yet nobody's: what is registered and connected is not so any more. */
const connected = ['6.4#009', 'post#020'] as const;

const registered = check({
  id: 'domain.registered',
  section: 'Infrastructure',
  phase: '6.4',
  title: 'The domain is registered, and in your hands',
  guide: ['6.4/1', '6.4#009', 'pre#004', 'post#020'],
  settings: held('6.4/1:registrar', '6.4/1:names'),
  weight: 'blocker',
  uses: [...registrarVendors, internet],
  needs: ['domain', 'registrar'],
  async probe(context) {
    const { domain, registrar: answer } = context.values;
    const { api, title } = registrarNamed(answer);
    const [found, { exists }, seen] = await Promise.all([
      api?.registration(context, domain),
      delegationOf(context, domain),
      registryOf(context, domain),
    ]);
    const known = seen.state === 'registered' ? seen : undefined;
    return judge(context, {
      wrong: [
        wrongFor(['6.4#009', 'pre#004'], api && !found && `${title} does not hold it in this account`),
        wrongFor(connected, found && found.status !== 'active' && `${title} says ${found.status}`),
        seen.state === 'free' && !exists && `the registry (${seen.from}) knows nobody who holds it`,
        ...(known ? standsStill(known).map((status) => wrongFor(connected, `the registry says ${status}`)) : []),
        wrongFor(connected, !exists && 'the parent zone does not know it'),
      ],
      saw: `${domain}: ${api ? `held by this account at ${title}` : `registered at ${known?.registrar ?? 'your registrar'}`}, handed over by the parent zone`,
      want: api ? 'registered, active, in the account whose credentials k77 has' : 'registered, handed over by the parent zone',
      from: `${api ? `${title}’s API` : 'RDAP'} and the name servers of the parent zone`,
      fix: `k77 deploy 6.4; if it is registered elsewhere, answer registrar=other`,
    });
  },
});

/** Days before the end in which a registrar should have renewed. */
const renewalDays = 30;

const renewed = check({
  id: 'domain.renewal',
  section: 'Infrastructure',
  phase: '6.4',
  title: 'The domain renews by itself, long before it ends, and tells nobody who you are',
  guide: ['6.4/1', '6.4#009'],
  settings: held('6.4/1:privacy', '6.4/1:years', '6.4/1:price'),
  weight: 'warning',
  uses: [...registrarVendors, internet],
  needs: ['domain', 'registrar', 'DOMAIN_EXPIRES'],
  attestable: attestable('domain.renewal'),
  async probe(context) {
    const { domain, registrar: answer } = context.values;
    const { api, title } = registrarNamed(answer);
    const found = await api?.registration(context, domain);
    const seen = found?.expires ? undefined : await registryOf(context, domain);
    const expires = found?.expires ?? (seen?.state === 'registered' ? seen.expires : undefined);
    const days = daysUntil(expires, context.clock.now());
    const soon = days !== undefined && days < renewalDays;
    if (!api && !soon)
      return unknown(`${ends(days)}; your registrar has no API that k77 speaks: look there, then k77 attest domain.renewal`);
    return judge(context, {
      wrong: [
        api && !found && `${title} does not hold it in this account`,
        found && !found.autoRenew && 'auto-renew is off',
        found && !found.privacy && 'name and address of the owner are public',
        soon && ends(days),
      ],
      saw: `${ends(days)}, renews by itself, owner private${found?.locked ? ', locked' : ''}`,
      want: `auto-renew and privacy on, more than ${renewalDays} days left`,
      from: found?.expires ? `${title}’s API` : `RDAP${api ? ` and ${title}’s API` : ''}`,
      fix: 'k77 deploy --only domain.renewal; if it ends soon, look at the card: it was to be charged 30 days before',
    });
  },
});

function ends(days: number | undefined): string {
  if (days === undefined) return 'nobody tells when it ends';
  return days < 0 ? 'it has ended' : `it ends in ${days} days`;
}

export const domainRegistration: readonly AnyCheck[] = [registered, renewed];

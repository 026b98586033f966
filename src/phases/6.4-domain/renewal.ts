/**
 * Guide 6.4/1: privacy, lock and renewal. A domain that expires is gone, and somebody else's the next day.
 */
import { notWanted, task } from '../../core/task.ts';
import { registrarNamed, registrarVendors } from './registrars.ts';

interface Protected {
  domain: string;
  at: string;
  autoRenew: boolean;
  privacy: boolean;
}

/** Switched on through the API; at a registrar whose API only shows them a person does it, and k77 reads that it was done. */
export const renewal = task({
  id: 'domain.renewal',
  guide: ['6.4/1', '6.4#009'],
  settings: [
    { id: '6.4/1:privacy', says: 'Your name and address stay out of public look-ups; renewed by itself; watched by `k77 verify`' },
  ],
  title: 'Renew the domain by itself and keep its owner private',
  uses: [...registrarVendors],
  needs: ['domain', 'registrar', 'DOMAIN_EXPIRES'],
  want: ({ domain, registrar }) =>
    registrarNamed(registrar).api
      ? ({ domain, at: registrar, autoRenew: true, privacy: true } as Protected)
      : notWanted('your registrar has no API that k77 speaks; see the step by hand'),
  async read(context, want): Promise<Protected | undefined> {
    const found = await registrarNamed(context.values.registrar).api?.registration(context, context.values.domain);
    return found && { ...want, autoRenew: found.autoRenew, privacy: found.privacy };
  },
  async apply(context, want): Promise<Protected> {
    await registrarNamed(context.values.registrar).api?.protect?.(context, context.values.domain);
    return want;
  },
  undo: { never: 'a domain that does not renew is lost to whoever is quicker; switch it off at the registrar when you give the domain up' },
  gives: {},
  byHand: {
    when: ({ at }) => registrarNamed(at).api?.protect === undefined,
    open: ({ domain, at }) => registrarNamed(at).pages.manage(domain),
    steps: ({ domain, at }) => registrarNamed(at).clicks.protect(domain),
    proof: 'read',
  },
});

export const renewalByHand = task({
  id: 'domain.renewal-by-hand',
  guide: ['6.4/1', '6.4#009'],
  title: 'Switch auto-renewal and privacy on at your registrar',
  uses: [],
  needs: ['domain', 'registrar'],
  want: ({ domain, registrar }) => (registrarNamed(registrar).api ? notWanted('k77 sees it through the registrar’s API') : { domain }),
  read: async () => undefined,
  apply: async (_context, want) => want,
  undo: { never: 'settings of your registrar; switch them off there when you give the domain up' },
  gives: {},
  byHand: {
    open: (want) => registrarNamed('other').pages.manage((want as { domain: string }).domain),
    steps: (want) => registrarNamed('other').clicks.protect((want as { domain: string }).domain),
    proof: { nothing: 'no public record shows whether a domain renews by itself', attest: 'domain.renewal' },
  },
});

/**
 * DMARC: what receivers do with mail that says it comes from the domain and does not. SPF and the DKIM key come with routing. A policy that stands there already is the operator's.
 * https://www.rfc-editor.org/rfc/rfc7489
 */
import { type Context, notWanted, task } from '../../core/task.ts';
import { cloudflare } from '../../vendors/cloudflare.ts';
import { noMail } from './mail-destination.ts';
import { removeRecords, standingIn, syncRecords } from './zone-records.ts';

interface Policy {
  stated: boolean;
}
type Ground = Pick<Context<'domain' | 'CLOUDFLARE_ZONE'>, 'client' | 'values'>;

export const dmarc = 'v=DMARC1; p=quarantine; adkim=s; aspf=s';

export const mailPolicy = task({
  id: 'domain.mail-policy',
  guide: ['6.4/10', '6.4#024'],
  settings: [{ id: '6.4/10:dmarc', says: `_dmarc: ${dmarc}; a policy of yours is kept` }],
  title: 'Say what becomes of mail that only pretends to be yours',
  uses: [cloudflare],
  needs: ['domain', 'CLOUDFLARE_ZONE', 'mailRouting'],
  want: (values) => (values.mailRouting === 'yes' ? ({ stated: true } as Policy) : notWanted(noMail)),
  read: async (context): Promise<Policy | undefined> => ((await isStated(context)) ? { stated: true } : undefined),
  async apply(context, want): Promise<Policy> {
    const { domain, CLOUDFLARE_ZONE: zone } = context.values;
    const record = { type: 'TXT', name: `_dmarc.${domain}`, content: dmarc, proxied: false } as const;
    await syncRecords(context, { zone, part: 'dmarc' }, [record], domain);
    return want;
  },
  undo: (context) => removeRecords(context, { zone: context.values.CLOUDFLARE_ZONE, part: 'dmarc' }),
  gives: {},
});

async function isStated(context: Ground): Promise<boolean> {
  const standing = await standingIn(context, context.values.CLOUDFLARE_ZONE);
  return standing.some(
    ({ type, name, content }) => type === 'TXT' && name === `_dmarc.${context.values.domain}` && /^v=DMARC1/i.test(content),
  );
}

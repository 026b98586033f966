/**
 * Mail of the domain: it is received, nobody else can send in its name, and a message arrives.
 */
import { type AnyCheck, check } from '../src/core/check.ts';
import { cloudflare } from '../src/vendors/cloudflare.ts';
import { internet } from '../src/vendors/internet.ts';
import { attestable } from './attestable.ts';
import { dnsOf } from './domain-seen.ts';
import { held } from './held.ts';
import { judge, unknown } from './verdict.ts';

const elsewhere = 'you answered that mail is not forwarded by Cloudflare';
const instead = 'have support@, contact@, privacy@, billing@ and emergency@ at your mail provider, or answer mailRouting=yes';

const routed = check({
  id: 'domain.mail-routed',
  section: 'Infrastructure',
  phase: '6.4',
  title: 'Every address that pages print is forwarded to a mailbox whose owner agreed',
  guide: ['6.4/10', '6.4#024', 'post#140'],
  settings: held('6.4/10:routing', '6.4/10:addresses', '6.4/10:verify', '6.4/10:send-as'),
  weight: 'warning',
  task: ['domain.mail-routing', 'domain.mail-rules'],
  uses: [cloudflare],
  needs: ['domain', 'mailRouting', 'CLOUDFLARE_ZONE'],
  async probe(context) {
    if (context.values.mailRouting !== 'yes') return { state: 'impossible', why: elsewhere, instead };
    const tasks = ['domain.mail-destination', 'domain.mail-routing', 'domain.mail-rules'] as const;
    const drifts = await Promise.all(tasks.map((id) => context.drift(id)));
    const waiting = drifts.find((drift) => 'waits' in drift);
    const wrong = drifts.flatMap((drift, index) =>
      'waits' in drift ? [] : drift.map((change) => problem(tasks[index] as string, change)),
    );
    if (wrong.length === 0 && waiting && 'waits' in waiting) return unknown(waiting.waits);
    return judge(context, {
      wrong,
      saw: 'routing on, the mailbox confirmed, a rule for each address',
      want: 'support, contact, privacy, billing and emergency forwarded',
      from: 'Cloudflare GET /zones/{zone}/email/routing and its rules',
      fix: 'k77 deploy 6.4; to send as the domain use Resend or Postmark: routing only receives',
    });
  },
});

function problem(task: string, { path, from, to }: { path: string; from: unknown; to: unknown }): string {
  if (task === 'domain.mail-destination') return 'the owner of the mailbox has not opened the link';
  if (path === 'rules') {
    const there = Array.isArray(from) ? from : [];
    return `not forwarded: ${(to as string[])
      .filter((one) => !there.includes(one))
      .map((one) => one.split(' → ')[0])
      .join(', ')}`;
  }
  if (path === 'otherServers') return `mail goes to ${String(from)}`;
  if (path === 'conflicts') return `another rule stands: ${String(from)}`;
  return path === 'enabled' || path === '' ? 'routing is off' : `${path} is ${String(from)}`;
}

const authentic = check({
  id: 'domain.mail-authentic',
  section: 'Infrastructure',
  phase: '6.4',
  title: 'Receivers can tell your mail from mail that only pretends to be yours',
  guide: ['6.4/10', '6.4#024'],
  weight: 'warning',
  uses: [internet],
  needs: ['domain', 'mailRouting', 'CLOUDFLARE_ZONE'],
  async probe(context) {
    if (context.values.mailRouting !== 'yes') return { state: 'impossible', why: elsewhere, instead };
    const { mail } = await dnsOf(context, context.values.domain);
    const policy = /(?:^|;)\s*p\s*=\s*(\w+)/i.exec(mail.dmarc[0] ?? '')?.[1]?.toLowerCase();
    return judge(context, {
      wrong: [
        mail.unknown !== undefined && mail.unknown,
        mail.mx.length === 0 && 'nobody receives its mail (no MX)',
        mail.mx.length > 0 &&
          !mail.mx.every(({ exchange }) => /\.mx\.cloudflare\.net\.?$/i.test(exchange)) &&
          `mail also goes to ${mail.mx.map(({ exchange }) => exchange).join(', ')}`,
        mail.spf.length === 0 && 'no SPF record says who may send',
        mail.spf.length > 1 && `${mail.spf.length} SPF records: receivers ignore all of them`,
        mail.spf.length === 1 && !/_spf\.mx\.cloudflare\.net/.test(mail.spf[0] ?? '') && 'SPF does not name Cloudflare, which forwards',
        mail.spf.length === 1 && /[+?]all\b/.test(mail.spf[0] ?? '') && 'SPF lets everybody send',
        mail.dmarc.length === 0 && 'no DMARC record says what becomes of the rest',
        mail.dmarc.length > 1 && `${mail.dmarc.length} DMARC records: receivers ignore all of them`,
        policy === 'none' && 'DMARC lets it through (p=none)',
      ],
      saw: `MX ${mail.mx.map(({ exchange }) => exchange).join(', ')}; ${mail.spf[0]}; DMARC p=${policy}`,
      want: 'Cloudflare’s MX, one SPF record that names it, one DMARC record with quarantine or reject',
      from: 'MX and TXT of the domain, asked of its name servers',
      fix: 'k77 deploy --only domain.mail-routing --only domain.mail-policy; a record of yours is yours to correct at Cloudflare → DNS → Records',
    });
  },
});

const arrives = check({
  id: 'domain.mail-arrives',
  section: 'Infrastructure',
  phase: '6.4',
  title: 'A message to every address has arrived',
  guide: ['6.4/10', '6.4#024'],
  weight: 'warning',
  uses: [],
  needs: ['mailRouting', 'MAIL_ROUTING', 'MAIL_DESTINATION'],
  attestable: attestable('domain.mail-arrives'),
  probe: async ({ values }) =>
    unknown(`send one message to ${values.MAIL_ROUTING}, look into ${values.MAIL_DESTINATION}, then k77 attest domain.mail-arrives`),
});

export const domainMail: readonly AnyCheck[] = [routed, authentic, arrives];

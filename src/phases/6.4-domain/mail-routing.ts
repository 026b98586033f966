/**
 * Guide 6.4/10: mail for the domain arrives at Cloudflare, and each address is forwarded. Receiving only: to send as the domain needs an SMTP server, which routing lacks.
 */
import { OperatorError } from '../../core/errors.ts';
import { type Context, notWanted, task } from '../../core/task.ts';
import { cloudflare } from '../../vendors/cloudflare.ts';
import { mailboxesOf } from './hosts.ts';
import { noMail } from './mail-destination.ts';

interface Routing {
  enabled: boolean;
  /** Mail servers of somebody else that receive the domain's mail today. */
  otherServers: readonly string[];
}

export const mailRouting = task({
  id: 'domain.mail-routing',
  guide: ['6.4/10', '6.4#024'],
  settings: [
    { id: '6.4/10:records', says: 'Cloudflare’s MX records, and with them SPF and the DKIM key with which it signs what it forwards' },
  ],
  title: 'Receive the domain’s mail at Cloudflare',
  uses: [cloudflare],
  needs: ['domain', 'CLOUDFLARE_ZONE', 'ZONE_ACTIVE', 'mailRouting'],
  want: (values) => (values.mailRouting === 'yes' ? ({ enabled: true, otherServers: [] } as Routing) : notWanted(noMail)),

  async read(context): Promise<Routing | undefined> {
    const zone_id = context.values.CLOUDFLARE_ZONE;
    const [settings, otherServers] = await Promise.all([context.client(cloudflare).emailRouting.get({ zone_id }), foreign(context)]);
    const enabled = settings.enabled === true && settings.status !== 'misconfigured';
    return enabled || otherServers.length > 0 ? { enabled, otherServers } : undefined;
  },

  async apply(context, want, have): Promise<Routing> {
    if (have && have.otherServers.length > 0) throw received(context.values.domain, have.otherServers);
    await context.client(cloudflare).emailRouting.dns.create({ zone_id: context.values.CLOUDFLARE_ZONE });
    return want;
  },
  async undo(context) {
    await context.client(cloudflare).emailRouting.dns.delete({ zone_id: context.values.CLOUDFLARE_ZONE });
  },
  gives: {},
});

interface Rules {
  /** `support@kingdom77.com → you@gmail.com` */
  rules: readonly string[];
  /** Rules of somebody else for the same addresses. */
  conflicts: readonly string[];
  /** Ours for addresses that are not wanted any more. */
  superseded: readonly string[];
}
const mark = 'k77';

export const mailRules = task({
  id: 'domain.mail-rules',
  guide: ['6.4/10', '6.4#024', 'post#140'],
  settings: [
    { id: '6.4/10:addresses', says: 'Every address that a page prints: support, contact, privacy, billing, emergency' },
    {
      id: '6.4/10:send-as',
      says: 'Sending as the domain: not with routing, which has no SMTP server; Resend or Postmark by HTTP, with their DKIM',
    },
  ],
  title: 'Forward every address that pages print',
  uses: [cloudflare],
  needs: ['domain', 'CLOUDFLARE_ZONE', 'MAIL_DESTINATION', 'mailboxes'],
  want: ({ domain, mailboxes, MAIL_DESTINATION }): Rules => ({
    rules: mailboxesOf(mailboxes, domain).map((address) => `${address} → ${MAIL_DESTINATION}`),
    conflicts: [],
    superseded: [],
  }),

  async read(context, want): Promise<Rules | undefined> {
    const found = await rulesOf(context);
    const rules = found.filter((rule) => rule.enabled && want.rules.includes(rule.text));
    const conflicts = found.filter((rule) => rule.name !== mark && isAbout(want, rule.address) && !want.rules.includes(rule.text));
    const superseded = found.filter((rule) => rule.name === mark && !isAbout(want, rule.address));
    if (rules.length + conflicts.length + superseded.length === 0) return undefined;
    const texts = (list: readonly Found[]): string[] => [...new Set(list.map(({ text }) => text))];
    return { rules: texts(rules), conflicts: texts(conflicts), superseded: texts(superseded) };
  },

  async apply(context, want, have): Promise<Rules> {
    if (have && have.conflicts.length > 0) throw forwarded(have.conflicts);
    const found = await rulesOf(context);
    const { rules } = context.client(cloudflare).emailRouting;
    for (const text of want.rules.filter((one) => !found.some((rule) => rule.text === one && rule.enabled))) {
      const [address = '', destination = ''] = text.split(' → ');
      const params = {
        zone_id: context.values.CLOUDFLARE_ZONE,
        name: mark,
        enabled: true,
        matchers: [{ type: 'literal' as const, field: 'to' as const, value: address }],
        actions: [{ type: 'forward' as const, value: [destination] }],
      };
      const old = found.find((rule) => rule.address === address);
      if (old) await rules.update(old.id, params);
      else await rules.create(params);
    }
    for (const rule of found.filter((one) => one.name === mark && !isAbout(want, one.address)))
      await rules.delete(rule.id, { zone_id: context.values.CLOUDFLARE_ZONE });
    context.note(
      'these addresses only receive. To send as the domain use an HTTP service with its own DKIM: resend.com or postmarkapp.com',
    );
    return want;
  },
  async undo(context) {
    for (const rule of await rulesOf(context))
      if (rule.name === mark)
        await context.client(cloudflare).emailRouting.rules.delete(rule.id, { zone_id: context.values.CLOUDFLARE_ZONE });
  },
  gives: {
    MAIL_ROUTING: (have: Rules) =>
      have.rules
        .map((rule) => rule.split(' → ')[0])
        .sort()
        .join(', '),
  },
});

interface Found {
  id: string;
  name: string;
  enabled: boolean;
  address: string;
  text: string;
}

async function rulesOf(context: Pick<Context<'CLOUDFLARE_ZONE'>, 'client' | 'values'>): Promise<Found[]> {
  const found: Found[] = [];
  for await (const rule of context.client(cloudflare).emailRouting.rules.list({ zone_id: context.values.CLOUDFLARE_ZONE, per_page: 50 })) {
    const address = rule.matchers?.find(({ type }) => type === 'literal')?.value?.toLowerCase();
    const [action] = rule.actions ?? [];
    if (address === undefined || rule.id === undefined) continue;
    const target = action?.type === 'forward' ? (action.value ?? []).join(', ') : (action?.type ?? 'nothing');
    found.push({ id: rule.id, name: rule.name ?? '', enabled: rule.enabled === true, address, text: `${address} → ${target}` });
  }
  return found;
}

function isAbout(want: Rules, address: string): boolean {
  return want.rules.some((rule) => rule.startsWith(`${address} → `));
}

/** MX records at the domain itself that are not Cloudflare's. */
async function foreign(context: Pick<Context<'CLOUDFLARE_ZONE' | 'domain'>, 'client' | 'values'>): Promise<string[]> {
  const { CLOUDFLARE_ZONE: zone_id, domain } = context.values;
  const found: string[] = [];
  for await (const record of context.client(cloudflare).dns.records.list({ zone_id, per_page: 1000 }))
    if (record.type === 'MX' && record.name.toLowerCase() === domain && !/\.mx\.cloudflare\.net\.?$/i.test(record.content ?? ''))
      found.push(record.content ?? '');
  return found;
}

function received(domain: string, servers: readonly string[]): OperatorError {
  return new OperatorError({
    what: `mail for ${domain} is received by ${servers.join(', ')}; k77 does not take it away`,
    fix: 'if nobody uses that mailbox, delete those MX records at Cloudflare → DNS → Records; if somebody does, answer mailRouting=no and make the addresses there',
    see: 'https://dash.cloudflare.com/?to=/:account/:zone/dns/records',
  });
}

function forwarded(conflicts: readonly string[]): OperatorError {
  return new OperatorError({
    what: `there are other rules already: ${conflicts.join('; ')}`,
    fix: 'delete them under Email → Email Routing → Routing rules, or forward to the same mailbox (mailForwardTo), then run the same command again',
    see: 'https://dash.cloudflare.com/?to=/:account/:zone/email/routing/routes',
  });
}

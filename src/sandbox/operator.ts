/**
 * The scripted operator: does by-hand tasks in the emulated dashboards, as a person would in the real ones. It attests nothing;
 * k77 reads back what it did where an API shows it.
 */
import type { VendorId } from '../core/vendor.ts';

interface Script {
  /** On whose pages; on those of several, one after the other. */
  vendor: VendorId | ((want: Readonly<Record<string, string>>) => VendorId | readonly VendorId[]);
  /** The button that is pressed. */
  action: string;
  did: string;
  /** What is typed into the form, once for each time that the button is pressed; what the task wants unless told. */
  fields?(want: Readonly<Record<string, string>>): readonly Readonly<Record<string, string>>[];
  /** What belongs to the same step on somebody else's pages. */
  also?: Omit<Script, 'did' | 'also'>;
}

/** By task id. Later phases add theirs. */
export const scripts: Readonly<Record<string, Script>> = {
  'stripe.account': { vendor: 'stripe', action: 'activate', did: 'filled in the business form; the account may charge and is paid out' },
  'stripe.refund-emails': { vendor: 'stripe', action: 'refund-emails', did: 'switched the refund and dispute e-mails on' },
  'mongodb.panel': { vendor: 'atlas', action: 'panel', did: 'switched the Real-Time Performance Panel on and looked at it' },
  'redis.alerts': { vendor: 'upstash', action: 'alerts', did: 'switched the e-mails about usage on' },
  'domain.registration': {
    vendor: 'internet',
    action: 'buy',
    did: 'bought the domain at a registrar',
    fields: ({ domain = '' }) => [{ domain }],
  },
  'domain.renewal': { vendor: registrarOf, action: 'protect', did: 'switched auto-renew and privacy on' },
  'domain.renewal-by-hand': { vendor: 'internet', action: 'protect', did: 'switched auto-renew and privacy on' },
  'domain.nameservers': {
    vendor: 'internet',
    action: 'nameservers',
    did: 'entered the two name servers at the registrar',
    fields: ({ domain = '', nameservers = '' }) => [{ domain, servers: nameservers }],
  },
  'domain.signer': { vendor: registrarOf, action: 'signer', did: 'entered the DS record at the registrar' },
  'domain.mail-destination': { vendor: 'cloudflare', action: 'verify-address', did: 'opened the link in the mail' },
  'domain.mail-arrives': {
    vendor: 'cloudflare',
    action: 'deliver',
    did: 'sent a message to every address',
    fields: ({ to = '' }) => to.split(', ').map((address) => ({ to: address, subject: 'k77 test', text: `to ${address}` })),
  },
  'discord.redirects': {
    vendor: 'discord',
    action: 'redirects',
    did: 'pasted the two lines under OAuth2',
    fields: ({ dashboard = '', api = '' }) => [{ redirects: `${dashboard} ${api}` }],
  },
  'legal.stripe-details': { vendor: 'stripe', action: 'public-details', did: 'filled in website and support address' },
  'legal.discord-policy-urls': {
    vendor: 'discord',
    action: 'information',
    did: 'entered the addresses of terms and privacy policy',
    fields: ({ terms = '', privacy = '' }) => [{ terms, privacy }],
  },
  'stripe.alerts': { vendor: 'stripe', action: 'alerts', did: 'switched the four e-mail alerts on' },
  'sentry.members': { vendor: 'sentry', action: 'join-team', did: 'joined the team at Sentry' },
  'uptime.email-confirmed': {
    vendor: 'uptimerobot',
    action: 'confirm-email',
    did: 'opened the link in the mail of UptimeRobot',
    fields: ({ address = '' }) => [{ address }],
  },
  'code.repository': {
    vendor: 'internet',
    action: 'create-repository',
    did: 'made an empty repository on GitHub',
    fields: ({ repository = '' }) => [{ name: repository }],
    also: { vendor: hostsOf, action: 'open-repository', fields: opened },
  },
  'host.repository-access': { vendor: hostsOf, action: 'open-repository', did: 'let the hosts read the repository', fields: opened },
  'analytics.account': {
    vendor: 'google-analytics',
    action: 'add-user',
    did: 'made the service account Editor of the account',
    fields: ({ editor = '' }) => [{ email: editor, role: 'editor' }],
  },
  'analytics.sharing': { vendor: 'google-analytics', action: 'share-nothing', did: 'took the three ticks out', fields: () => [{}] },
  'analytics.visit': {
    vendor: ({ seen = '' }) => (seen.includes('google') ? ['google-analytics'] : []),
    action: 'visit',
    did: 'opened the site, and allowed statistics',
    fields: () => [{}],
    also: { vendor: ({ seen = '' }) => (/visits|speed/.test(seen) ? ['vercel'] : []), action: 'measured-visit', fields: () => [{}] },
  },
  'analytics.vercel': {
    vendor: 'vercel',
    action: 'measure',
    did: 'switched measuring on for the project',
    fields: ({ measure = '' }) => [{ what: measure }],
  },
  'dashboard.repository-access': { vendor: hostsOf, action: 'open-repository', did: 'let the host read the repository', fields: opened },
  'logs.access': {
    vendor: 'discord',
    action: 'allow-bot',
    did: 'let the role of the bot keep channels and webhooks',
    fields: ({ guild = '', permissions = '' }) => [{ guild, permissions }],
  },
};

/** Hosts that the task names, as it wants them. */
function hostsOf({ hosts = '' }: Readonly<Record<string, string>>): readonly VendorId[] {
  return hosts.split(' ').filter((id): id is VendorId => id !== '');
}

function opened({ repository = '' }: Readonly<Record<string, string>>): readonly Readonly<Record<string, string>>[] {
  return [{ repository }];
}

/** On whose emulated pages a by-hand step is done, the first of them; undefined: on nobody's. */
export function vendorOf(task: string, want: unknown): VendorId | undefined {
  const script = scripts[task];
  return script && vendorsOf(script, want)[0];
}

function vendorsOf({ vendor }: Pick<Script, 'vendor'>, want: unknown): readonly VendorId[] {
  const found = typeof vendor === 'function' ? vendor(textsOf(want)) : vendor;
  return typeof found === 'string' ? [found] : found;
}

export interface Performed {
  performed: boolean;
  note: string;
}

export async function performTask(
  task: string,
  want: unknown,
  edit: (vendor: VendorId, action: string, fields: Readonly<Record<string, string>>) => Promise<unknown>,
): Promise<Performed> {
  const script = scripts[task];
  if (!script) return { performed: false, note: `nothing to do for ${task} in the emulated dashboards` };
  const texts = textsOf(want);
  for (const one of [script, ...(script.also ? [script.also] : [])])
    for (const vendor of vendorsOf(one, want)) for (const fields of one.fields?.(texts) ?? [texts]) await edit(vendor, one.action, fields);
  return { performed: true, note: script.did };
}

/** The registrar that the operator chose; one without an API that k77 speaks is the emulated internet's. */
function registrarOf({ at = '' }: Readonly<Record<string, string>>): VendorId {
  return at === 'godaddy' || at === 'namecheap' || at === 'porkbun' ? at : 'internet';
}

/** What the task wants written into the form; lists with spaces between. */
function textsOf(want: unknown): Record<string, string> {
  if (typeof want !== 'object' || want === null) return {};
  const texts = Object.entries(want).map(([name, value]): [string, unknown] => [name, Array.isArray(value) ? value.join(' ') : value]);
  return Object.fromEntries(texts.filter((field): field is [string, string] => typeof field[1] === 'string'));
}

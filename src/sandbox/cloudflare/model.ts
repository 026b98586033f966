/** What the emulated Cloudflare knows, as plain JSON: one person, their accounts and tokens, zones with all that hangs on them, domains, mail. */
import type { DelegationSigner } from '../names/names.ts';

export type Json = Record<string, unknown>;

/** A permission group of the token form: https://developers.cloudflare.com/fundamentals/api/reference/permissions/ */
export const groups = [
  'zone',
  'dns',
  'zone-settings',
  'ssl',
  'config-rules',
  'cache-purge',
  'email-rules',
  'email-addresses',
  'account-settings',
  'registrar',
  'user-details',
] as const;
export type Group = (typeof groups)[number];
/** `dns:edit` includes `dns:read`. */
export type Permission = `${Group}:${'read' | 'edit'}`;

export interface Token {
  id: string;
  name: string;
  /** A person's, or an account's: each has its own call to be verified by. */
  of: 'user' | 'account';
  $secret: string;
  status: 'active' | 'disabled' | 'expired';
  permissions: Permission[];
  /** Account ids. */
  accounts: 'all' | string[];
  /** Domain names. */
  zones: 'all' | string[];
}

export interface Account {
  id: string;
  name: string;
  created: string;
  /** False: somebody else's; our person is no member. */
  mine: boolean;
  /** Has a way to pay. */
  billing: boolean;
}

export type RecordType = 'A' | 'AAAA' | 'CNAME' | 'TXT' | 'MX' | 'NS' | 'SRV' | 'CAA';

export interface ZoneRecord {
  id: string;
  type: RecordType;
  /** Full, in lower case. */
  name: string;
  content: string;
  priority?: number;
  /** Of CAA and SRV. */
  data?: Json;
  proxied: boolean;
  /** Seconds; 1 = automatic. */
  ttl: number;
  comment: string | null;
  tags: string[];
  created: string;
  modified: string;
  /** Made by email routing; locked as long as routing is. */
  routing?: true;
}

export interface RuleState extends Json {
  id: string;
  ref: string;
  version: string;
}

export interface RulesetState {
  id: string;
  name: string;
  description: string;
  version: number;
  updated: string;
  rules: RuleState[];
}

export interface MailRule {
  id: string;
  name: string;
  enabled: boolean;
  priority: number;
  matchers: { type: string; field?: string; value?: string }[];
  actions: { type: string; value?: string[] }[];
}

export interface ZoneState {
  id: string;
  name: string;
  accountId: string;
  status: 'pending' | 'active' | 'moved';
  paused: boolean;
  nameservers: string[];
  originalNameservers: string[];
  created: string;
  modified: string;
  activated: string | null;
  /** Milliseconds since 1970; 0: nobody has asked for a check yet. */
  checked: number;
  records: ZoneRecord[];
  /** Those that somebody changed; the others stand at Cloudflare's default. */
  settings: Record<string, { value: unknown; modified: string }>;
  /** `ready`: milliseconds since 1970; 0 as long as the zone is not active. */
  certificate: { id: string; universal: boolean; ready: number; status: 'initializing' | 'active' };
  rulesets: Record<string, RulesetState>;
  /** `$key`: private key (PEM), empty until somebody switched it on once. `pending-disabled`: off, while the parent still asks for it. */
  dnssec: { status: 'disabled' | 'pending' | 'active' | 'pending-disabled'; modified: string | null; $key: string };
  mail: { enabled: boolean; locked: boolean; created: string; modified: string; rules: MailRule[]; catchAll: MailRule };
  /** Names that a scan of the old name servers would find. */
  scannable: { type: RecordType; name: string; content: string }[];
  purges: number;
}

export interface Destination {
  id: string;
  accountId: string;
  email: string;
  created: string;
  modified: string;
  verified: string | null;
  /** Last part of the link in the mail. */
  $link: string;
}

export interface Mail {
  at: string;
  to: string;
  /** The address that it was sent to, where a rule forwarded it. */
  by?: string;
  from: string;
  subject: string;
  text: string;
}

export interface Registration {
  id: string;
  domain: string;
  accountId: string;
  created: string;
  updated: string;
  expires: string;
  autoRenew: boolean;
  locked: boolean;
  privacy: boolean;
  /** `pending` until the registry has answered, where the caller did not want to wait. */
  state: 'pending' | 'succeeded';
  contact: Json;
}

export interface CloudflareState {
  user: { id: string; email: string; created: string };
  accounts: Account[];
  tokens: Token[];
  zones: ZoneState[];
  destinations: Destination[];
  mails: Mail[];
  registrations: Registration[];
  /** Domains that somebody has registered elsewhere. */
  taken: string[];
  /** What a test told of the parent zone; it goes before what the world knows. */
  parents: Record<string, { nameservers: string[]; signers: DelegationSigner[] }>;
}

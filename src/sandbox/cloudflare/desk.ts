/**
 * What a person does in Cloudflare's dashboard, in their mailbox, and at other registrars: the actions behind the emulated dashboard's buttons, used by
 * the page, by the control API and by the scripted operator.
 */
import { OperatorError } from '../../core/errors.ts';
import { type Books, newToken } from './books.ts';
import { switchUniversal } from './certificates.ts';
import { bodyOf, changesOf, type Fields, scopeOf, signersOf } from './desk-forms.ts';
import { signerOf, switchOn } from './dnssec.ts';
import { verify } from './mail-addresses.ts';
import { deliver, mailbox } from './mailboxes.ts';
import type { RecordType, Token, ZoneState } from './model.ts';
import { addZone } from './new-zone.ts';
import { add, amend, remove } from './records.ts';
import { Refusal } from './refusal.ts';
import { register } from './registrations.ts';
import { setChecked } from './settings.ts';

type Action = (books: Books, fields: Fields) => unknown;

const zoneActions: Readonly<Record<string, Action>> = {
  'add-zone': (books, { zone = '' }) => addZone(books, zone.toLowerCase(), firstAccount(books).id).id,
  /** Somebody else has the domain at Cloudflare; `active`: their zone works. */
  'zone-of-another-account': (books, { zone = '', status = 'active' }) => {
    const account = { id: books.id(), name: 'Somebody else', created: books.now(), mine: false, billing: true };
    books.state.accounts.push(account);
    const made = addZone(books, zone.toLowerCase(), account.id);
    made.nameservers = ['else.ns.cloudflare.com', 'where.ns.cloudflare.com'];
    made.status = status as ZoneState['status'];
    return made.id;
  },
  /** A second account of the same person. */
  'add-account': (books, { name = 'Second account' }) => {
    const account = { id: books.id(), name, created: books.now(), mine: true, billing: true };
    books.state.accounts.push(account);
    return account.id;
  },
  /**
   * Some registrar that the world does not emulate tells the parent zone where a domain lives: `nameservers` with spaces, those of the zone unless told;
   * `ds` as the API shows it.
   */
  'parent-delegates': (books, fields) => {
    const name = domainOf(fields);
    const { nameservers, ds } = fields;
    const servers = nameservers === undefined ? (books.zoneNamed(name)?.nameservers ?? []) : nameservers.split(/[\s,]+/).filter(Boolean);
    books.state.parents[name] = {
      nameservers: servers,
      signers: ds === undefined ? (books.state.parents[name]?.signers ?? []) : signersOf(ds),
    };
    return servers;
  },
  /** The same registrar is told the zone's delegation signer. */
  'parent-signs': (books, fields) => {
    const zone = zoneIn(books, { zone: domainOf(fields) });
    const signer = signerOf(zone);
    if (!signer) throw unknown('delegation signer for', zone.name, 'Switch DNSSEC on first');
    books.state.parents[zone.name] = { nameservers: [...(books.parentOf(zone.name) ?? [])], signers: [signer] };
    return signer;
  },
  /** DNSSEC → Enable. */
  'sign-zone': (books, fields) => switchOn(books, zoneIn(books, fields)),
  /** What the page shows to be entered at the registrar. */
  'show-signer': (books, fields) => signerOf(zoneIn(books, fields)),
  /** The parent zone forgets what `parent-delegates` told. */
  'parent-forgets': (books, fields) => delete books.state.parents[domainOf(fields)],
  'pause-zone': (books, fields) => Object.assign(zoneIn(books, fields), { paused: fields.value !== 'off' }).paused,
  'add-record': (books, fields) => add(books, zoneIn(books, fields), bodyOf(fields)).id,
  'change-record': (books, fields) => amend(books, zoneIn(books, fields), idOf(books, fields), bodyOf(changesOf(fields))).id,
  'delete-record': (books, fields) => remove(books, zoneIn(books, fields), idOf(books, fields)).id,
  /** A record that a scan will find. */
  'scannable-record': (books, fields) => {
    const { type = 'A', name = '@', content = '' } = fields;
    return zoneIn(books, fields).scannable.push({ type: type as RecordType, name, content });
  },
  /** `value` as JSON where it is no plain text. */
  'set-setting': (books, fields) => {
    const { setting = '', value = '' } = fields;
    setChecked(books, zoneIn(books, fields), setting, /^[[{]|^\d+$/.test(value) ? JSON.parse(value) : value);
    return value;
  },
  'universal-ssl': (books, fields) => switchUniversal(books, zoneIn(books, fields), fields.value !== 'off'),
  'unlock-mail': (books, fields) => Object.assign(zoneIn(books, fields).mail, { locked: false }).locked,
};

const otherActions: Readonly<Record<string, Action>> = {
  /** `permissions: "zone:read dns:edit"`, `without: dns`, `zones: "a.test"`, `accounts`, `status`, `of: account`. Answers with the token itself. */
  'mint-token': (books, fields) => {
    const made = newToken(books.tools.random, { name: fields.name ?? 'by hand', ...scopeOf(fields) });
    books.state.tokens.push(made);
    return made.$secret;
  },
  /** Changes the token that the world's credentials name. */
  'change-token': (books, fields) => {
    Object.assign(books.state.tokens[0] as Token, scopeOf(fields));
    return books.state.tokens[0]?.status;
  },
  /** The old secret is worth nothing from now on. */
  'roll-token': (books) => {
    const [token] = books.state.tokens;
    if (token) token.$secret = books.tools.random.token(30);
    return token?.id;
  },
  /** A domain bought earlier at Cloudflare. */
  register: (books, { zone = '' }) => register(books, firstAccount(books), zone.toLowerCase(), { years: 1, state: 'succeeded' }).domain,
  /** Somebody registered it elsewhere. */
  taken: (books, { zone = '' }) => books.state.taken.push(zone.toLowerCase()),
  billing: (books, { value = 'on' }) => Object.assign(firstAccount(books), { billing: value === 'on' }).billing,
  /** The person opens the mail and follows the link: `email` names them, or `link` the link. */
  'verify-address': (books, { email = '', link }) => {
    const path = link?.split('/').at(-1);
    const one = books.state.destinations.find((other) => (path === undefined ? other.email === email.toLowerCase() : other.$link === path));
    if (!one) throw unknown('mail for', email || (link ?? 'nobody'), 'Add the destination address first');
    return verify(books, one.$link)?.verified;
  },
  /** A letter from the world outside. */
  deliver: (books, { to = '', from = 'visitor@elsewhere.test', subject = '', text = '' }) => deliver(books, { to, from, subject, text }),
  mailbox: (books, { address = '' }) => mailbox(books, address),
};

export const actions: Readonly<Record<string, Action>> = { ...zoneActions, ...otherActions };

/** @throws OperatorError for an unknown action, for things that are not there, and for what Cloudflare refuses */
export function perform(books: Books, action: string, fields: Fields): unknown {
  const act = actions[action];
  if (!act) throw unknown('button', action, `Use one of ${Object.keys(actions).join(', ')}`);
  try {
    const result = act(books, fields);
    if (action !== 'mailbox') books.changed();
    return result;
  } catch (error) {
    if (error instanceof Refusal)
      throw new OperatorError({ what: `Cloudflare refused: ${error.message}`, fix: 'Correct what you typed, then try again' });
    throw error;
  }
}

function unknown(kind: string, name: string, fix: string): OperatorError {
  return new OperatorError({ what: `The emulated Cloudflare has no ${kind} ${name}`, fix });
}

function firstAccount({ state }: Books): Books['state']['accounts'][number] {
  const own = state.accounts.find(({ mine }) => mine);
  if (!own) throw unknown('account', 'of yours', 'Reset the emulator');
  return own;
}

function domainOf({ zone, domain }: Fields): string {
  return (zone ?? domain ?? '').toLowerCase();
}

/** By name or id. */
function zoneIn({ state }: Books, { zone = '' }: Fields): ZoneState {
  const one = state.zones.find(({ id, name }) => id === zone || name === zone.toLowerCase());
  if (one) return one;
  throw unknown('zone', zone, `Name one of ${state.zones.map(({ name }) => name).join(', ') || 'those that deploy makes'}`);
}

/** A record by `id`, or by `type` and `name`. */
function idOf(books: Books, fields: Fields): string {
  const zone = zoneIn(books, fields);
  if (fields.id !== undefined) return fields.id;
  const full =
    fields.name === '@' || fields.name === undefined
      ? zone.name
      : fields.name.endsWith(zone.name)
        ? fields.name
        : `${fields.name}.${zone.name}`;
  const one = zone.records.find(({ type, name }) => type === fields.type && name === full);
  if (one) return one.id;
  throw unknown('record', `${fields.type ?? ''} ${full}`, 'Name one of the zone by type and name');
}

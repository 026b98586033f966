/**
 * Namecheap: a registrar with an XML API. It has no published specification: what k77 says to it follows https://www.namecheap.com/support/api/methods/ as
 * remembered, and is unverified (`k77 doctor` says so). It is open only to machines on its access list.
 */
import { XMLParser } from 'fast-xml-parser';
import { exits, VendorError } from '../core/errors.ts';
import type { Values } from '../core/keys.ts';
import type { Door, Vendor } from '../core/vendor.ts';

const base = 'https://api.namecheap.com/xml.response';
const accessPage = 'https://ap.www.namecheap.com/settings/tools/apiaccess/';

export interface NamecheapDomain {
  domain: string;
  /** `Ok`, `Locked` or `Expired`. */
  status: string;
  /** ISO 8601, a date. */
  expires: string;
  autoRenew: boolean;
  privacy: boolean;
  locked: boolean;
}

export interface NamecheapOffer {
  available: boolean;
  premium: boolean;
  /** Dollars; undefined where it tells none. */
  firstYear: string | undefined;
  renewal: string | undefined;
}

/** Parts of a postal address by the names that `domains.create` has for them, without the role in front. */
export type NamecheapOwner = Readonly<
  Record<
    'FirstName' | 'LastName' | 'Address1' | 'Address2' | 'City' | 'StateProvince' | 'PostalCode' | 'Country' | 'Phone' | 'EmailAddress',
    string
  >
>;

export class NamecheapRefusal extends Error {
  readonly status: number;
  /** Number of its own error. */
  readonly code: string;

  constructor(status: number, code: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'NamecheapRefusal';
    this.status = status;
    this.code = code;
  }
}

type Xml = { readonly [name: string]: Xml | readonly Xml[] | string | undefined };
const xml = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', parseAttributeValue: false, parseTagValue: false });

export class NamecheapClient {
  readonly user: string;
  readonly #door: Door;
  readonly #key: string;
  readonly #address: string;

  constructor(door: Door, user: string, key: string, address: string) {
    this.user = user;
    this.#door = door;
    this.#key = key;
    this.#address = address;
  }

  /** Undefined: this account holds no such domain. */
  async domain(name: string): Promise<NamecheapDomain | undefined> {
    const list = await this.#call('domains.getList', { SearchTerm: name, PageSize: '100' });
    const found = many(field(list, 'DomainGetListResult', 'Domain')).find((one) => one.Name === name);
    if (!found) return undefined;
    const info = first(field(await this.#call('domains.getInfo', { DomainName: name }), 'DomainGetInfoResult'));
    const guard = first(info?.Whoisguard);
    return {
      domain: name,
      status: found.IsExpired === 'true' ? 'Expired' : String(info?.Status ?? 'Ok'),
      expires: isoDate(String(found.Expires)),
      autoRenew: found.AutoRenew === 'true',
      privacy: /^true$/i.test(String(guard?.Enabled)) || found.WhoisGuard === 'ENABLED',
      locked: found.IsLocked === 'true',
    };
  }

  async offers(names: readonly string[]): Promise<Map<string, NamecheapOffer>> {
    const checked = many((await this.#call('domains.check', { DomainList: names.join(',') })).DomainCheckResult);
    const endings = new Set(names.map((name) => name.slice(name.indexOf('.') + 1)));
    const prices = new Map<string, { firstYear: string | undefined; renewal: string | undefined }>();
    for (const ending of endings)
      prices.set(ending, { firstYear: await this.#price(ending, 'REGISTER'), renewal: await this.#price(ending, 'RENEW') });
    return new Map(
      checked.map((one) => {
        const name = String(one.Domain);
        const price = prices.get(name.slice(name.indexOf('.') + 1));
        return [
          name,
          {
            available: one.Available === 'true',
            premium: one.IsPremiumName === 'true',
            firstYear: price?.firstYear,
            renewal: price?.renewal,
          },
        ];
      }),
    );
  }

  async setNameServers(name: string, servers: readonly string[]): Promise<void> {
    const [SLD, ...ending] = name.split('.');
    await this.#call('domains.dns.setCustom', { SLD: SLD ?? '', TLD: ending.join('.'), Nameservers: servers.join(',') });
  }

  /** The account's default postal address, as its calls name the parts; undefined: none is on file. */
  async owner(): Promise<NamecheapOwner | undefined> {
    const list = many(field(await this.#call('users.address.getList'), 'AddressGetListResult', 'List'));
    const usual = list.find((one) => one.IsDefault === 'true') ?? list[0];
    if (!usual) return undefined;
    const found = await this.#call('users.address.getInfo', { AddressId: String(usual.AddressId) });
    const seen = first(field(found, 'GetAddressInfoResult'));
    const text = (name: string): string => (typeof seen?.[name] === 'string' ? (seen[name] as string) : '');
    const same = ['FirstName', 'LastName', 'Address1', 'Address2', 'City', 'StateProvince', 'Country', 'Phone', 'EmailAddress'] as const;
    return { ...Object.fromEntries(same.map((name) => [name, text(name)])), PostalCode: text('Zip') } as NamecheapOwner;
  }

  /** Spends money, from the balance of the account. Owner, administrator, technician and payer are the same. */
  async create(name: string, owner: NamecheapOwner): Promise<void> {
    const roles = ['Registrant', 'Tech', 'Admin', 'AuxBilling'];
    const parts = Object.entries(owner).filter(([, text]) => text !== '');
    const contacts = roles.flatMap((role) => parts.map(([part, text]) => [`${role}${part}`, text] as const));
    await this.#call('domains.create', {
      DomainName: name,
      Years: '1',
      AddFreeWhoisguard: 'yes',
      WGEnabled: 'yes',
      ...Object.fromEntries(contacts),
    });
  }

  /** Dollars for one year. */
  async #price(ending: string, action: 'REGISTER' | 'RENEW'): Promise<string | undefined> {
    const about = { ProductType: 'DOMAIN', ProductCategory: 'DOMAINS', ActionName: action, ProductName: ending };
    const answer = await this.#call('users.getPricing', about);
    const products = many(field(answer, 'UserGetPricingResult', 'ProductType', 'ProductCategory', 'Product'));
    const prices = products.flatMap((product) => many(product.Price));
    const year = prices.find((one) => one.Duration === '1' && one.DurationType === 'YEAR');
    return typeof year?.YourPrice === 'string' ? Number(year.YourPrice).toFixed(2) : undefined;
  }

  /** Everything in the body: what stands in an address is written into logs on the way. */
  async #call(command: string, parameters: Readonly<Record<string, string>> = {}): Promise<Xml> {
    const about = { ApiUser: this.user, ApiKey: this.#key, UserName: this.user, ClientIp: this.#address, Command: `namecheap.${command}` };
    const response = await this.#door(base, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ ...about, ...parameters }).toString(),
    });
    const answer = (xml.parse(await response.text()) as Xml).ApiResponse as Xml | undefined;
    const error = first(field(answer, 'Errors', 'Error'));
    if (!response.ok || answer?.Status !== 'OK')
      throw new NamecheapRefusal(response.status, String(error?.Number ?? ''), String(error?.['#text'] ?? `status ${response.status}`));
    return (answer.CommandResponse as Xml | undefined) ?? {};
  }
}

function many(found: Xml[string]): Xml[] {
  return found === undefined || typeof found === 'string' ? [] : Array.isArray(found) ? [...found] : [found as Xml];
}

function first(found: Xml[string]): Xml | undefined {
  return many(found)[0];
}

function field(from: Xml | undefined, ...path: readonly string[]): Xml[string] {
  let at: Xml[string] = from;
  for (const name of path) at = first(at)?.[name];
  return at;
}

/** `02/15/2027` */
function isoDate(text: string): string {
  const [, month, day, year] = /^(\d\d)\/(\d\d)\/(\d{4})$/.exec(text) ?? [];
  return year ? `${year}-${month}-${day}T00:00:00Z` : text;
}

const advice: Vendor<NamecheapClient>['advice'] = {
  '1011102': `the API key is wrong, or API access is off: ${accessPage} → API Access: on`,
  '1010102': `the API key is missing: ${accessPage}`,
  '1011150': `this machine is not on Namecheap's access list: add its public IPv4 address at ${accessPage} → Whitelisted IPs`,
  '2019166': 'the domain is not in this account',
  '2016166': 'the domain is not in this account',
  '2528166':
    'the balance of the account does not cover it: add funds at https://ap.www.namecheap.com/profile/billing/topup, then run the same command again',
  '500000': 'Namecheap allows 50 calls a minute; run the same command again in a minute',
  '429': 'Namecheap allows 50 calls a minute; run the same command again in a minute',
  default: 'run the same command again; https://www.namecheap.com/status-updates/ tells whether Namecheap is having trouble',
};
const ofCredentials = new Set(['1011102', '1010102', '1011150', '1010101', '1050900']);

function explain(error: unknown, call: string): VendorError | undefined {
  if (!(error instanceof NamecheapRefusal)) return undefined;
  const { status, message, code } = error;
  return new VendorError({
    vendor: 'Namecheap',
    call,
    status,
    message,
    code,
    advice: advice[code] ?? advice[String(status)] ?? String(advice.default),
    exit: ofCredentials.has(code) ? exits.preflight : exits.failed,
    cause: error,
  });
}

const reading = /(\.check|\.getList|\.getInfo|\.getPricing|\.getBalances)$/;

export const namecheap: Vendor<NamecheapClient> = {
  id: 'namecheap',
  title: 'Namecheap',
  base,
  credentials: ['NAMECHEAP_API_USER', 'NAMECHEAP_API_KEY', 'NAMECHEAP_CLIENT_IP'],
  token: {
    page: accessPage,
    permissions: [{ what: 'API access', level: 'write', why: 'buys the domain, sets its name servers' }],
    note: 'Namecheap opens its API to accounts with 20 domains, 50 dollars of balance or 50 dollars spent in two years. Add the public address of this machine to the list there.',
  },
  involved: (known) => known.registrar === 'namecheap',
  connect: (door: Door, credentials: Partial<Values>) =>
    new NamecheapClient(
      door,
      credentials.NAMECHEAP_API_USER?.reveal() ?? '',
      credentials.NAMECHEAP_API_KEY?.reveal() ?? '',
      credentials.NAMECHEAP_CLIENT_IP ?? '',
    ),
  async whoami(client) {
    await client.domain('k77.invalid');
    return { account: client.user, mode: 'none' };
  },
  /** Everything is a POST, because the key is in the body. */
  reads: ({ body }) => reading.test(new URLSearchParams(body).get('Command') ?? ''),
  explain,
  advice,
  secretFields: ['ApiKey'],
  // 50 calls a minute: https://www.namecheap.com/support/knowledgebase/article.aspx/9739/
  limits: { perSecond: 0.8, burst: 20, concurrent: 2 },
};

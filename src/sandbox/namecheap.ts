/** Namecheap, emulated: its XML API as remembered. There is no published specification to compare with: unverified. */
import type { Incoming, Outgoing } from '../ports/listen.ts';
import type { Emulator } from './kernel.ts';
import { type HeldDomain, prices, type RegistrarBooks, type Tools } from './registrars/books.ts';
import { type Face, registrarEmulator } from './registrars/emulator.ts';

const face: Face = {
  vendor: 'namecheap',
  title: 'Namecheap',
  hosts: ['api.namecheap.com', 'ap.www.namecheap.com'],
  nameservers: ['dns1.registrar-servers.test', 'dns2.registrar-servers.test'],
  mint: ({ random }) => ({
    NAMECHEAP_API_USER: `kingdom${random.token(3).replaceAll(/\W|_/g, '')}`,
    NAMECHEAP_API_KEY: Buffer.from(random.token(16), 'base64url').toString('hex').padEnd(32, '0').slice(0, 32),
  }),
  answer: answerApi,
  trouble: (status) => ({ ...refused('500000', 'Too many requests'), status }),
};

/** The machine that is on the access list: the one that the emulated internet sees. */
const listedAddress = '203.0.113.77';

export function namecheapEmulator(tools: Tools): Emulator {
  return registrarEmulator(face, tools);
}

type Parameters = Readonly<Record<string, string>>;

const commands: Readonly<Record<string, (books: RegistrarBooks, about: Parameters) => Outgoing>> = {
  'namecheap.domains.getList': (books, { SearchTerm = '' }) => {
    const found = books.state.domains.filter(({ domain }) => domain.includes(SearchTerm));
    return ok(`<DomainGetListResult>${found.map((one) => listed(one, books.now())).join('')}</DomainGetListResult>`);
  },
  'namecheap.domains.getInfo': (books, about) => withDomain(books, about.DomainName, (held) => ok(info(held, books.now()))),
  'namecheap.domains.check': (books, { DomainList = '' }) => {
    const results = DomainList.split(',').map(
      (domain) =>
        `<DomainCheckResult Domain="${quoted(domain)}" Available="${books.priceOf(domain) !== undefined && books.isFree(domain)}" IsPremiumName="false" />`,
    );
    return ok(results.join(''));
  },
  'namecheap.users.getPricing': (_books, about) => pricing(about),
  'namecheap.domains.dns.setCustom': (books, { SLD = '', TLD = '', Nameservers = '' }) =>
    withDomain(books, `${SLD}.${TLD}`, (held) => {
      books.change(held, { nameservers: Nameservers.split(',').filter((server) => server !== '') });
      return ok(`<DomainDNSSetCustomResult Domain="${quoted(held.domain)}" Updated="true" />`);
    }),
  'namecheap.users.address.getList': () =>
    ok('<AddressGetListResult><List AddressId="77" AddressName="Home" IsDefault="true" /></AddressGetListResult>'),
  'namecheap.users.address.getInfo': () =>
    ok(
      `<GetAddressInfoResult>${Object.entries(address)
        .map(([name, text]) => `<${name}>${text}</${name}>`)
        .join('')}</GetAddressInfoResult>`,
    ),
  'namecheap.domains.create': (books, about) => create(books, about),
};

/** Of the account's owner. */
const address: Parameters = {
  AddressId: '77',
  AddressName: 'Home',
  Default_YN: 'true',
  FirstName: 'Kingdom',
  LastName: 'Owner',
  JobTitle: '',
  Organization: '',
  Address1: '77 Castle Road',
  Address2: '',
  City: 'Camelot',
  StateProvince: 'CA',
  Zip: '94107',
  Country: 'US',
  Phone: '+1.5555550177',
  EmailAddress: 'owner@mailbox.test',
};
const roles = ['Registrant', 'Tech', 'Admin', 'AuxBilling'];
const needed = ['FirstName', 'LastName', 'Address1', 'City', 'StateProvince', 'PostalCode', 'Country', 'Phone', 'EmailAddress'];

/** Every role needs its whole address with every call. */
function create(books: RegistrarBooks, about: Parameters): Outgoing {
  const lacking = roles.flatMap((role) => needed.map((part) => `${role}${part}`)).find((name) => !about[name]);
  if (lacking) return refused('2010324', `Parameter ${lacking} is Missing`);
  const { DomainName = '', WGEnabled, AddFreeWhoisguard } = about;
  const price = books.priceOf(DomainName);
  if (!price || !books.isFree(DomainName)) return refused('3019166', 'Domain not available');
  const held = books.buy(DomainName, {
    autoRenew: false,
    privacy: WGEnabled === 'yes' && AddFreeWhoisguard === 'yes',
    nameservers: face.nameservers,
  });
  return ok(
    `<DomainCreateResult Domain="${quoted(held.domain)}" Registered="true" ChargedAmount="${price.firstYear}" NonRealTimeDomain="false" />`,
  );
}

function answerApi(books: RegistrarBooks, incoming: Incoming): Outgoing {
  const about = Object.fromEntries(new URLSearchParams(incoming.method === 'POST' ? incoming.body : incoming.query)) as Parameters;
  if (!books.opens('NAMECHEAP_API_USER', about.ApiUser ?? '') || !books.opens('NAMECHEAP_API_KEY', about.ApiKey ?? ''))
    return refused('1011102', 'API Key is invalid or API access has not been enabled');
  if (about.ClientIp !== listedAddress || !books.state.open)
    return refused('1011150', `Invalid request IP: ${quoted(about.ClientIp ?? '')}`);
  return commands[about.Command ?? '']?.(books, about) ?? refused('1011148', 'Parameter Command is invalid');
}

function withDomain(books: RegistrarBooks, name: string | undefined, answer: (held: HeldDomain) => Outgoing): Outgoing {
  const held = books.held(name ?? '');
  return held ? answer(held) : refused('2019166', 'Domain not found');
}

/** `02/15/2027` */
function day(iso: string): string {
  const [year, month, date] = iso.slice(0, 10).split('-');
  return `${month}/${date}/${year}`;
}

function listed({ domain, created, expires, autoRenew, privacy, locked }: HeldDomain, now: Date): string {
  return `<Domain ID="1" Name="${quoted(domain)}" User="owner" Created="${day(created)}" Expires="${day(expires)}" IsExpired="${Date.parse(expires) < now.getTime()}" IsLocked="${locked}" AutoRenew="${autoRenew}" WhoisGuard="${privacy ? 'ENABLED' : 'NOTPRESENT'}" IsPremium="false" IsOurDNS="false"/>`;
}

function info({ domain, expires, created, privacy, suspended, nameservers }: HeldDomain, now: Date): string {
  const status = suspended ? 'Locked' : Date.parse(expires) < now.getTime() ? 'Expired' : 'Ok';
  const servers = nameservers.map((server) => `<Nameserver>${quoted(server)}</Nameserver>`).join('');
  return `<DomainGetInfoResult Status="${status}" ID="1" DomainName="${quoted(domain)}" OwnerName="owner" IsOwner="true" IsPremium="false"><DomainDetails><CreatedDate>${day(created)}</CreatedDate><ExpiredDate>${day(expires)}</ExpiredDate></DomainDetails><Whoisguard Enabled="${privacy ? 'True' : 'False'}"><ID>53536</ID></Whoisguard><DnsDetails ProviderType="CUSTOM">${servers}</DnsDetails></DomainGetInfoResult>`;
}

function pricing({ ActionName = '', ProductName = '' }: Parameters): Outgoing {
  const price = prices[ProductName.toLowerCase()];
  const amount = ActionName === 'RENEW' ? price?.renewal : price?.firstYear;
  const product = amount
    ? `<Product Name="${quoted(ProductName)}"><Price Duration="1" DurationType="YEAR" Price="${amount}" YourPrice="${amount}" Currency="USD" /></Product>`
    : '';
  const category = `<ProductCategory Name="${quoted(ActionName.toLowerCase())}">${product}</ProductCategory>`;
  return ok(`<UserGetPricingResult><ProductType Name="domains">${category}</ProductType></UserGetPricingResult>`);
}

function ok(inside: string): Outgoing {
  return xml(`<ApiResponse Status="OK"><Errors /><CommandResponse>${inside}</CommandResponse></ApiResponse>`);
}

/** Errors come with HTTP 200. */
function refused(number: string, message: string): Outgoing {
  return xml(`<ApiResponse Status="ERROR"><Errors><Error Number="${number}">${quoted(message)}</Error></Errors></ApiResponse>`);
}

function xml(body: string): Outgoing {
  return { status: 200, headers: { 'content-type': 'text/xml; charset=utf-8' }, body: `<?xml version="1.0" encoding="utf-8"?>${body}` };
}

function quoted(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

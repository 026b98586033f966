/**
 * The rest of the internet, emulated: IANA's list of RDAP servers, the registry of `.test`, Cloudflare's public trace, and a registrar without an API, at which a
 * person buys and delegates a domain by hand.
 */
import type { Incoming, Outgoing } from '../ports/listen.ts';
import type { Repositories } from './hosting/repositories.ts';
import type { Emulator } from './kernel.ts';
import type { Delegation } from './names/names.ts';
import type { HeldDomain, RegistrarBooks, Tools } from './registrars/books.ts';
import { type Face, jsonAnswer, registrarEmulator } from './registrars/emulator.ts';
import { thirdPartyAnswer, thirdPartyHosts } from './web/third-party.ts';

export interface InternetTools extends Tools {
  /** What registrars of the world hold, besides the one in here. */
  delegations(): readonly (Delegation & { registrar: string })[];
  /** Of the emulated GitHub. */
  repositories: Pick<Repositories, 'create' | 'push' | 'remove'>;
}

/** What the other emulators of a world put at the parent zone, each under its registrar's name. */
export function registered(emulators: readonly Emulator[]): (Delegation & { registrar: string })[] {
  return emulators
    .filter(({ vendor }) => vendor !== 'internet')
    .flatMap((one) =>
      (one.names?.().delegations ?? []).map((delegation) => ({ ...delegation, registrar: titles[one.vendor] ?? one.vendor })),
    );
}

const titles: Readonly<Record<string, string>> = {
  cloudflare: 'Cloudflare, Inc.',
  godaddy: 'GoDaddy.com, LLC',
  namecheap: 'NameCheap, Inc.',
  porkbun: 'Porkbun LLC',
};

const endings = ['test', 'com', 'net', 'org', 'io', 'gg', 'dev', 'app'];

export function internetEmulator(tools: InternetTools): Emulator {
  const registrar = registrarEmulator(
    {
      vendor: 'internet',
      title: 'A registrar without an API',
      hosts: ['data.iana.org', 'rdap.nic.test', 'www.cloudflare.com', 'lookup.icann.org', ...thirdPartyHosts],
      nameservers: ['ns1.parking.test', 'ns2.parking.test'],
      mint: () => ({}),
      answer: (books, incoming, face) => thirdPartyAnswer(incoming) ?? answer(books, incoming, face, tools),
      trouble: (status) => ({
        status,
        headers: { 'content-type': 'text/plain' },
        body: status === 429 ? 'Too Many Requests' : 'Internal Server Error',
      }),
    },
    tools,
  );
  return {
    ...registrar,
    edit: (action, fields) => {
      const onGithub = github[action];
      return onGithub ? onGithub(tools.repositories, fields) : registrar.edit(action, fields);
    },
  };
}

/** What a person does on github.com; `push` is for worlds without a folder, to which git cannot push. */
const github: Readonly<Record<string, (repositories: InternetTools['repositories'], fields: Readonly<Record<string, string>>) => unknown>> =
  {
    'create-repository': (repositories, { name = '' }) => repositories.create(name),
    'delete-repository': (repositories, { name = '' }) => repositories.remove(name),
    push: (repositories, { name = '', branch = 'main', message, author, commit }) =>
      repositories.push(name, branch, { message, author, commit }),
  };

function answer(books: RegistrarBooks, { method, path }: Incoming, face: Face, tools: InternetTools): Outgoing {
  if (method !== 'GET' && method !== 'HEAD') return notFound;
  if (path === '/rdap/dns.json')
    return jsonAnswer(200, { version: '1.0', publication: books.now().toISOString(), services: [[endings, ['https://rdap.nic.test/']]] });
  if (path === '/cdn-cgi/trace')
    return { status: 200, headers: { 'content-type': 'text/plain' }, body: 'fl=emulated\nip=203.0.113.77\nloc=US\n' };
  const domain = /^\/domain\/([\w.-]+)$/.exec(path)?.[1]?.toLowerCase();
  if (domain === undefined) return notFound;
  const held = books.held(domain);
  if (held) return rdap(domainObject(held, face.title));
  const elsewhere = tools.delegations().find((one) => one.domain === domain);
  if (elsewhere) return rdap(domainObject(delegated(elsewhere, books.now()), elsewhere.registrar));
  if (books.state.taken.includes(domain))
    return rdap(domainObject(delegated({ domain, nameservers: ['ns1.elsewhere.test'] }, books.now()), 'Somebody else'));
  return { ...rdap({ errorCode: 404, title: 'Not Found', description: ['The domain is not registered'] }), status: 404 };
}

/** What the registry would know of a domain that another emulator holds. */
function delegated({ domain, nameservers, signers = [] }: Delegation, now: Date): HeldDomain {
  const year = (by: number): string => {
    const at = structuredClone(now);
    at.setUTCFullYear(at.getUTCFullYear() + by);
    return at.toISOString();
  };
  return {
    domain,
    created: year(0),
    expires: year(1),
    autoRenew: true,
    privacy: true,
    locked: true,
    suspended: false,
    nameservers: [...nameservers],
    signers: [...signers],
  };
}

/** RFC 9083, section 5.3. Privacy: the owner is not in it. */
function domainObject({ domain, created, expires, locked, suspended, nameservers, signers }: HeldDomain, registrar: string) {
  return {
    objectClassName: 'domain',
    rdapConformance: ['rdap_level_0'],
    ldhName: domain,
    status: [...(locked ? ['client transfer prohibited'] : []), suspended ? 'server hold' : 'active'],
    events: [
      { eventAction: 'registration', eventDate: created },
      { eventAction: 'expiration', eventDate: expires },
    ],
    entities: [
      {
        objectClassName: 'entity',
        roles: ['registrar'],
        vcardArray: [
          'vcard',
          [
            ['version', {}, 'text', '4.0'],
            ['fn', {}, 'text', registrar],
          ],
        ],
      },
    ],
    nameservers: nameservers.map((ldhName) => ({ objectClassName: 'nameserver', ldhName })),
    secureDNS: { delegationSigned: signers.length > 0 },
  };
}

function rdap(body: unknown): Outgoing {
  return { ...jsonAnswer(200, body), headers: { 'content-type': 'application/rdap+json' } };
}

const notFound: Outgoing = { status: 404, headers: { 'content-type': 'text/plain' }, body: 'Not Found' };

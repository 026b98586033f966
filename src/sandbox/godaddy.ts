/** GoDaddy, emulated: the domains API, version 1, as far as phase 6.4 speaks it. Specification: developer.godaddy.com (as of 2026-08). */
import type { Incoming, Outgoing } from '../ports/listen.ts';
import type { Emulator } from './kernel.ts';
import type { HeldDomain, RegistrarBooks, Tools } from './registrars/books.ts';
import { type Face, jsonAnswer, registrarEmulator } from './registrars/emulator.ts';

const face: Face = {
  vendor: 'godaddy',
  title: 'GoDaddy',
  hosts: ['api.godaddy.com', 'dcc.godaddy.com'],
  nameservers: ['ns41.domaincontrol.test', 'ns42.domaincontrol.test'],
  mint: ({ random }) => ({ GODADDY_API_KEY: `dK${random.token(16)}`, GODADDY_API_SECRET: random.token(16) }),
  answer: answerApi,
  trouble: (status) =>
    status === 429
      ? refusal(429, 'TOO_MANY_REQUESTS', 'Too many requests received within interval')
      : refusal(500, 'ERROR_INTERNAL', 'Internal server error'),
};

export function godaddyEmulator(tools: Tools): Emulator {
  return registrarEmulator(face, tools);
}

function answerApi(books: RegistrarBooks, incoming: Incoming): Outgoing {
  const [, key = '', secret = ''] = /^sso-key ([^:]+):(.+)$/.exec(incoming.headers.authorization ?? '') ?? [];
  if (!key) return refusal(401, 'UNABLE_TO_AUTHENTICATE', 'Unauthorized : Could not authenticate API key/secret');
  if (!books.opens('GODADDY_API_KEY', key) || !books.opens('GODADDY_API_SECRET', secret))
    return refusal(401, 'UNABLE_TO_AUTHENTICATE', 'Unauthorized : Could not authenticate API key/secret');
  if (!books.state.open) return refusal(403, 'ACCESS_DENIED', 'Authenticated user is not allowed access');
  const query = new URLSearchParams(incoming.query);
  const named = /^\/v1\/domains\/([a-z0-9.-]+\.[a-z]+)$/i.exec(incoming.path)?.[1];
  switch (`${incoming.method} ${named ? '/v1/domains/:domain' : incoming.path}`) {
    case 'GET /v1/domains':
      return jsonAnswer(
        200,
        books.state.domains.slice(0, Number(query.get('limit') ?? 100)).map((one) => shown(one)),
      );
    case 'GET /v1/domains/available':
      return available(books, query.get('domain') ?? '');
    case 'GET /v1/domains/agreements':
      return jsonAnswer(200, agreements);
    case 'POST /v1/domains/purchase':
      return purchase(books, incoming.body);
    case 'GET /v1/domains/:domain':
      return withDomain(books, named, (held) => jsonAnswer(200, { ...shown(held), authCode: 'emulated', ...contacts }));
    case 'PATCH /v1/domains/:domain':
      return withDomain(books, named, (held) => update(books, held, incoming.body));
    default:
      return refusal(404, 'NOT_FOUND', 'The requested resource was not found');
  }
}

const agreements = [
  {
    agreementKey: 'DNRA',
    title: 'Domain Name Registration Agreement',
    url: 'https://www.godaddy.com/agreements/dnra',
    content: 'An emulator.',
  },
  { agreementKey: 'DNPA', title: 'Domain Name Proxy Agreement', url: 'https://www.godaddy.com/agreements/dnpa', content: 'An emulator.' },
];

const contact = {
  nameFirst: 'Kingdom',
  nameLast: 'Owner',
  email: 'owner@kingdom77.test',
  phone: '+1.5555550177',
  addressMailing: { address1: '77 Castle Road', city: 'Camelot', state: 'CA', postalCode: '94107', country: 'US' },
};
const contacts = { contactRegistrant: contact, contactBilling: contact, contactAdmin: contact, contactTech: contact };

function withDomain(books: RegistrarBooks, name: string | undefined, answer: (held: HeldDomain) => Outgoing): Outgoing {
  const held = books.held(name ?? '');
  return held ? answer(held) : refusal(404, 'NOT_FOUND', 'Domain not found for shopper');
}

/** Price in millionths of a dollar. */
function available(books: RegistrarBooks, domain: string): Outgoing {
  const price = books.priceOf(domain);
  if (!price) return refusal(422, 'UNSUPPORTED_TLD', `${domain} is not supported`);
  const free = books.isFree(domain);
  const told = free ? { price: Math.round(Number(price.firstYear) * 1_000_000), currency: 'USD', period: 1 } : {};
  return jsonAnswer(200, { available: free, definitive: true, domain, ...told });
}

function purchase(books: RegistrarBooks, text: string): Outgoing {
  const wish = JSON.parse(text) as {
    domain?: string;
    consent?: { agreementKeys?: string[]; agreedBy?: string; agreedAt?: string };
    privacy?: boolean;
    renewAuto?: boolean;
  };
  const { domain = '', consent } = wish;
  const agreed = agreements.every(({ agreementKey }) => consent?.agreementKeys?.includes(agreementKey));
  if (!agreed || !/^[\d.:a-f]+$/.test(consent?.agreedBy ?? '') || !consent?.agreedAt)
    return refusal(422, 'INVALID_BODY', "Request body doesn't fulfill schema", [
      { path: 'consent', code: 'MISSING_CONSENT', message: 'consent is not complete' },
    ]);
  const price = books.priceOf(domain);
  if (!price || !books.isFree(domain)) return refusal(422, 'UNAVAILABLE_DOMAIN', `${domain} is not available`);
  books.buy(domain, { autoRenew: wish.renewAuto ?? false, privacy: wish.privacy ?? false, nameservers: face.nameservers });
  return jsonAnswer(200, {
    orderId: 1_000_000 + books.state.domains.length,
    itemCount: 1,
    total: Math.round(Number(price.firstYear) * 1_000_000),
    currency: 'USD',
  });
}

function update(books: RegistrarBooks, held: HeldDomain, text: string): Outgoing {
  const { nameServers, renewAuto, locked } = JSON.parse(text) as { nameServers?: string[]; renewAuto?: boolean; locked?: boolean };
  if (nameServers && nameServers.length < 2) return refusal(422, 'INVALID_NAMESERVERS', 'At least two name servers are needed');
  books.change(held, {
    ...(nameServers ? { nameservers: nameServers.map((server) => server.toLowerCase()) } : {}),
    ...(renewAuto === undefined ? {} : { autoRenew: renewAuto }),
    ...(locked === undefined ? {} : { locked }),
  });
  return { status: 204, body: '' };
}

function shown(held: HeldDomain) {
  const { domain, created, expires, autoRenew, privacy, locked, suspended, nameservers } = held;
  const id = [...domain].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_000_000_007, 7);
  return {
    domainId: id,
    domain,
    status: suspended ? 'SUSPENDED' : 'ACTIVE',
    createdAt: created,
    expires,
    renewDeadline: expires,
    expirationProtected: false,
    transferProtected: false,
    holdRegistrar: false,
    exposeWhois: !privacy,
    renewAuto: autoRenew,
    privacy,
    locked,
    nameServers: nameservers,
    contactRegistrant: contact,
  };
}

function refusal(status: number, code: string, message: string, fields?: unknown): Outgoing {
  return jsonAnswer(status, { code, message, ...(fields ? { fields } : {}) });
}

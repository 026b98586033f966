/** Porkbun, emulated: version 3 of its JSON API as remembered. There is no published specification to compare with: unverified. */
import type { Incoming, Outgoing } from '../ports/listen.ts';
import type { Emulator } from './kernel.ts';
import type { HeldDomain, RegistrarBooks, Tools } from './registrars/books.ts';
import { type Face, jsonAnswer, registrarEmulator } from './registrars/emulator.ts';

const face: Face = {
  vendor: 'porkbun',
  title: 'Porkbun',
  hosts: ['api.porkbun.com', 'porkbun.com'],
  nameservers: ['curitiba.ns.porkbun.test', 'fortaleza.ns.porkbun.test'],
  mint: ({ random }) => ({ PORKBUN_API_KEY: `pk1_${random.token(24)}`, PORKBUN_SECRET_API_KEY: `sk1_${random.token(24)}` }),
  answer: answerApi,
  trouble: (status) => (status === 429 ? refused(503, 'Rate limit exceeded.') : refused(500, 'Internal error.')),
};

export function porkbunEmulator(tools: Tools): Emulator {
  return registrarEmulator(face, tools);
}

type Body = Readonly<Record<string, unknown>>;
type Call = (books: RegistrarBooks, held: HeldDomain, body: Body) => Outgoing;

/** On a domain of the account. */
const calls: Readonly<Record<string, Call>> = {
  getNs: (_books, held) => done({ ns: held.nameservers }),
  updateNs: (books, held, { ns }) => {
    books.change(held, { nameservers: (Array.isArray(ns) ? ns : []).map(String) });
    return done();
  },
  updateAutoRenew: (books, held, { status }) => {
    books.change(held, { autoRenew: status === 'on' });
    return done();
  },
  createDnssecRecord: (books, held, { keyTag, alg, digestType, digest }) => {
    const signer = { keyTag: Number(keyTag), algorithm: Number(alg), digestType: Number(digestType), digest: String(digest).toUpperCase() };
    books.change(held, { signers: [...held.signers.filter((one) => one.keyTag !== signer.keyTag), signer] });
    return done();
  },
};

function answerApi(books: RegistrarBooks, incoming: Incoming): Outgoing {
  const body = parsed(incoming.body);
  if (!books.opens('PORKBUN_API_KEY', String(body.apikey)) || !books.opens('PORKBUN_SECRET_API_KEY', String(body.secretapikey)))
    return refused(403, 'Invalid API key. (002)');
  const path = incoming.path.replace(/^\/api\/json\/v3/, '');
  if (path === '/ping') return done({ yourIp: '203.0.113.77' });
  if (path === '/domain/listAll') return done({ domains: books.state.domains.map(shown) });
  const [, call = '', domain = ''] = /^\/(?:domain|dns)\/(\w+)\/([\w.-]+)$/.exec(path) ?? [];
  if (call === 'checkDomain') return check(books, domain);
  if (call === 'create') return create(books, domain, body);
  const held = books.held(domain);
  if (!calls[call]) return refused(404, 'Not found.');
  if (!held) return refused(400, 'Invalid domain.');
  if (!books.state.open) return refused(403, 'Domain is not opted in to API access.');
  return calls[call](books, held, body);
}

function check(books: RegistrarBooks, domain: string): Outgoing {
  const price = books.priceOf(domain);
  if (!price) return refused(400, 'The TLD is not supported.');
  const avail = books.isFree(domain) ? 'yes' : 'no';
  return done({
    response: {
      avail,
      type: 'registration',
      price: price.firstYear,
      premium: 'no',
      additional: { renewal: { type: 'renewal', price: price.renewal } },
    },
  });
}

function create(books: RegistrarBooks, domain: string, { cost, agreeToTerms }: Body): Outgoing {
  const price = books.priceOf(domain);
  if (!price || !books.isFree(domain)) return refused(400, 'The domain is not available.');
  if (agreeToTerms !== 'yes') return refused(400, 'You must agree to the terms.');
  if (cost !== Math.round(Number(price.firstYear) * 100)) return refused(400, 'The cost is not what the domain costs.');
  books.buy(domain, { autoRenew: true, privacy: true, nameservers: face.nameservers });
  return done({ domain, cost });
}

function shown({ domain, created, expires, autoRenew, privacy, locked, suspended }: HeldDomain) {
  const time = (iso: string): string => iso.slice(0, 19).replace('T', ' ');
  const flag = (on: boolean): string => (on ? '1' : '0');
  return {
    domain,
    status: suspended ? 'SUSPENDED' : 'ACTIVE',
    tld: domain.slice(domain.indexOf('.') + 1),
    createDate: time(created),
    expireDate: time(expires),
    securityLock: flag(locked),
    whoisPrivacy: flag(privacy),
    autoRenew: flag(autoRenew),
    notLocal: 0,
  };
}

function parsed(text: string): Body {
  try {
    return JSON.parse(text) as Body;
  } catch {
    return {};
  }
}

function done(more: object = {}): Outgoing {
  return jsonAnswer(200, { status: 'SUCCESS', ...more });
}

function refused(status: number, message: string): Outgoing {
  return jsonAnswer(status, { status: 'ERROR', message });
}

/**
 * Porkbun: a registrar. Its API has no published specification: what k77 says to it follows https://porkbun.com/api/json/v3/documentation as remembered, and is
 * unverified (`k77 doctor` says so).
 */
import { exits, VendorError } from '../core/errors.ts';
import type { Values } from '../core/keys.ts';
import type { Door, Vendor } from '../core/vendor.ts';

const base = 'https://api.porkbun.com/api/json/v3';
const apiPage = 'https://porkbun.com/account/api';

export interface PorkbunDomain {
  domain: string;
  status: string;
  /** `2027-02-18 23:59:59`, UTC. */
  expireDate: string;
  securityLock: string;
  whoisPrivacy: string;
  autoRenew: string | number;
}

export interface PorkbunOffer {
  avail: 'yes' | 'no';
  premium: 'yes' | 'no';
  /** Dollars for the first year. */
  price: string;
  additional?: { renewal?: { price: string } };
}

export class PorkbunRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'PorkbunRefusal';
    this.status = status;
  }
}

type Answer = { status?: string; message?: string } & Record<string, unknown>;

export class PorkbunClient {
  readonly #door: Door;
  readonly #keys: { apikey: string; secretapikey: string };

  constructor(door: Door, key: string, secret: string) {
    this.#door = door;
    this.#keys = { apikey: key, secretapikey: secret };
  }

  async ping(): Promise<void> {
    await this.#call('/ping');
  }

  async domain(name: string): Promise<PorkbunDomain | undefined> {
    // A page has a thousand domains; a bot business has fewer.
    const { domains } = (await this.#call('/domain/listAll', { start: '0' })) as unknown as { domains?: PorkbunDomain[] };
    return domains?.find(({ domain }) => domain === name);
  }

  async offer(name: string): Promise<PorkbunOffer> {
    return ((await this.#call(`/domain/checkDomain/${name}`)) as unknown as { response: PorkbunOffer }).response;
  }

  /** Spends money. @param cents what the domain may cost; Porkbun refuses when it asks for something else */
  async create(name: string, cents: number): Promise<void> {
    await this.#call(`/domain/create/${name}`, { cost: cents, agreeToTerms: 'yes' });
  }

  async nameServers(name: string): Promise<string[]> {
    return ((await this.#call(`/domain/getNs/${name}`)) as unknown as { ns?: string[] }).ns ?? [];
  }

  async setNameServers(name: string, ns: readonly string[]): Promise<void> {
    await this.#call(`/domain/updateNs/${name}`, { ns });
  }

  async setAutoRenew(name: string): Promise<void> {
    await this.#call(`/domain/updateAutoRenew/${name}`, { status: 'on' });
  }

  async addSigner(name: string, { keyTag, algorithm, digestType, digest }: Signer): Promise<void> {
    await this.#call(`/dns/createDnssecRecord/${name}`, {
      keyTag: String(keyTag),
      alg: String(algorithm),
      digestType: String(digestType),
      digest,
    });
  }

  async #call(path: string, body: Readonly<Record<string, unknown>> = {}): Promise<Answer> {
    const response = await this.#door(`${base}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...this.#keys, ...body }),
    });
    const text = await response.text();
    const answer = parsed(text);
    if (response.ok && answer?.status === 'SUCCESS') return answer;
    throw new PorkbunRefusal(response.status, answer?.message ?? `status ${response.status}`);
  }
}

interface Signer {
  keyTag: number;
  algorithm: number;
  digestType: number;
  digest: string;
}

function parsed(text: string): Answer | undefined {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return undefined;
  }
}

const advice: Vendor<PorkbunClient>['advice'] = {
  '400':
    'compare with https://porkbun.com/account/domainsSpeedy: API access must be switched on for the domain itself (Details → API Access)',
  '403': `the keys are wrong, or API access is not switched on for this domain (Details → API Access): ${apiPage}`,
  '429': 'Porkbun allows one look at a free name every ten seconds: run the same command again in a minute',
  '503': 'Porkbun limits the rate; run the same command again in a minute',
  default: 'run the same command again; https://status.porkbun.com tells whether Porkbun is having trouble',
};

function explain(error: unknown, call: string): VendorError | undefined {
  if (!(error instanceof PorkbunRefusal)) return undefined;
  const { status, message } = error;
  const isKey = status === 403 || status === 401 || /api key/i.test(message);
  return new VendorError({
    vendor: 'Porkbun',
    call,
    status,
    message,
    advice: (isKey ? advice['403'] : advice[String(status)]) ?? String(advice.default),
    exit: isKey ? exits.preflight : exits.failed,
    cause: error,
  });
}

const reading = /\/(ping|domain\/(listAll|checkDomain\/[^/]+|getNs\/[^/]+)|dns\/getDnssecRecords\/[^/]+)$/;

export const porkbun: Vendor<PorkbunClient> = {
  id: 'porkbun',
  title: 'Porkbun',
  base,
  credentials: ['PORKBUN_API_KEY', 'PORKBUN_SECRET_API_KEY'],
  token: {
    page: apiPage,
    permissions: [{ what: 'API Access of the domain', level: 'write', why: 'sets name servers, renewal and the DNSSEC signer' }],
    note: 'Create API Key; then Domain Management → your domain → Details → API Access: on. Porkbun has no narrower key.',
  },
  involved: (known) => known.registrar === 'porkbun',
  connect: (door: Door, credentials: Partial<Values>) =>
    new PorkbunClient(door, credentials.PORKBUN_API_KEY?.reveal() ?? '', credentials.PORKBUN_SECRET_API_KEY?.reveal() ?? ''),
  async whoami(client) {
    await client.ping();
    return { account: 'the account of this key', mode: 'none' };
  },
  /** Everything is a POST, because the keys are in the body. */
  reads: ({ path }) => reading.test(path),
  explain,
  advice,
  secretFields: ['apikey', 'secretapikey'],
  limits: { perSecond: 1, burst: 20, concurrent: 2 },
};

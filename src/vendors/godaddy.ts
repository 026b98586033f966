/**
 * GoDaddy: a registrar. It publishes no SDK; this client is small and typed after its specification.
 * API reference: https://developer.godaddy.com/doc/endpoint/domains
 */
import { exits, VendorError } from '../core/errors.ts';
import type { Values } from '../core/keys.ts';
import type { Door, Vendor } from '../core/vendor.ts';

const base = 'https://api.godaddy.com';
const keysPage = 'https://developer.godaddy.com/keys';

/** What it tells of a domain of this account, as far as k77 looks. */
export interface GodaddyDomain {
  domain: string;
  /** `ACTIVE`, or another of its many states. */
  status: string;
  /** ISO 8601; absent while it is being registered. */
  expires?: string;
  renewAuto: boolean;
  privacy: boolean;
  locked: boolean;
  nameServers: readonly string[] | null;
}

export interface GodaddyOffer {
  available: boolean;
  /** False: it only guesses, without asking the registry. */
  definitive: boolean;
  /** Millionths of a dollar for the whole period. */
  price?: number;
  currency?: string;
}

/** What somebody agreed to, and when. */
export interface GodaddyConsent {
  agreementKeys: readonly string[];
  agreedAt: string;
  /** Address of the machine at which somebody agreed. */
  agreedBy: string;
}

export class GodaddyRefusal extends Error {
  readonly status: number;
  readonly code: string | undefined;

  constructor(status: number, message: string, code?: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'GodaddyRefusal';
    this.status = status;
    this.code = code;
  }
}

export class GodaddyClient {
  readonly #door: Door;
  readonly #authorization: string;

  constructor(door: Door, key: string, secret: string) {
    this.#door = door;
    this.#authorization = `sso-key ${key}:${secret}`;
  }

  /** Undefined: this account holds no such domain. */
  async domain(name: string): Promise<GodaddyDomain | undefined> {
    try {
      return (await this.#call('GET', `/v1/domains/${name}`)) as GodaddyDomain;
    } catch (error) {
      if (error instanceof GodaddyRefusal && error.status === 404) return undefined;
      throw error;
    }
  }

  async domains(limit: number): Promise<GodaddyDomain[]> {
    return (await this.#call('GET', `/v1/domains?limit=${limit}`)) as GodaddyDomain[];
  }

  async offer(name: string): Promise<GodaddyOffer> {
    return (await this.#call('GET', `/v1/domains/available?domain=${name}&checkType=FULL`)) as GodaddyOffer;
  }

  /** Keys of the agreements that a buyer of this ending accepts. */
  async agreements(ending: string): Promise<string[]> {
    const found = (await this.#call('GET', `/v1/domains/agreements?tlds=${ending}&privacy=true`)) as { agreementKey: string }[];
    return found.map(({ agreementKey }) => agreementKey);
  }

  /** Spends money. The contacts are those of the account. */
  async purchase(domain: string, consent: GodaddyConsent): Promise<void> {
    await this.#call('POST', '/v1/domains/purchase', { domain, consent, period: 1, privacy: true, renewAuto: true });
  }

  async update(domain: string, change: { nameServers?: readonly string[]; renewAuto?: boolean; locked?: boolean }): Promise<void> {
    await this.#call('PATCH', `/v1/domains/${domain}`, change);
  }

  async #call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await this.#door(`${base}${path}`, {
      method,
      headers: { authorization: this.#authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer = parsed(text) as { code?: string; message?: string; fields?: { message?: string; path?: string }[] } | undefined;
    if (response.ok) return answer;
    const fields = (answer?.fields ?? []).map((field) => `${field.path ?? ''} ${field.message ?? ''}`.trim());
    throw new GodaddyRefusal(response.status, [answer?.message ?? `status ${response.status}`, ...fields].join('; '), answer?.code);
  }
}

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

const advice: Vendor<GodaddyClient>['advice'] = {
  '401': `key and secret do not belong together, or are those of the test environment: make a Production key at ${keysPage}`,
  '403':
    'GoDaddy opens this API only to accounts with enough domains or a plan for it (10 domains when this was written), and never for a domain that needs two-factor approval: do the step by hand (deploy 6.4 --set registrar=other)',
  '409': 'the domain is locked by something that is under way there: wait for it, then run the same command again',
  '422': 'GoDaddy refuses this name or these name servers: compare with https://dcc.godaddy.com',
  '429': 'GoDaddy allows 60 requests a minute; run the same command again in a minute',
  default: 'run the same command again; https://status.godaddy.com tells whether GoDaddy is having trouble',
};

function explain(error: unknown, call: string): VendorError | undefined {
  if (!(error instanceof GodaddyRefusal)) return undefined;
  const { status, message, code } = error;
  return new VendorError({
    vendor: 'GoDaddy',
    call,
    status,
    message,
    code,
    advice: advice[String(status)] ?? String(advice.default),
    exit: status === 401 || status === 403 ? exits.preflight : exits.failed,
    cause: error,
  });
}

export const godaddy: Vendor<GodaddyClient> = {
  id: 'godaddy',
  title: 'GoDaddy',
  base,
  credentials: ['GODADDY_API_KEY', 'GODADDY_API_SECRET'],
  token: {
    page: keysPage,
    permissions: [{ what: 'Domains', level: 'write', why: 'sets name servers, renewal and transfer lock' }],
    note: 'Create New API Key → Environment: Production. The secret is shown once. GoDaddy has no narrower key.',
  },
  involved: (known) => known.registrar === 'godaddy',
  connect: (door: Door, credentials: Partial<Values>) =>
    new GodaddyClient(door, credentials.GODADDY_API_KEY?.reveal() ?? '', credentials.GODADDY_API_SECRET?.reveal() ?? ''),
  /** No call names the account; that its list opens proves the key. */
  async whoami(client) {
    await client.domains(1);
    return { account: 'the account of this key', mode: 'none' };
  },
  explain,
  advice,
  secretFields: ['authCode'],
  // 60 requests a minute: https://developer.godaddy.com/getstarted
  limits: { perSecond: 1, burst: 25, concurrent: 2 },
};

/**
 * Which versions a server offers, and which suites with each, in its own order: offer all, take away what it chose, offer the rest, until it refuses.
 */
import { clientRandom } from '../../ports/tls.ts';
import type { Answer } from './answer.ts';
import { extensions, versionCodes, versionName } from './code-points.ts';
import type { Asked, Line } from './line.ts';
import { type ProtocolSeen, type SuiteSeen, type TlsVersion, versions } from './seen.ts';
import { earlySuites, olderSuites, type Suite, ssl2Suites, suiteWith, tls13Suites } from './suites.ts';

export type Hello = Extract<Answer, { kind: 'hello' }>;

export interface Surveyed {
  protocol: ProtocolSeen;
  /** The first agreement, with the chain where it came in the clear. */
  first: Hello | undefined;
  /** What the very first answer was, for saying what kind of server this is. */
  asked: Asked;
}

export const suitesFor: Record<TlsVersion, readonly Suite[]> = {
  'SSL 2': ssl2Suites,
  'SSL 3': earlySuites,
  'TLS 1.0': earlySuites,
  'TLS 1.1': earlySuites,
  'TLS 1.2': olderSuites,
  'TLS 1.3': tls13Suites,
};

const modern: readonly TlsVersion[] = ['TLS 1.2', 'TLS 1.3'];

/**
 * The two versions of today side by side, then the four old ones. Whoever answers today's hellos in no time is not waited for long when it drops old ones without a
 * word, as some firewalls do; whoever does not answer at all is not asked again.
 */
export async function survey(line: Line): Promise<Surveyed[]> {
  const recent = await Promise.all(modern.map((version) => surveyVersion(line, version)));
  const [dead] = recent.every(({ asked }) => isNobody(asked)) ? recent : [];
  const patienceMs = Math.max(shortestPatienceMs, ...recent.map(({ asked }) => asked.tookMs * manyTimes));
  const older = await Promise.all(
    versions
      .filter((version) => !modern.includes(version))
      .map((version) => (dead ? unasked(version, dead.asked) : surveyVersion(line, version, patienceMs))),
  );
  return [...older, ...recent];
}

const shortestPatienceMs = 1000;
const manyTimes = 20;

function isNobody({ heard: { ending } }: Asked): boolean {
  return ending === 'refused' || ending === 'unreachable' || ending === 'no-answer';
}

function unasked(version: TlsVersion, asked: Asked): Surveyed {
  return { protocol: { version, offered: false, suites: [], preference: undefined, why: asked.heard.ending }, first: undefined, asked };
}

async function surveyVersion(line: Line, version: TlsVersion, patienceMs?: number): Promise<Surveyed> {
  const asked = await askFor(line, version, suitesFor[version], patienceMs);
  const first = agreed(asked.answer, version);
  if (!first) {
    return { protocol: { version, offered: false, suites: [], preference: undefined, why: whyNot(asked) }, first, asked };
  }
  // SSL 2 lists all of its ciphers at once, and leaves the choice to the client.
  const suites = version === 'SSL 2' ? ssl2SuitesOf(first) : await accepted(line, version, first);
  const preference = version === 'SSL 2' ? undefined : await preferenceOf(line, version, suites);
  return { protocol: { version, offered: true, suites, preference, why: undefined }, first, asked };
}

/** The server's hello, when it is for the version that was asked for. */
export function agreed(answer: Answer, version: TlsVersion): Hello | undefined {
  return answer.kind === 'hello' && answer.hello.version === versionCodes[version] ? answer : undefined;
}

async function accepted(line: Line, version: TlsVersion, first: Hello): Promise<SuiteSeen[]> {
  const found = [suiteSeen(first)];
  for (let left = without(suitesFor[version], first.hello.suite); left.length > 0; ) {
    const { answer } = await askFor(line, version, left);
    const next = agreed(answer, version);
    // A server that chooses what was not offered would be asked for ever.
    if (!next || !left.some(({ code }) => code === next.hello.suite.code)) break;
    found.push(suiteSeen(next));
    left = without(left, next.hello.suite);
  }
  return found;
}

/** With half an agreement for TLS 1.3, because not every server knows how to ask for one. Any 32 bytes are a point of X25519; what they agree on is never used. */
function askFor(line: Line, version: TlsVersion, suites: readonly Suite[], patienceMs?: number): Promise<Asked> {
  return line.ask({ version, suites, ...(version === 'TLS 1.3' ? { share: { group: 29, key: clientRandom() } } : {}) }, patienceMs);
}

function without(suites: readonly Suite[], { code }: Suite): Suite[] {
  return suites.filter((suite) => suite.code !== code);
}

export function suiteSeen({ hello, exchange }: Hello): SuiteSeen {
  return { ...hello.suite, keyExchange: exchange ?? { kind: hello.suite.exchange, bits: undefined, rsaBits: undefined, group: undefined } };
}

function ssl2SuitesOf({ hello, exchange }: Hello): SuiteSeen[] {
  const keyExchange = exchange ?? { kind: 'RSA', bits: undefined, rsaBits: undefined, group: undefined };
  return [...hello.extensions.keys()].map((code) => ({
    ...(ssl2Suites.find((suite) => suite.code === code) ?? suiteWith(code)),
    keyExchange,
  }));
}

/**
 * Offers the accepted suites the other way round: whoever then chooses the same as before follows an order of its own. ChaCha20 goes into the middle, because servers
 * that otherwise insist on their order follow a client that puts it first (a phone without AES in hardware).
 */
async function preferenceOf(line: Line, version: TlsVersion, suites: readonly SuiteSeen[]): Promise<ProtocolSeen['preference']> {
  const fixed = suites.filter(({ cipher, name }) => !(cipher + name).includes('CHACHA20'));
  const [favourite] = fixed;
  if (fixed.length < 2 || !favourite) return undefined;
  const { answer } = await askFor(line, version, [...fixed].reverse());
  return agreed(answer, version)?.hello.suite.code === favourite.code ? 'server' : 'client';
}

function whyNot({ answer, heard }: Asked): string {
  if (answer.kind === 'hello') return `${versionName(answer.hello.version)} instead`;
  if (answer.kind === 'alert') return answer.alert;
  if (answer.kind === 'foreign') return `not TLS: ${answer.start}`;
  return heard.ending === 'answered' ? 'an answer that breaks off' : heard.ending;
}

/** RFC 5746 in a ServerHello. */
export function saysRenegotiation(first: Hello): boolean {
  return first.hello.extensions.has(extensions.renegotiationInfo);
}

/**
 * What is asked of a server besides versions and suites, each on a connection of its own and all side by side.
 */

import { curves, groups13, groupWith } from './code-points.ts';
import type { Line } from './line.ts';
import { sealedFlight } from './sealed.ts';
import type { FeaturesSeen, ProtocolSeen, TlsVersion } from './seen.ts';
import { agreed, type Hello, type Surveyed, saysRenegotiation, suitesFor } from './survey.ts';

const protocols = ['h2', 'http/1.1'] as const;

export interface FeaturesAbout {
  line: Line;
  surveyed: readonly Surveyed[];
  alpn: readonly string[];
  /** Fingerprint-like: the DER of the leaf that was sent for the name. */
  leaf: Buffer | undefined;
  clientCertificate: boolean;
}

export async function featuresSeen(about: FeaturesAbout): Promise<FeaturesSeen> {
  const { line, surveyed, alpn } = about;
  const offered = surveyed.filter(({ protocol }) => protocol.offered && protocol.version !== 'SSL 2');
  const older = offered.filter(({ protocol }) => protocol.version !== 'TLS 1.3').at(-1);
  const [compression, fallbackScsv, groups12, groups, withoutSni, clientRenegotiation] = await Promise.all([
    older ? hasCompression(line, older) : false,
    fallback(line, offered),
    groupsOf(line, offered, 'TLS 1.2'),
    groupsOf(line, offered, 'TLS 1.3'),
    nameless(about, offered),
    older ? renegotiates(line) : undefined,
  ]);
  return {
    secureRenegotiation: older?.first && saysRenegotiation(older.first),
    clientRenegotiation,
    compression,
    fallbackScsv,
    alpn,
    groups: { 'TLS 1.2': groups12, 'TLS 1.3': groups },
    withoutSni,
    clientCertificate: about.clientCertificate,
  };
}

async function hasCompression(line: Line, { protocol: { version, suites } }: Surveyed): Promise<boolean> {
  const { answer } = await line.ask({ version, suites, compression: true });
  return (agreed(answer, version)?.hello.compression ?? 0) !== 0;
}

/** A lower version than the best, marked as a second try, must be turned down: RFC 7507. */
async function fallback(line: Line, offered: readonly Surveyed[]): Promise<boolean | undefined> {
  const lower = offered.at(-2)?.protocol;
  if (!lower) return undefined;
  const { answer } = await line.ask({ version: lower.version, suites: suitesFor[lower.version], fallback: true });
  return answer.kind === 'alert' && answer.alert === 'inappropriate_fallback';
}

/** With TLS 1.3 the choice is encrypted, so Node's sessions tell it for every version. */
export async function alpnSeen(line: Line, seen: readonly ProtocolSeen[]): Promise<string[]> {
  if (!seen.some(({ offered, version }) => offered && version.startsWith('TLS'))) return [];
  const chosen = await Promise.all(
    protocols.map((name) =>
      line.session({ ca: [], alpn: [name] }).then(
        (session) => session.alpn,
        () => undefined,
      ),
    ),
  );
  return chosen.filter((name) => name !== undefined);
}

/**
 * As with suites: offer all, take away what was chosen. Only ECDHE shows its group with TLS 1.2, where a certificate on a curve also wants that curve among them: once it is
 * taken away such a server refuses, and the list ends.
 */
async function groupsOf(line: Line, offered: readonly Surveyed[], version: 'TLS 1.2' | 'TLS 1.3'): Promise<string[]> {
  const protocol = offered.find((one) => one.protocol.version === version)?.protocol;
  const suites = version === 'TLS 1.3' ? suitesFor[version] : (protocol?.suites ?? []).filter(({ exchange }) => exchange === 'ECDHE');
  const found: string[] = [];
  let left = (version === 'TLS 1.3' ? groups13 : curves).map(({ code }) => code);
  while (protocol && suites.length > 0 && left.length > 0) {
    const { answer } = await line.ask({ version, suites, groups: left });
    const chosen = groupIn(agreed(answer, version), version);
    if (chosen === undefined || !left.includes(chosen)) break;
    found.push(groupWith(chosen).name);
    left = left.filter((code) => code !== chosen);
  }
  return found;
}

function groupIn(first: Hello | undefined, version: TlsVersion): number | undefined {
  if (version === 'TLS 1.3') return first?.hello.group;
  return curves.find(({ name }) => name === first?.exchange?.group)?.code;
}

async function nameless({ line, leaf }: FeaturesAbout, offered: readonly Surveyed[]): Promise<FeaturesSeen['withoutSni']> {
  const best = offered.at(-1)?.protocol.version;
  if (line.servername === undefined || best === undefined) return undefined;
  const found = best === 'TLS 1.3' ? (await sealedFlight(line, ''))?.certificates[0] : await plainLeaf(line, best);
  if (!found) return 'refused';
  return leaf?.equals(found) ? 'same' : 'other';
}

async function plainLeaf(line: Line, version: TlsVersion): Promise<Buffer | undefined> {
  const { answer } = await line.ask({ version, suites: suitesFor[version], servername: '' });
  return agreed(answer, version)?.certificates[0];
}

async function renegotiates(line: Line): Promise<boolean | undefined> {
  return line.session({ ca: [], alpn: [], renegotiate: true }).then(
    ({ renegotiated }) => renegotiated,
    () => undefined,
  );
}

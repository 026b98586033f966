/**
 * The chain as it was sent: in order or not, complete or not, and whether a path of signatures leads to a root that is trusted here. RFC 8446 section 4.4.2.
 */
import { readX509, rootsNamed, type X509 } from '../../ports/tls-certificates.ts';
import { certificateSeen } from './certificate.ts';
import type { ChainSeen } from './seen.ts';

const dayMs = 86_400_000;
const longest = 10;

/**
 * @param sent DER, in the order of the wire
 * @param extra authorities that are trusted besides the system's
 * @returns undefined when the first is not a certificate
 */
export function chainSeen(sent: readonly Buffer[], extra: readonly X509[], now: Date): Omit<ChainSeen, 'openssl'> | undefined {
  const read = sent.map((der) => readX509(der));
  const [first] = read;
  if (!first) return undefined;
  const all = read.filter((x509) => x509 !== undefined);
  const path = pathToRoot(first, all, extra, now);
  const followed = path ?? climb(first, all);
  const used = new Set(followed.map(({ fingerprint }) => fingerprint));
  const top = followed.at(-1) ?? first;
  const leaf = certificateSeen(first);
  return {
    sent: all.map(certificateSeen),
    leaf,
    ordered: all.every((x509, nth) => nth === 0 || (all[nth - 1]?.signedBy(x509) ?? false)),
    extra: all.slice(1).filter(({ fingerprint }) => !used.has(fingerprint)).length,
    anchorSent: all.length > 1 && all.some((x509) => x509 !== first && x509.selfSigned),
    // What was sent ends below something that is neither here nor self-signed.
    incomplete: path === undefined && !top.selfSigned,
    selfSigned: leaf.selfSigned,
    trusted: path !== undefined,
    path: path?.map(({ subject }) => subject) ?? [],
    daysLeft: Math.trunc((first.notAfter.getTime() - now.getTime()) / dayMs) + 0,
    expired: now > first.notAfter,
    notYetValid: now < first.notBefore,
  };
}

/** The shortest way from the leaf over what was sent to a trusted root; every authority on it is one, and valid now. */
function pathToRoot(leaf: X509, sent: readonly X509[], extra: readonly X509[], now: Date): X509[] | undefined {
  const trusted = (subject: string): X509[] => [...extra.filter((root) => root.subject === subject), ...rootsNamed(subject)];
  if (extra.some(({ fingerprint }) => fingerprint === leaf.fingerprint)) return [leaf];
  const fits = (x509: X509): boolean => x509.authority && x509.notBefore <= now && now <= x509.notAfter;
  let paths: X509[][] = [[leaf]];
  for (let length = 1; length < longest && paths.length > 0; length++) {
    for (const path of paths) {
      const top = path.at(-1) ?? leaf;
      const root = trusted(top.issuer).find((candidate) => fits(candidate) && top.signedBy(candidate));
      if (root) return root.fingerprint === top.fingerprint ? path : [...path, root];
    }
    paths = paths.flatMap((path) => {
      const top = path.at(-1) ?? leaf;
      return sent.filter((next) => !path.includes(next) && fits(next) && top.signedBy(next)).map((next) => [...path, next]);
    });
  }
  return undefined;
}

/** As far up as what was sent leads, trusted or not. */
function climb(leaf: X509, sent: readonly X509[]): X509[] {
  const path = [leaf];
  for (let top = leaf; path.length < longest; ) {
    const next = sent.find((candidate) => !path.includes(candidate) && top.signedBy(candidate));
    if (!next) break;
    path.push(next);
    top = next;
  }
  return path;
}

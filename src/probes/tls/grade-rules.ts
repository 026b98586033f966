/**
 * The rules of SSL Labs' rating guide that cap a grade, as data: what must be seen, what it costs, which revision brought it. Rules come from the guide's list of
 * changes and from the announcements of its authors; each row names its source. What needs an attack to be tried is not here: see `untested` in `grade.ts`.
 */

import type { Letter } from './grade.ts';
import { caseOf, type Facts } from './grade-facts.ts';

export interface Rule {
  id: string;
  to: Letter;
  /** The revision, with its date. */
  since: string;
  see: string;
  /** What was seen, when the rule applies; undefined otherwise. */
  why(facts: Facts): string | undefined;
}

export const guide = 'https://github.com/ssllabs/research/wiki/SSL-Server-Rating-Guide';
export const blog = 'https://blog.qualys.com/product-tech/';
const year2014 = { since: '2009e (21 January 2014)', see: `${blog}2014/01/21/ssl-labs-stricter-security-requirements-for-2014` };
const endOf2014 = { since: '2009i (8 December 2014)', see: `${blog}2014/12/08/ssl-labs-end-of-year-2014-updates` };
const logjam = { since: '2009j (20 May 2015)', see: `${blog}2015/05/21/ssl-labs-117-obsolete-crypto-rc4-and-logjam` };
const first = { since: '2009c (7 February 2013)', see: guide };
const year2017 = { since: '2009o (8 May 2017)', see: `${blog}2017/01/18/ssl-labs-grading-changes-january-2017` };
const secrecy = {
  since: '2009p (1 March 2018)',
  see: `${blog}2018/02/02/forward-secrecy-authenticated-encryption-and-robot-grading-update`,
};
const latest = {
  since: '2009r (16 May 2025)',
  see: 'https://notifications.qualys.com/product/2025/02/26/key-changes-in-ssl-labs-grading-and-qualys-certview',
};

/** What caps the grade of a server that is trusted, or would be. */
export const capRules: readonly Rule[] = [
  { id: 'ssl2', to: 'F', ...first, why: ({ offers }) => caseOf(offers('SSL 2'), 'SSL 2 is offered') },
  { id: 'ssl3-only', to: 'F', ...endOf2014, why: ({ best }) => caseOf(best === 'SSL 3', 'nothing better than SSL 3 is offered') },
  {
    id: 'insecure-renegotiation',
    to: 'F',
    ...first,
    why: ({ features }) =>
      caseOf(
        features?.secureRenegotiation === false && features.clientRenegotiation,
        'renegotiation is insecure, and clients may start it (CVE-2009-3555)',
      ),
  },
  {
    id: 'tiny-key',
    to: 'F',
    ...year2014,
    why: ({ keyBits }) => caseOf((keyBits ?? 4096) < 1024, `the key has the strength of ${keyBits} bits of RSA`),
  },
  {
    id: 'md-signature',
    to: 'F',
    ...year2014,
    why: ({ weakSignature }) => caseOf(weakSignature === 'MD', 'a certificate of the chain is signed with MD2 or MD5'),
  },
  {
    id: 'tiny-dh',
    to: 'F',
    ...logjam,
    why: ({ dhBits }) => caseOf((dhBits ?? 4096) < 1024, `Diffie-Hellman uses ${dhBits} bits (Logjam)`),
  },
  {
    id: 'rc4-only',
    to: 'F',
    since: '2009k (14 October 2015)',
    see: guide,
    why: ({ suites }) => caseOf(suites.length > 0 && suites.every(isRc4), 'only RC4 is accepted'),
  },
  {
    id: 'anonymous',
    to: 'F',
    since: '2009',
    see: guide,
    why: ({ suites }) => some(suites, ({ authentication }) => authentication === 'none', 'without authentication'),
  },
  { id: 'tiny-cipher', to: 'F', ...year2017, why: ({ suites }) => some(suites, ({ bits }) => bits < 112, 'with less than 112 bits') },
  {
    id: 'revoked',
    to: 'F',
    since: '2009',
    see: guide,
    why: ({ stapling }) => caseOf(stapling?.status === 'revoked', 'the stapled OCSP answer says revoked'),
  },
  {
    id: 'poodle',
    to: 'C',
    ...endOf2014,
    why: ({ suitesOf }) =>
      caseOf(
        suitesOf('SSL 3').some(({ cipher }) => cipher.includes('CBC')),
        'SSL 3 is offered with CBC suites (POODLE)',
      ),
  },
  {
    id: 'no-tls12',
    to: 'C',
    ...logjam,
    why: ({ offers }) => caseOf(!offers('TLS 1.2') && !offers('TLS 1.3'), 'TLS 1.2 is not offered'),
  },
  { id: 'crime', to: 'C', ...logjam, why: ({ features }) => caseOf(features?.compression, 'TLS compression is on (CRIME)') },
  {
    id: 'rc4-modern',
    to: 'C',
    ...logjam,
    why: ({ chosen }) => modern(chosen, ({ cipher }) => cipher.startsWith('RC4'), 'RC4 is chosen'),
  },
  {
    id: 'small-blocks',
    to: 'C',
    ...year2017,
    why: ({ chosen }) => modern(chosen, ({ cipher }) => /^(3DES|DES|IDEA|RC2)/.test(cipher), 'a cipher with blocks of 64 bits is chosen'),
  },
  { id: 'ssl3', to: 'B', ...endOf2014, why: ({ offers }) => caseOf(offers('SSL 3'), 'SSL 3 is offered') },
  { id: 'rc4', to: 'B', ...endOf2014, why: ({ suites }) => some(suites, isRc4, 'with RC4') },
  {
    id: 'incomplete-chain',
    to: 'B',
    ...endOf2014,
    why: ({ chain }) =>
      caseOf(
        chain?.incomplete && !chain.selfSigned,
        `the chain is incomplete: what signed ${chain?.sent.at(-1)?.subject} is neither sent nor known here`,
      ),
  },
  {
    id: 'weak-key',
    to: 'B',
    ...year2014,
    why: ({ keyBits }) => caseOf((keyBits ?? 4096) < 2048, `the key has the strength of ${keyBits} bits of RSA`),
  },
  { id: 'weak-dh', to: 'B', ...logjam, why: ({ dhBits }) => caseOf((dhBits ?? 4096) < 2048, `Diffie-Hellman uses ${dhBits} bits`) },
  {
    id: 'old-tls',
    to: 'B',
    since: '2009q (31 January 2020)',
    see: guide,
    why: ({ offers }) => {
      const old = (['TLS 1.0', 'TLS 1.1'] as const).filter(offers);
      return caseOf(old.length > 0, `${old.join(' and ')} ${old.length > 1 ? 'are' : 'is'} offered`);
    },
  },
  {
    id: 'no-forward-secrecy',
    to: 'B',
    ...secrecy,
    why: ({ favourite }) => caseOf(favourite && !favourite.forwardSecrecy, 'what the best version chooses has no forward secrecy'),
  },
  {
    id: 'no-aead',
    to: 'B',
    ...secrecy,
    why: ({ favourite }) => caseOf(favourite && !favourite.aead, 'what the best version chooses is no AEAD suite'),
  },
  { id: 'no-tls13', to: 'A-', ...latest, why: ({ offers }) => caseOf(!offers('TLS 1.3'), 'TLS 1.3 is not offered') },
  {
    id: 'no-hsts',
    to: 'A-',
    ...latest,
    why: ({ hsts }) =>
      caseOf(
        !hsts?.valid || hsts.maxAge === 0,
        hsts === undefined
          ? 'HSTS unknown: no answer to GET /'
          : hsts.header === undefined
            ? 'no HSTS'
            : `HSTS is invalid or off: ${hsts.header}`,
      ),
  },
  {
    id: 'no-secure-renegotiation',
    to: 'A-',
    ...year2014,
    why: ({ features }) => caseOf(features?.secureRenegotiation === false, 'secure renegotiation is not supported'),
  },
];

function isRc4({ cipher }: { cipher: string }): boolean {
  return cipher.startsWith('RC4');
}

function some(suites: Facts['suites'], fits: (suite: Facts['suites'][number]) => boolean, how: string): string | undefined {
  const found = [...new Set(suites.filter(fits).map(({ name }) => name))];
  const shown = found.slice(0, 3).join(', ');
  return caseOf(
    found.length > 0,
    `${found.length} suite${found.length === 1 ? '' : 's'} ${how} accepted: ${shown}${found.length > 3 ? ' …' : ''}`,
  );
}

/** Penalties of 2015 and 2017 count what TLS 1.1 and later choose, not what they also accept. */
function modern(chosen: Facts['chosen'], fits: (suite: Facts['suites'][number]) => boolean, what: string): string | undefined {
  const where = chosen
    .filter(({ version, suite }) => (version === 'TLS 1.1' || version === 'TLS 1.2') && fits(suite))
    .map(({ version }) => version);
  return caseOf(where.length > 0, `${what} with ${where.join(' and ')}`);
}

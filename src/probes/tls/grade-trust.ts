/**
 * The rules of the rating guide about trust: a server that breaks one is T, or M when only the name is wrong, whatever else it does.
 */
import { caseOf } from './grade-facts.ts';
import { blog, guide, type Rule } from './grade-rules.ts';

export const trustRules: readonly Rule[] = [
  { id: 'unknown-chain', to: 'T', since: '2009', see: guide, why: ({ chain }) => caseOf(!chain, 'the certificate could not be read') },
  {
    id: 'self-signed',
    to: 'T',
    since: '2009',
    see: guide,
    why: ({ chain }) => caseOf(chain?.selfSigned && !chain.trusted, 'the certificate is self-signed'),
  },
  {
    id: 'untrusted',
    to: 'T',
    since: '2009',
    see: guide,
    why: ({ chain }) => caseOf(chain && !chain.trusted && !chain.selfSigned, `no path from ${chain?.leaf.subject} leads to a trusted root`),
  },
  {
    id: 'expired',
    to: 'T',
    since: '2009',
    see: guide,
    why: ({ chain }) => caseOf(chain?.expired, `the certificate was valid until ${chain?.leaf.notAfter}`),
  },
  {
    id: 'not-yet-valid',
    to: 'T',
    since: '2009',
    see: guide,
    why: ({ chain }) => caseOf(chain?.notYetValid, `the certificate is valid from ${chain?.leaf.notBefore} only`),
  },
  {
    id: 'sha1-signature',
    to: 'T',
    since: '2017',
    see: `${blog}2016/11/16/announcing-ssl-labs-grading-changes-for-2017`,
    why: ({ weakSignature }) => caseOf(weakSignature === 'SHA-1', 'a certificate of the chain is signed with SHA-1'),
  },
  {
    id: 'name-mismatch',
    to: 'M',
    since: '2014',
    see: `${blog}2014/06/17/ssl-labs-new-grades-for-trust-t-and-mismatch-m-issues`,
    why: ({ names, chain }) =>
      caseOf(names && !names.matches, `the certificate is for ${chain?.leaf.names.join(', ') || 'no name'}, not for ${names?.asked}`),
  },
];

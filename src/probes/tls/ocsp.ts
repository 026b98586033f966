/**
 * A stapled OCSP answer: what the authority says of the leaf, and until when it says so. Its signature is OpenSSL's affair. RFC 6960 section 4.2.
 */
import { at, oidOf, readDer, tags, timeOf } from './der.ts';
import type { StaplingSeen } from './seen.ts';

const basicResponse = '1.3.6.1.5.5.7.48.1.1';
const statusByTag: Readonly<Record<number, StaplingSeen['status']>> = { 128: 'good', 161: 'revoked', 130: 'unknown' };

export function staplingSeen(response: Buffer | undefined, now: Date): StaplingSeen {
  const nothing: StaplingSeen = {
    stapled: response !== undefined,
    status: undefined,
    thisUpdate: undefined,
    nextUpdate: undefined,
    current: false,
  };
  const tree = response && readDer(response);
  // responseStatus 0 is successful; then [0] { OID, octets with a BasicOCSPResponse }.
  if (!tree || at(tree, 0)?.body[0] !== 0) return nothing;
  const bytes = at(tree, 1, 0);
  const octets = at(bytes, 1);
  if (oidOf(at(bytes, 0)) !== basicResponse || octets?.tag !== tags.octets) return nothing;
  const data = at(readDer(octets.body), 0);
  // tbsResponseData: [0] version?, responderId, producedAt, then the list of single answers.
  const single = at(
    data?.inside.find(({ tag }) => tag === tags.sequence),
    0,
  );
  const thisUpdate = timeOf(at(single, 2));
  const nextUpdate = timeOf(at(at(single, 3)?.tag === 0xa0 ? at(single, 3) : undefined, 0));
  return {
    stapled: true,
    status: statusByTag[at(single, 1)?.tag ?? 0],
    thisUpdate: thisUpdate?.toISOString(),
    nextUpdate: nextUpdate?.toISOString(),
    current: thisUpdate !== undefined && thisUpdate <= now && (nextUpdate === undefined || now <= nextUpdate),
  };
}

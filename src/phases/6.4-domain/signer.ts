/**
 * A delegation signer (DS record, RFC 4034 §5): what the parent zone says about the key of a signed zone.
 */
export interface Signer {
  keyTag: number;
  algorithm: number;
  digestType: number;
  /** Upper-case hexadecimal. */
  digest: string;
}

/** `2371 13 2 1F8188…`, as zone files write it. */
export function signerText({ keyTag, algorithm, digestType, digest }: Signer): string {
  return `${keyTag} ${algorithm} ${digestType} ${digest}`;
}

export function parseSigner(text: string): Signer | undefined {
  const [, keyTag, algorithm, digestType, digest] = /(\d+)\s+(\d+)\s+(\d+)\s+([0-9A-Fa-f\s]+)$/.exec(text.trim()) ?? [];
  if (!digest) return undefined;
  return {
    keyTag: Number(keyTag),
    algorithm: Number(algorithm),
    digestType: Number(digestType),
    digest: digest.replaceAll(/\s/g, '').toUpperCase(),
  };
}

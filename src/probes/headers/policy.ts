/**
 * A Content Security Policy as browsers read it. https://www.w3.org/TR/CSP3/#parse-serialized-policy
 */

/** Directive → its sources, in lower case but for hashes and nonces. */
export type Policy = ReadonlyMap<string, readonly string[]>;

/**
 * @param headers each may hold several policies, with commas between them
 * @returns undefined when there is none, or one names a directive twice (browsers drop the second; nobody can tell which was meant)
 */
export function readPolicies(headers: readonly string[]): Policy[] | undefined {
  const policies = headers.flatMap((header) => header.split(',')).map(readPolicy);
  if (policies.includes(undefined)) return undefined;
  const said = policies.filter((policy) => policy !== undefined && policy.size > 0) as Policy[];
  return said.length === 0 ? undefined : said;
}

/** undefined when a directive is named twice */
export function readPolicy(text: string): Policy | undefined {
  const policy = new Map<string, readonly string[]>();
  for (const directive of text.split(';')) {
    const [name = '', ...sources] = directive.trim().split(/\s+/);
    const key = name.toLowerCase();
    if (key === '') continue;
    if (policy.has(key)) return undefined;
    policy.set(
      key,
      sources.map((source) => (isHashOrNonce(source) ? source : source.toLowerCase())),
    );
  }
  return policy;
}

export function isHashOrNonce(source: string): boolean {
  return /^'(nonce-|sha(256|384|512)-)/i.test(source);
}

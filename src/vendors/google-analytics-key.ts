/**
 * The key of a service account, as Google hands it out: a small JSON file. https://cloud.google.com/iam/docs/keys-create-delete
 */
import type { Secret } from '../core/secret.ts';
import { isSigningKey } from '../ports/signing.ts';

export interface ServiceAccountKey {
  /** `k77@project.iam.gserviceaccount.com`: this is what gets access to the account. */
  email: string;
  keyId: string;
  /** PEM. */
  privateKey: string;
}

/** @returns what is wrong, when it is no key of a service account */
export function readServiceAccount(text: string): ServiceAccountKey | string {
  const said = parsed(text);
  if (said === undefined) return 'it is not JSON: the file that Google Cloud downloads when a key is made, with everything in it';
  if (said.type !== 'service_account')
    return `its type is "${String(said.type ?? 'none')}", not "service_account": make the key at a service account, not an OAuth client`;
  const { client_email: email, private_key: privateKey, private_key_id: keyId } = said;
  if (typeof email !== 'string' || !email.includes('@')) return 'it has no client_email';
  if (typeof privateKey !== 'string' || !isSigningKey(privateKey))
    return 'its private_key is not whole: copy the file as it was downloaded';
  return { email, privateKey, keyId: typeof keyId === 'string' ? keyId : '' };
}

/** The address that is let into the account; it is no secret. Empty for what is no key. */
export function emailOf(serviceAccount: Secret | undefined): string {
  const key = readServiceAccount(serviceAccount?.reveal() ?? '');
  return typeof key === 'string' ? '' : key.email;
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const said: unknown = JSON.parse(text);
    return typeof said === 'object' && said !== null && !Array.isArray(said) ? (said as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

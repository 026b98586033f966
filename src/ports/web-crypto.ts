/**
 * The platform's Web Crypto: keys and signatures that must be made with the machine's own randomness.
 */
import { webcrypto } from 'node:crypto';

export type Key = webcrypto.CryptoKey;
export type KeyPair = webcrypto.CryptoKeyPair;

export const systemCrypto: webcrypto.Crypto = webcrypto;

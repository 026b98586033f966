import { describe, expect, test } from 'vitest';
import { isSignedBy, newReportKey, publicKeyOf, signText } from './report-signing.ts';

describe('signatures of reports', () => {
  const pem = newReportKey();
  const key = publicKeyOf(pem);

  test('hold for the text and the key, and for no other', () => {
    const signature = signText('seven of seven', pem);
    expect(key).toMatch(/^ed25519:[\w-]{43}$/);
    expect(isSignedBy('seven of seven', signature, key)).toBe(true);
    expect(isSignedBy('eight of seven', signature, key)).toBe(false);
    expect(isSignedBy('seven of seven', signature, publicKeyOf(newReportKey()))).toBe(false);
  });

  test('are not believed when key or signature is none', () => {
    expect(isSignedBy('a', 'b', key)).toBe(false);
    expect(isSignedBy('a', signText('a', pem), 'ed25519:short')).toBe(false);
    expect(isSignedBy('a', signText('a', pem), '')).toBe(false);
  });

  // RFC 8032, 7.1, test 2: one octet, 0x72.
  test('are those of RFC 8032', () => {
    const publicKey = `ed25519:${Buffer.from('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c', 'hex').toString('base64url')}`;
    const signature = Buffer.from(
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
      'hex',
    ).toString('base64url');
    expect(isSignedBy('r', signature, publicKey)).toBe(true);
  });
});

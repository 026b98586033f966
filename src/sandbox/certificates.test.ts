import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../ports/clock.ts';
import { systemRandom } from '../ports/random.ts';
import { openAuthority } from './certificates.ts';

const about = { clock: systemClock, random: systemRandom };

describe('the sandbox authority', () => {
  test('issues leaves that it has signed, for names and addresses', async () => {
    const authority = await openAuthority(about);
    const { certificate } = await authority.issue(['api.example.test', '*.example.test', '127.0.0.1']);
    const [leaf, ca] = [new X509Certificate(certificate), new X509Certificate(authority.certificate)];
    expect(leaf.verify(ca.publicKey)).toBe(true);
    expect(ca.ca).toBe(true);
    expect(leaf.ca).toBe(false);
    expect([leaf.checkHost('api.example.test'), leaf.checkHost('www.example.test'), leaf.checkHost('other.test')]).toEqual([
      'api.example.test',
      '*.example.test',
      undefined,
    ]);
    expect(leaf.checkIP('127.0.0.1')).toBe('127.0.0.1');
  });

  test('leaves last 60 days at least and have serial numbers of 16 bytes at least', async () => {
    const authority = await openAuthority(about);
    const leaf = new X509Certificate((await authority.issue(['a.test'])).certificate);
    expect(leaf.validToDate.getTime() - systemClock.now().getTime()).toBeGreaterThan(60 * 86_400_000);
    expect(leaf.serialNumber.length).toBeGreaterThanOrEqual(32);
    const other = new X509Certificate((await authority.issue(['a.test'])).certificate);
    expect(other.serialNumber).not.toBe(leaf.serialNumber);
  });

  test('goes on with a kept key', async () => {
    const first = await openAuthority(about);
    const kept = { certificate: first.certificate, key: first.key };
    const again = await openAuthority({ ...about, kept });
    const leaf = new X509Certificate((await again.issue(['a.test'])).certificate);
    expect(leaf.verify(new X509Certificate(first.certificate).publicKey)).toBe(true);
  });
});

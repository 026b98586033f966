/**
 * Numbers that TLS gives to its versions, messages, extensions, groups and alerts. https://www.iana.org/assignments/tls-parameters/tls-parameters.xhtml
 */
import type { TlsVersion } from './seen.ts';

export const versionCodes: Record<TlsVersion, number> = {
  'SSL 2': 0x0002,
  'SSL 3': 0x0300,
  'TLS 1.0': 0x0301,
  'TLS 1.1': 0x0302,
  'TLS 1.2': 0x0303,
  'TLS 1.3': 0x0304,
};

export function versionName(code: number): string {
  return Object.entries(versionCodes).find(([, number]) => number === code)?.[0] ?? `version 0x${code.toString(16).padStart(4, '0')}`;
}

export const content = { changeCipherSpec: 20, alert: 21, handshake: 22, applicationData: 23 } as const;
export const messages = {
  clientHello: 1,
  serverHello: 2,
  encryptedExtensions: 8,
  certificate: 11,
  serverKeyExchange: 12,
  certificateRequest: 13,
  serverHelloDone: 14,
  certificateStatus: 22,
} as const;

export const extensions = {
  serverName: 0,
  statusRequest: 5,
  supportedGroups: 10,
  pointFormats: 11,
  signatureAlgorithms: 13,
  alpn: 16,
  timestamps: 18,
  extendedMasterSecret: 23,
  supportedVersions: 43,
  pskModes: 45,
  keyShare: 51,
  renegotiationInfo: 0xff01,
} as const;

/** Not suites, though sent among them. RFC 5746, RFC 7507. */
export const signals = { renegotiation: 0x00ff, fallback: 0x5600 } as const;

/** `rsaBits`: NIST SP 800-57 part 1 rev. 5, table 2, in between by its strength. */
export interface Group {
  code: number;
  name: string;
  bits: number;
  rsaBits: number;
}

const curve = (code: number, name: string, bits: number): Group => ({ code, name, bits, rsaBits: curveAsRsa(bits) });

/** The size of an RSA key as hard to break as a curve of so many bits. */
export function curveAsRsa(bits: number): number {
  if (bits >= 512) return 15_360;
  if (bits >= 384) return 7680;
  if (bits >= 253) return 3072;
  if (bits >= 224) return 2048;
  return bits >= 160 ? 1024 : 512;
}

/** For every version; the commonest first. */
export const curves: readonly Group[] = [
  curve(29, 'X25519', 253),
  curve(23, 'P-256', 256),
  curve(24, 'P-384', 384),
  curve(25, 'P-521', 521),
  curve(30, 'X448', 448),
  curve(26, 'brainpoolP256r1', 256),
  curve(27, 'brainpoolP384r1', 384),
  curve(28, 'brainpoolP512r1', 512),
  curve(22, 'secp256k1', 256),
  curve(21, 'P-224', 224),
  curve(19, 'P-192', 192),
  curve(20, 'secp224k1', 224),
  curve(18, 'secp192k1', 192),
  curve(17, 'secp160r2', 160),
  curve(16, 'secp160r1', 160),
  curve(15, 'secp160k1', 160),
  curve(14, 'sect571r1', 571),
  curve(13, 'sect571k1', 571),
  curve(12, 'sect409r1', 409),
  curve(11, 'sect409k1', 409),
  curve(10, 'sect283r1', 283),
  curve(9, 'sect283k1', 283),
  curve(8, 'sect239k1', 239),
  curve(7, 'sect233r1', 233),
  curve(6, 'sect233k1', 233),
  curve(5, 'sect193r2', 193),
  curve(4, 'sect193r1', 193),
  curve(3, 'sect163r2', 163),
  curve(2, 'sect163r1', 163),
  curve(1, 'sect163k1', 163),
];

const field = (code: number, bits: number): Group => ({ code, name: `ffdhe${bits}`, bits, rsaBits: bits });

/** TLS 1.3: hybrids with ML-KEM (draft-ietf-tls-ecdhe-mlkem), curves of RFC 8446 and RFC 8734, fields of RFC 7919. */
export const groups13: readonly Group[] = [
  ...curves.slice(0, 5),
  { code: 0x11ec, name: 'X25519MLKEM768', bits: 253, rsaBits: 3072 },
  { code: 0x11eb, name: 'SecP256r1MLKEM768', bits: 256, rsaBits: 3072 },
  { code: 0x11ed, name: 'SecP384r1MLKEM1024', bits: 384, rsaBits: 7680 },
  curve(31, 'brainpoolP256r1tls13', 256),
  curve(32, 'brainpoolP384r1tls13', 384),
  curve(33, 'brainpoolP512r1tls13', 512),
  field(256, 2048),
  field(257, 3072),
  field(258, 4096),
  field(259, 6144),
  field(260, 8192),
];

const known = new Map([...curves, ...groups13].map((group) => [group.code, group]));
export function groupWith(code: number): Group {
  return known.get(code) ?? { code, name: `group ${code}`, bits: 0, rsaBits: 0 };
}

/** Everything that a server may want to sign with, from EdDSA down to MD5. */
export const signatureAlgorithms: readonly number[] = [
  0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x081a, 0x081b, 0x081c, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0401, 0x0501, 0x0601,
  0x0303, 0x0301, 0x0302, 0x0402, 0x0502, 0x0602, 0x0203, 0x0201, 0x0202, 0x0101,
];

const alerts: Readonly<Record<number, string>> = {
  0: 'close_notify',
  10: 'unexpected_message',
  20: 'bad_record_mac',
  22: 'record_overflow',
  40: 'handshake_failure',
  41: 'no_certificate',
  42: 'bad_certificate',
  43: 'unsupported_certificate',
  46: 'certificate_unknown',
  47: 'illegal_parameter',
  48: 'unknown_ca',
  49: 'access_denied',
  50: 'decode_error',
  51: 'decrypt_error',
  70: 'protocol_version',
  71: 'insufficient_security',
  80: 'internal_error',
  86: 'inappropriate_fallback',
  90: 'user_canceled',
  100: 'no_renegotiation',
  109: 'missing_extension',
  110: 'unsupported_extension',
  112: 'unrecognized_name',
  116: 'certificate_required',
  120: 'no_application_protocol',
};
export const alertName = (code: number): string => alerts[code] ?? `alert ${code}`;

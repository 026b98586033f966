/**
 * Cipher suites by number, from the IANA registry, with what their names say. Suites of pre-shared keys, SRP, Kerberos and GOST are left out: a web server that
 * speaks only those cannot be used by a browser. https://www.iana.org/assignments/tls-parameters/tls-parameters.xhtml#tls-parameters-4
 */

export interface Suite {
  /** `0xC02F` */
  id: string;
  code: number;
  name: string;
  exchange: 'RSA' | 'DHE' | 'ECDHE' | 'DH' | 'ECDH' | 'none';
  authentication: 'RSA' | 'ECDSA' | 'DSS' | 'none' | 'any';
  cipher: string;
  /** Of the key, as the rating guide counts them: 3DES has 112, DES 56. */
  bits: number;
  /** Block or stream with its own authentication: GCM, CCM, ChaCha20-Poly1305. */
  aead: boolean;
  forwardSecrecy: boolean;
  /** Weakened on purpose for export before 2000. */
  exportGrade: boolean;
}

const six = ['RSA', 'DH_DSS', 'DH_RSA', 'DHE_DSS', 'DHE_RSA', 'DH_anon'];
const curved = ['ECDHE_ECDSA', 'ECDH_ECDSA', 'ECDHE_RSA', 'ECDH_RSA'];
/** In the order of RFC 6209 and RFC 6367. */
const galois = ['RSA', 'DHE_RSA', 'DH_RSA', 'DHE_DSS', 'DH_DSS', 'DH_anon', ...curved];

/** One cipher after the other for each exchange, as the registry numbers them. */
function each(start: number, exchanges: readonly string[], ...ciphers: readonly string[]): [number, string][] {
  return exchanges.flatMap((exchange, at) =>
    ciphers.map((cipher, nth): [number, string] => [start + at * ciphers.length + nth, `TLS_${exchange}_WITH_${cipher}`]),
  );
}

const registry: [number, string][] = [
  ...each(0x0001, ['RSA'], 'NULL_MD5', 'NULL_SHA'),
  [0x0003, 'TLS_RSA_EXPORT_WITH_RC4_40_MD5'],
  ...each(0x0004, ['RSA'], 'RC4_128_MD5', 'RC4_128_SHA'),
  [0x0006, 'TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5'],
  [0x0007, 'TLS_RSA_WITH_IDEA_CBC_SHA'],
  ...six.slice(0, 5).flatMap((exchange, at): [number, string][] => [
    [0x0008 + at * 3, `TLS_${exchange}_EXPORT_WITH_DES40_CBC_SHA`],
    [0x0009 + at * 3, `TLS_${exchange}_WITH_DES_CBC_SHA`],
    [0x000a + at * 3, `TLS_${exchange}_WITH_3DES_EDE_CBC_SHA`],
  ]),
  [0x0017, 'TLS_DH_anon_EXPORT_WITH_RC4_40_MD5'],
  [0x0018, 'TLS_DH_anon_WITH_RC4_128_MD5'],
  [0x0019, 'TLS_DH_anon_EXPORT_WITH_DES40_CBC_SHA'],
  ...each(0x001a, ['DH_anon'], 'DES_CBC_SHA', '3DES_EDE_CBC_SHA'),
  ...each(0x002f, six, 'AES_128_CBC_SHA'),
  ...each(0x0035, six, 'AES_256_CBC_SHA'),
  ...each(0x003b, ['RSA'], 'NULL_SHA256', 'AES_128_CBC_SHA256', 'AES_256_CBC_SHA256'),
  ...each(0x003e, ['DH_DSS', 'DH_RSA', 'DHE_DSS'], 'AES_128_CBC_SHA256'),
  ...each(0x0041, six, 'CAMELLIA_128_CBC_SHA'),
  [0x0060, 'TLS_RSA_EXPORT1024_WITH_RC4_56_MD5'],
  [0x0061, 'TLS_RSA_EXPORT1024_WITH_RC2_CBC_56_MD5'],
  [0x0062, 'TLS_RSA_EXPORT1024_WITH_DES_CBC_SHA'],
  [0x0063, 'TLS_DHE_DSS_EXPORT1024_WITH_DES_CBC_SHA'],
  [0x0064, 'TLS_RSA_EXPORT1024_WITH_RC4_56_SHA'],
  [0x0065, 'TLS_DHE_DSS_EXPORT1024_WITH_RC4_56_SHA'],
  [0x0066, 'TLS_DHE_DSS_WITH_RC4_128_SHA'],
  ...each(0x0067, ['DHE_RSA'], 'AES_128_CBC_SHA256'),
  ...each(0x0068, ['DH_DSS', 'DH_RSA', 'DHE_DSS', 'DHE_RSA'], 'AES_256_CBC_SHA256'),
  ...each(0x006c, ['DH_anon'], 'AES_128_CBC_SHA256', 'AES_256_CBC_SHA256'),
  ...each(0x0084, six, 'CAMELLIA_256_CBC_SHA'),
  ...each(0x0096, six, 'SEED_CBC_SHA'),
  ...each(0x009c, ['RSA', 'DHE_RSA', 'DH_RSA', 'DHE_DSS', 'DH_DSS', 'DH_anon'], 'AES_128_GCM_SHA256', 'AES_256_GCM_SHA384'),
  ...each(0x00ba, six, 'CAMELLIA_128_CBC_SHA256'),
  ...each(0x00c0, six, 'CAMELLIA_256_CBC_SHA256'),
  [0x1301, 'TLS_AES_128_GCM_SHA256'],
  [0x1302, 'TLS_AES_256_GCM_SHA384'],
  [0x1303, 'TLS_CHACHA20_POLY1305_SHA256'],
  [0x1304, 'TLS_AES_128_CCM_SHA256'],
  [0x1305, 'TLS_AES_128_CCM_8_SHA256'],
  ...each(
    0xc001,
    ['ECDH_ECDSA', 'ECDHE_ECDSA', 'ECDH_RSA', 'ECDHE_RSA', 'ECDH_anon'],
    'NULL_SHA',
    'RC4_128_SHA',
    '3DES_EDE_CBC_SHA',
    'AES_128_CBC_SHA',
    'AES_256_CBC_SHA',
  ),
  ...each(0xc023, curved, 'AES_128_CBC_SHA256', 'AES_256_CBC_SHA384'),
  ...each(0xc02b, curved, 'AES_128_GCM_SHA256', 'AES_256_GCM_SHA384'),
  ...each(0xc03c, [...six, ...curved], 'ARIA_128_CBC_SHA256', 'ARIA_256_CBC_SHA384'),
  ...each(0xc050, galois, 'ARIA_128_GCM_SHA256', 'ARIA_256_GCM_SHA384'),
  ...each(0xc072, curved, 'CAMELLIA_128_CBC_SHA256', 'CAMELLIA_256_CBC_SHA384'),
  ...each(0xc07a, galois, 'CAMELLIA_128_GCM_SHA256', 'CAMELLIA_256_GCM_SHA384'),
  ...each(0xc09c, ['RSA', 'DHE_RSA'], 'AES_128_CCM', 'AES_256_CCM'),
  ...each(0xc0a0, ['RSA', 'DHE_RSA'], 'AES_128_CCM_8', 'AES_256_CCM_8'),
  ...each(0xc0ac, ['ECDHE_ECDSA'], 'AES_128_CCM', 'AES_256_CCM', 'AES_128_CCM_8', 'AES_256_CCM_8'),
  // Numbers that servers used before RFC 7905.
  [0xcc13, 'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256_OLD'],
  [0xcc14, 'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256_OLD'],
  [0xcc15, 'TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256_OLD'],
  ...each(0xcca8, ['ECDHE_RSA', 'ECDHE_ECDSA', 'DHE_RSA'], 'CHACHA20_POLY1305_SHA256'),
];

/** SSL 2 numbers its ciphers with three bytes. https://datatracker.ietf.org/doc/html/draft-hickman-netscape-ssl-00 */
const ssl2: [number, string, number][] = [
  [0x010080, 'SSL_CK_RC4_128_WITH_MD5', 128],
  [0x020080, 'SSL_CK_RC4_128_EXPORT40_WITH_MD5', 40],
  [0x030080, 'SSL_CK_RC2_128_CBC_WITH_MD5', 128],
  [0x040080, 'SSL_CK_RC2_128_CBC_EXPORT40_WITH_MD5', 40],
  [0x050080, 'SSL_CK_IDEA_128_CBC_WITH_MD5', 128],
  [0x060040, 'SSL_CK_DES_64_CBC_WITH_MD5', 56],
  [0x0700c0, 'SSL_CK_DES_192_EDE3_CBC_WITH_MD5', 112],
];

const hex = (code: number, digits: number): string => `0x${code.toString(16).toUpperCase().padStart(digits, '0')}`;

function suiteOf(code: number, name: string): Suite {
  const [, before = '', cipher = ''] = /^TLS_(?:(.+)_WITH_)?(.+)$/.exec(name) ?? [];
  const exchange = /^(ECDHE|ECDH|DHE|DH|RSA)/.exec(before)?.[1] as Suite['exchange'] | undefined;
  const kind = exchange && before.includes('anon') ? (`${exchange}E` as 'DHE' | 'ECDHE') : (exchange ?? 'ECDHE');
  return {
    id: hex(code, 4),
    code,
    name,
    exchange: kind,
    authentication: authenticationOf(before),
    cipher,
    bits: bitsOf(cipher),
    aead: /GCM|CCM|POLY1305/.test(cipher),
    forwardSecrecy: kind === 'DHE' || kind === 'ECDHE',
    exportGrade: before.includes('EXPORT'),
  };
}

function authenticationOf(before: string): Suite['authentication'] {
  if (before === '') return 'any';
  if (before.includes('anon')) return 'none';
  if (before.includes('ECDSA')) return 'ECDSA';
  return before.includes('DSS') ? 'DSS' : 'RSA';
}

function bitsOf(cipher: string): number {
  if (cipher.startsWith('NULL')) return 0;
  if (cipher.startsWith('3DES')) return 112;
  if (cipher.startsWith('DES40')) return 40;
  if (cipher.startsWith('DES')) return 56;
  if (cipher.startsWith('CHACHA')) return 256;
  return Number(/_(256|128|56|40)/.exec(cipher)?.[1] ?? 128);
}

const all: readonly Suite[] = registry.map(([code, name]) => suiteOf(code, name));
const byCode = new Map(all.map((suite) => [suite.code, suite]));

/** Best first, so that a server which follows the client chooses sensibly. */
export const tls13Suites: readonly Suite[] = [0x1302, 0x1303, 0x1301, 0x1304, 0x1305].map((code) => suiteWith(code));
const rank = (suite: Suite): number => (suite.forwardSecrecy ? 1000 : 0) + (suite.aead ? 500 : 0) + suite.bits;
export const olderSuites: readonly Suite[] = all
  .filter(({ code }) => code >> 8 !== 0x13)
  .sort((one, other) => rank(other) - rank(one) || other.code - one.code);
/** Before TLS 1.2 there were neither AEAD nor hashes beyond SHA-1. */
export const earlySuites: readonly Suite[] = olderSuites.filter(({ cipher }) => /_(SHA|MD5)$/.test(cipher));
export const ssl2Suites: readonly Suite[] = ssl2.map(([code, name, bits]) => ({
  id: hex(code, 6),
  code,
  name,
  exchange: 'RSA',
  authentication: 'RSA',
  cipher: name.slice('SSL_CK_'.length),
  bits,
  aead: false,
  forwardSecrecy: false,
  exportGrade: name.includes('EXPORT'),
}));

/** A number that no registry here knows still gets a name, so that nothing that a server says is lost. */
export function suiteWith(code: number): Suite {
  return (
    byCode.get(code) ?? {
      id: hex(code, 4),
      code,
      name: `unknown ${hex(code, 4)}`,
      exchange: 'none',
      authentication: 'none',
      cipher: 'unknown',
      bits: 0,
      aead: false,
      forwardSecrecy: false,
      exportGrade: false,
    }
  );
}

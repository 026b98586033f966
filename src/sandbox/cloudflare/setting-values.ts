/**
 * The settings of a zone on the free plan: their values and what they are before anybody changes them.
 * https://developers.cloudflare.com/api/resources/zones/subresources/settings/
 */

export interface Setting {
  usual: unknown;
  /** Values that it takes; absent: `check` decides. */
  values?: readonly unknown[];
  check?(value: unknown): boolean;
  /** Only plans above the free one change it. */
  fixed?: true;
}

const onOff = ['on', 'off'];
const on: Setting = { usual: 'on', values: onOff };
const off: Setting = { usual: 'off', values: onOff };
const fixedOff: Setting = { ...off, fixed: true };

export const settings: Readonly<Record<string, Setting>> = {
  '0rtt': off,
  advanced_ddos: { ...on, fixed: true },
  always_online: off,
  always_use_https: off,
  automatic_https_rewrites: on,
  brotli: on,
  browser_cache_ttl: { usual: 14_400, check: (value) => Number.isInteger(value) && Number(value) >= 0 },
  browser_check: on,
  cache_level: { usual: 'aggressive', values: ['aggressive', 'basic', 'simplified'] },
  challenge_ttl: {
    usual: 1800,
    values: [300, 900, 1800, 2700, 3600, 7200, 10_800, 14_400, 28_800, 57_600, 86_400, 604_800, 2_592_000, 31_536_000],
  },
  ciphers: { usual: [], check: (value) => Array.isArray(value), fixed: true },
  cname_flattening: { usual: 'flatten_at_root', values: ['flatten_at_root', 'flatten_all'], fixed: true },
  development_mode: off,
  early_hints: off,
  edge_cache_ttl: { usual: 7200, values: [7200], fixed: true },
  email_obfuscation: on,
  hotlink_protection: off,
  http2: { ...on, fixed: true },
  http3: on,
  image_resizing: { ...fixedOff, values: ['on', 'off', 'open'] },
  ip_geolocation: on,
  ipv6: on,
  max_upload: { usual: 100, values: [100] },
  min_tls_version: { usual: '1.0', values: ['1.0', '1.1', '1.2', '1.3'] },
  mirage: fixedOff,
  opportunistic_encryption: on,
  opportunistic_onion: on,
  origin_error_page_pass_thru: fixedOff,
  polish: { usual: 'off', values: ['off', 'lossless', 'lossy'], fixed: true },
  prefetch_preload: fixedOff,
  proxy_read_timeout: { usual: 100, check: Number.isInteger, fixed: true },
  pseudo_ipv4: { usual: 'off', values: ['off', 'add_header', 'overwrite_header'] },
  response_buffering: fixedOff,
  rocket_loader: off,
  security_header: {
    usual: { strict_transport_security: { enabled: false, max_age: 0, include_subdomains: false, preload: false, nosniff: false } },
    check: isSecurityHeader,
  },
  security_level: { usual: 'medium', values: ['off', 'essentially_off', 'low', 'medium', 'high', 'under_attack'] },
  server_side_exclude: on,
  sort_query_string_for_cache: fixedOff,
  ssl: { usual: 'full', values: ['off', 'flexible', 'full', 'strict'] },
  tls_1_3: { usual: 'on', values: ['on', 'off', 'zrt'] },
  tls_client_auth: off,
  true_client_ip_header: fixedOff,
  waf: fixedOff,
  webp: fixedOff,
  websockets: on,
};

function isSecurityHeader(value: unknown): boolean {
  const header = (value as { strict_transport_security?: Record<string, unknown> } | null)?.strict_transport_security;
  if (typeof header !== 'object' || header === null) return false;
  const flags = ['enabled', 'include_subdomains', 'preload', 'nosniff'];
  const right = Object.entries(header).every(([name, one]) => (flags.includes(name) ? typeof one === 'boolean' : name === 'max_age'));
  const { max_age: age = 0 } = header;
  return right && Number.isInteger(age) && Number(age) >= 0 && Number(age) <= 63_072_000;
}

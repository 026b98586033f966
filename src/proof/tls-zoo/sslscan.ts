/** sslscan by rbsec: what it says of a server, in our words. https://github.com/rbsec/sslscan */
import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import type { TlsVersion } from '../../probes/tls/seen.ts';

const run = promisify(execFile);

export interface Scanned {
  versions: TlsVersion[];
  /** `TLS 1.2 0xC02F`, sorted. */
  suites: string[];
  /** Bits of Diffie-Hellman, by suite as above. */
  dh: ReadonlyMap<string, number>;
  /** Undefined when it saw none. */
  certificate: ScannedCertificate | undefined;
  /** Numbers of groups by version. */
  groups: ReadonlyMap<string, readonly number[]>;
}

export interface ScannedCertificate {
  commonName: string;
  names: string[];
  issuer: string;
  signature: string;
  key: { type: string; bits: number; curve: string | undefined };
  selfSigned: boolean;
  expired: boolean;
  notBefore: string;
  notAfter: string;
}

/** Why it cannot be asked; undefined when it can. */
export function missing(program: string): string | undefined {
  const { error } = spawnSync(program, ['--version'], { stdio: 'ignore', timeout: 10_000 });
  return error ? `${program} is not installed here` : undefined;
}

/** @returns undefined when it gave up, which it does now and then on a server that resets connections or speaks no TLS */
export async function sslscan(port: number, servername: string): Promise<Scanned | undefined> {
  const args = ['--xml=-', '--show-cipher-ids', `--sni-name=${servername}`, `127.0.0.1:${port}`];
  const { stdout } = await run('sslscan', args, { timeout: 60_000 }).catch(() => ({ stdout: '' }));
  if (!stdout.includes('</document>')) return undefined;
  const groups = new Map<string, number[]>();
  for (const { sslversion = '', id } of elements(stdout, 'group'))
    groups.set(versionOf(sslversion), [...(groups.get(versionOf(sslversion)) ?? []), Number(id)]);
  const ciphers = elements(stdout, 'cipher').map(({ sslversion = '', id, dhebits }) => ({
    suite: `${versionOf(sslversion)} ${hex(Number(id))}`,
    dhebits,
  }));
  return {
    versions: elements(stdout, 'protocol')
      .filter(({ enabled }) => enabled === '1')
      .map(({ type, version }) => `${type === 'ssl' ? 'SSL' : 'TLS'} ${version}` as TlsVersion),
    suites: ciphers.map(({ suite }) => suite).sort(),
    dh: new Map(ciphers.flatMap(({ suite, dhebits }): [string, number][] => (dhebits ? [[suite, Number(dhebits)]] : []))),
    certificate: certificateIn(stdout),
    groups,
  };
}

export const hex = (code: number): string => `0x${code.toString(16).toUpperCase().padStart(4, '0')}`;

function versionOf(text: string): string {
  return text.replace('TLSv', 'TLS ').replace('SSLv', 'SSL ');
}

/** Attributes of every element of this name; sslscan writes one element a line and escapes nothing but quotes. */
function elements(xml: string, name: string): Record<string, string | undefined>[] {
  return [...xml.matchAll(new RegExp(`<${name} ([^>]*?)/?>`, 'g'))].map(([, attributes = '']) =>
    Object.fromEntries([...attributes.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key = '', value]) => [key, value])),
  );
}

function certificateIn(xml: string): ScannedCertificate | undefined {
  const part = /<certificate type="short">([\s\S]*?)<\/certificate>/.exec(xml)?.[1];
  if (part === undefined) return undefined;
  const text = (tag: string): string =>
    new RegExp(`<${tag}>(?:<!\\[CDATA\\[)?([\\s\\S]*?)(?:\\]\\]>)?</${tag}>`).exec(part)?.[1]?.trim() ?? '';
  const key = elements(part, 'pk')[0] ?? {};
  return {
    commonName: text('subject'),
    names: text('altnames')
      .split(/,\s*/)
      .flatMap((name) => (name.startsWith('DNS:') ? [name.slice(4)] : [])),
    issuer: text('issuer'),
    signature: text('signature-algorithm'),
    key: { type: key.type ?? '', bits: Number(key.bits), curve: key.curve_name },
    selfSigned: text('self-signed') === 'true',
    expired: text('expired') === 'true',
    notBefore: new Date(text('not-valid-before')).toISOString(),
    notAfter: new Date(text('not-valid-after')).toISOString(),
  };
}

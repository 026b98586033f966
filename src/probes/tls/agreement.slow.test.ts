/**
 * Our probe beside instruments that nobody here wrote: sslscan on every animal of the zoo, testssl.sh on some of them (all with K77_TLS=whole). No disagreement on versions,
 * dates and chains is allowed; where the grade differs from what testssl.sh complains of, a table says why.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../ports/clock.ts';
import { type Animal, animals } from '../../proof/tls-zoo/animals.ts';
import { explain } from '../../proof/tls-zoo/complaints.ts';
import { hex, missing, type Scanned, sslscan } from '../../proof/tls-zoo/sslscan.ts';
import { type Finding, type Tested, testssl, testsslPrograms } from '../../proof/tls-zoo/testssl.ts';
import { openZoo, type Zoo } from '../../proof/tls-zoo/zoo.ts';
import { groups13 } from './code-points.ts';
import { gradeOf } from './grade.ts';
import { probeTls } from './probe.ts';
import type { TlsSeen, TlsVersion } from './seen.ts';

/** CI looks at some; `K77_TLS=whole` at all. */
const whole = process.env.K77_TLS === 'whole';
const subsetInCi = ['old-and-new'];
const fullInCi = ['rsa-2048'];
const fullAtAll = ['rsa-2048', 'old-and-new', 'expired', 'wrong-order'];

let zoo: Zoo;
beforeAll(async () => {
  zoo = await openZoo(systemClock.now());
});
afterAll(() => zoo.close());

const seen = new Map<string, TlsSeen>();
async function ours({ name, asked }: Animal): Promise<TlsSeen> {
  const kept =
    seen.get(name) ??
    (await probeTls(
      { host: '127.0.0.1', port: await zoo.port(name), servername: asked },
      { clock: systemClock, timeoutMs: 5000, ca: zoo.ca },
    ));
  seen.set(name, kept);
  return kept;
}

const versionsOf = (one: TlsSeen): TlsVersion[] => one.protocols.filter(({ offered }) => offered).map(({ version }) => version);
const suitesOf = (one: TlsSeen): string[] =>
  one.protocols.flatMap(({ version, suites }) => suites.map(({ code }) => `${version} ${hex(code)}`)).sort();

const noSslscan = missing('sslscan');
const program = testsslPrograms.find((name) => missing(name) === undefined);

describe(`sslscan${noSslscan ? ` (left out: ${noSslscan})` : ''}`, () => {
  /** Why sslscan lists fewer suites than there are. */
  const handWritten = 'a hand-written server cannot end a handshake, and sslscan counts a suite that OpenSSL has only after one';
  const fewer: Readonly<Record<string, string>> = {
    'client-certificate': 'sslscan gives no certificate, so no handshake of TLS 1.2 ends',
    ssl2: 'sslscan tells SSL 2 but lists no ciphers of it',
    'ssl3-only': 'sslscan tells SSL 3 but lists no suites of it',
    'ssl3-rc4': 'sslscan tells SSL 3 but lists no suites of it',
    'rc4-first': handWritten,
    'triple-des': handWritten,
    logjam: handWritten,
    crime: handWritten,
  };

  test.skipIf(noSslscan !== undefined).each(animals.map((animal) => [animal.name, animal] as const))('%s', async (name, animal) => {
    const [one, other] = [await ours(animal), await sslscan(await zoo.port(name), animal.asked)];
    // Giving up is right only where there is no TLS.
    if (!other) return expect(one.state).not.toBe('tls');
    expect(versionsOf(one)).toEqual(other.versions);
    const [mine, theirs] = [suitesOf(one), other.suites];
    expect(theirs.filter((suite) => !mine.includes(suite))).toEqual([]);
    // A row of the table that no longer holds must go.
    if (fewer[name]) expect(theirs).not.toEqual(mine);
    else expect(theirs).toEqual(mine);
    sameStrength(one, other);
    sameCertificate(one, other);
  });

  function sameStrength(one: TlsSeen, other: Scanned): void {
    for (const { version, suites } of one.protocols)
      for (const { code, keyExchange } of suites) {
        const bits = other.dh.get(`${version} ${hex(code)}`);
        if (bits !== undefined) expect(keyExchange).toMatchObject({ kind: 'DHE', bits });
      }
    for (const version of ['TLS 1.2', 'TLS 1.3'] as const) {
      const known = other.groups.get(version);
      if (!known) continue;
      const names = known.map((code) => groups13.find((group) => group.code === code)?.name ?? hex(code)).sort();
      // Its OpenSSL is older than the hybrids with ML-KEM.
      const mine = (one.features?.groups[version] ?? []).filter((group) => !group.includes('MLKEM'));
      // With TLS 1.2 a certificate on a curve needs that curve offered as well, and sslscan offers one group at a time.
      if (version === 'TLS 1.2' && one.chain?.leaf.key.type === 'EC') expect(mine).toEqual(expect.arrayContaining(names));
      else expect([...mine].sort()).toEqual(names);
    }
  }

  function sameCertificate({ chain }: TlsSeen, { certificate }: Scanned): void {
    if (!certificate) return;
    expect(chain?.leaf).toMatchObject({
      commonName: certificate.commonName,
      names: certificate.names,
      notBefore: certificate.notBefore,
      notAfter: certificate.notAfter,
      signature: certificate.signature,
      selfSigned: certificate.selfSigned,
    });
    expect(chain?.expired).toBe(certificate.expired);
    expect(chain?.leaf.issuer).toBe(`CN=${certificate.issuer}`);
    // Of curves it tells the strength, of RSA the size.
    if (certificate.key.type === 'RSA') expect(chain?.leaf.key).toMatchObject({ type: 'RSA', bits: certificate.key.bits });
    else expect(chain?.leaf.key).toMatchObject({ type: 'EC', curve: certificate.key.curve });
  }
});

interface Row {
  name: string;
  letter: string;
  complaint: string;
  reason: string;
}
const table: Row[] = [];
const speeds: { name: string; ours: number; theirs: number }[] = [];
const skipped: string[] = [];

afterAll(() => {
  if (table.length > 0) {
    process.stdout.write(`\n  ${'server'.padEnd(22)} ${'ours'.padEnd(5)} ${'testssl.sh complains of'.padEnd(62)} in our grade\n`);
    for (const { name, letter, complaint, reason } of table)
      process.stdout.write(`  ${name.padEnd(22)} ${letter.padEnd(5)} ${complaint.slice(0, 61).padEnd(62)} ${reason}\n`);
  }
  for (const line of skipped) process.stdout.write(`  ${line}\n`);
  for (const { name, ours: mine, theirs } of speeds)
    process.stdout.write(
      `  ${name}: testssl.sh in full ${Math.round(theirs / 1000)} s, probe tls ${Math.round(mine)} ms: ${Math.round(theirs / mine)} times faster\n`,
    );
});

describe(`testssl.sh${program ? '' : ' (left out: it is not installed here)'}`, () => {
  const full = whole ? fullAtAll : fullInCi;
  const some = whole ? animals.map(({ name }) => name) : subsetInCi;
  const found = (name: string): Animal => animals.find((animal) => animal.name === name) ?? expect.unreachable(name);

  // testssl.sh waits most of its time: both at once take hardly longer than one.
  test.skipIf(!program).each(full)('%s in full: the same findings, and at least 20 times faster', { concurrent: true }, async (name) => {
    const animal = found(name);
    const port = await zoo.port(name);
    const before = systemClock.tick();
    const one = await probeTls({ host: '127.0.0.1', port, servername: animal.asked }, { clock: systemClock, timeoutMs: 5000, ca: zoo.ca });
    const tookMs = systemClock.tick() - before;
    const tested = await ask(animal, true);
    if (!tested) return expect.unreachable(`testssl.sh gave up on ${name}`);
    sameFindings(one, tested);
    sameFeatures(one, tested);
    compareGrade(name, one, tested);
    speeds.push({ name, ours: tookMs, theirs: tested.tookMs });
    expect(tested.tookMs / tookMs).toBeGreaterThanOrEqual(20);
  });

  // Most of its time it waits for programs that it starts one after the other: two at once cost hardly more than one.
  test.skipIf(!program)(`its fast subset on ${whole ? 'all' : some.join(', ')}`, { concurrent: true }, async () => {
    const todo = [...some];
    const next = async (): Promise<void> => {
      for (let name = todo.shift(); name !== undefined; name = todo.shift()) {
        const animal = found(name);
        const [one, tested] = [await ours(animal), await ask(animal, false)];
        if (!tested?.findings.has('TLS1_2')) {
          skipped.push(
            `${name}: testssl.sh gave up (${one.state === 'tls' ? 'its OpenSSL cannot connect' : `no TLS there: ${one.state}`})`,
          );
          expect(subsetInCi).not.toContain(name);
          continue;
        }
        sameFindings(one, tested);
        compareGrade(name, one, tested);
      }
    };
    await Promise.all([next(), next()]);
  });

  async function ask({ name, asked }: Animal, everything: boolean): Promise<Tested | undefined> {
    const port = await zoo.port(name);
    return testssl({ program: program ?? '', port, servername: asked, caFile: zoo.caFile, folder: zoo.folder, whole: everything });
  }
});

const versionIds: Readonly<Record<string, TlsVersion>> = {
  SSLv2: 'SSL 2',
  SSLv3: 'SSL 3',
  TLS1: 'TLS 1.0',
  TLS1_1: 'TLS 1.1',
  TLS1_2: 'TLS 1.2',
  TLS1_3: 'TLS 1.3',
};

/** Versions, dates, names and chain: not one may differ. */
function sameFindings(one: TlsSeen, { findings }: Tested): void {
  const text = (id: string): string | undefined => findings.get(id)?.finding;
  const at = `${one.servername}:${one.port}`;
  const offered = Object.entries(versionIds).flatMap(([id, version]) => (/^(offered|vulnerable)/.test(text(id) ?? '') ? [version] : []));
  expect(versionsOf(one), at).toEqual(offered);
  const { chain, names, stapling, http } = one;
  if (!chain || !findings.has('cert_notAfter')) return;
  expect(chain.leaf.notBefore.slice(0, 16).replace('T', ' '), at).toBe(text('cert_notBefore'));
  expect(chain.leaf.notAfter.slice(0, 16).replace('T', ' '), at).toBe(text('cert_notAfter'));
  expect(chain.expired, at).toBe(text('cert_expirationStatus') === 'expired');
  expect(chainWords(one), at).toBe(text('cert_chain_of_trust'));
  expect(names?.matches, at).toBe(text('cert_trust')?.startsWith('Ok'));
  expect(chain.leaf.names.join(' '), at).toBe(text('cert_subjectAltName'));
  expect(chain.leaf.serial.toUpperCase(), at).toBe(text('cert_serialNumber'));
  expect(String(chain.sent.length), at).toBe(text('certs_countServer'));
  expect(chain.ordered, at).toBe(text('certs_list_ordering_problem') === 'no');
  expect(stapling?.stapled, at).toBe(text('OCSP_stapling') === 'offered');
  const { type, bits } = chain.leaf.key;
  expect(text('cert_keySize'), at).toContain(`${type} ${bits} bits`);
  // Where no page came, its header section is empty.
  if (!http || !findings.has('HTTP_status_code')) return;
  expect(http.hsts.header === undefined, at).toBe(text('HSTS') === 'not offered');
  const days = /^(\d+) days/.exec(text('HSTS_time') ?? '')?.[1];
  if (days !== undefined) expect(Math.floor((http.hsts.maxAge ?? 0) / 86_400), at).toBe(Number(days));
}

/** The order in which OpenSSL notices, which testssl.sh repeats. */
function chainWords({ chain }: TlsSeen): string {
  if (chain?.selfSigned) return 'failed (self signed).';
  if (chain?.incomplete) return 'failed (chain incomplete).';
  if (chain?.notYetValid) return 'failed (not yet valid).';
  return chain?.expired ? 'failed (expired).' : 'passed.';
}

/** What only the full run looks at. */
function sameFeatures({ features, forwardSecrecy }: TlsSeen, { findings }: Tested): void {
  const good = (id: string): boolean | undefined =>
    findings.has(id) ? ['OK', 'INFO'].includes(findings.get(id)?.severity ?? '') : undefined;
  expect(features?.compression).toBe(good('CRIME_TLS') === false);
  expect(features?.secureRenegotiation).toBe(good('secure_renego'));
  expect(forwardSecrecy.suites > 0).toBe(good('PFS') ?? good('FS'));
  if (findings.get('fallback_SCSV')?.finding.startsWith('supported')) expect(features?.fallbackScsv).toBe(true);
}

/** Every complaint is a rule of ours that applies, or is explained; and the table keeps both. */
function compareGrade(name: string, one: TlsSeen, { findings }: Tested): void {
  const grade = gradeOf(one);
  const ids = grade?.caps.map(({ id }) => id) ?? [];
  for (const finding of complaints(findings)) {
    const reason = explain(finding, ids);
    expect(reason, `${name}: ${finding.id} (${finding.severity}) ${finding.finding}`).toBeDefined();
    table.push({ name, letter: grade?.letter ?? '-', complaint: `${finding.id}: ${finding.finding}`, reason: reason ?? '' });
  }
}

function complaints(findings: Tested['findings']): Finding[] {
  return [...findings.values()].filter(({ severity }) => !['OK', 'INFO'].includes(severity));
}

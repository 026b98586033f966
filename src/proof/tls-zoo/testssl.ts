/** testssl.sh: its findings, by their ids. https://testssl.sh */
import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '../../ports/clock.ts';

const run = promisify(execFile);
/** Debian installs it without the ending. */
export const testsslPrograms = ['testssl', 'testssl.sh'] as const;

export interface Finding {
  id: string;
  severity: 'OK' | 'INFO' | 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL' | 'WARN' | 'FATAL';
  finding: string;
}

export interface Tested {
  findings: ReadonlyMap<string, Finding>;
  tookMs: number;
}

/** What it needs for protocols, certificate and headers; without it, it tries everything. */
const subset = ['--protocols', '--server-defaults', '--headers', '--fast'];

export interface TestsslAbout {
  program: string;
  port: number;
  servername: string;
  caFile: string;
  folder: string;
  whole: boolean;
}

/** @returns undefined when it gave up on the server, which it does when its own OpenSSL cannot connect */
export async function testssl({ program, port, servername, caFile, folder, whole }: TestsslAbout): Promise<Tested | undefined> {
  const file = join(folder, `testssl-${port}-${whole ? 'whole' : 'subset'}.json`);
  await rm(file, { force: true });
  const fixed = [
    '--ip',
    '127.0.0.1',
    '--nodns',
    'none',
    '--add-ca',
    caFile,
    '--jsonfile-pretty',
    file,
    '--warnings',
    'batch',
    '--quiet',
    '--color',
    '0',
  ];
  const start = systemClock.tick();
  // Its exit code counts findings; only the file tells.
  await run(program, [...fixed, ...(whole ? [] : subset), `${servername}:${port}`], {
    timeout: 400_000,
    maxBuffer: 64 * 1024 * 1024,
  }).catch(() => undefined);
  const tookMs = systemClock.tick() - start;
  const findings = findingsIn(await readFile(file, 'utf8').catch(() => ''));
  return findings.size === 0 ? undefined : { findings, tookMs };
}

function findingsIn(text: string): Map<string, Finding> {
  try {
    const { scanResult = [] } = JSON.parse(text) as { scanResult?: Record<string, unknown>[] };
    const lists = scanResult.flatMap((result) => Object.values(result)).filter((value): value is Finding[] => Array.isArray(value));
    return new Map(lists.flat().map((finding) => [finding.id, finding]));
  } catch {
    return new Map();
  }
}

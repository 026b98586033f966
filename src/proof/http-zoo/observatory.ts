/**
 * MDN's HTTP Observatory as an instrument: a child process under `.ci/tools`, which has a lock file of its own.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Zoo } from './serve.ts';

const tools = resolve(import.meta.dirname, '../../../.ci/tools');

export const hasObservatory = existsSync(join(tools, 'node_modules/@mdn/mdn-http-observatory/conf/hsts-preload.json'));

export interface Scanned {
  score: number;
  grade: string;
  error: string | null;
  tests: Readonly<Record<string, { result: string; modifier: number; pass: boolean }>>;
}

export function scanWithObservatory(zoo: Zoo, hosts: readonly string[]): Promise<Record<string, Scanned>> {
  const folder = mkdtempSync(join(tmpdir(), 'k77-observatory-'));
  writeFileSync(join(folder, 'ca.pem'), zoo.ca);
  const env = { PATH: process.env.PATH ?? '', HOME: folder, NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') };
  return new Promise<Record<string, Scanned>>((done, failed) => {
    const options = { cwd: tools, env, maxBuffer: 64 * 1024 * 1024 };
    const child = execFile(process.execPath, ['observatory.mjs'], options, (error, stdout, stderr) =>
      error ? failed(new Error(`${error.message}\n${stderr}`)) : done(JSON.parse(stdout) as Record<string, Scanned>),
    );
    child.stdin?.end(JSON.stringify({ routes: zoo.routes, hosts }));
  }).finally(() => rmSync(folder, { recursive: true, force: true }));
}

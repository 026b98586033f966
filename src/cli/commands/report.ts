/**
 * `k77 report verify <file>`: is a report what k77 signed, whose key is it, and where does the run stand in the history? Offline, reads only. Exit 3 when something is wrong.
 */
import { basename, dirname, resolve } from 'node:path';
import { type Exit, exits, OperatorError } from '../../core/errors.ts';
import { openFiles } from '../../ports/files.ts';
import { kindOf } from '../../ports/folders.ts';
import { type Chain, chainWith } from '../../report/chain.ts';
import { type Examined, examine } from '../../report/examine.ts';
import { fingerprintOfKey, hashOfRun, type SignedRun } from '../../report/run.ts';
import { reportSigner } from '../../workspace/report-key.ts';
import { findRoot } from '../../workspace/root.ts';
import type { GlobalOptions, Io, Look } from '../io.ts';
import { titleLines } from '../render.ts';
import { dateTime, environments } from '../report/words.ts';
import { count, wrap } from '../text.ts';

type Options = GlobalOptions & { what: 'verify'; file: string; key?: string };

/** Whose key signed it, as far as this machine can tell. */
interface Signer {
  fingerprint: string;
  is: 'this workspace' | 'an earlier key of this workspace' | 'as given' | 'another' | 'nobody can tell';
}

export async function run(options: Options, io: Io): Promise<Exit> {
  const examined = examine(await textOf(options.file, io), options.file);
  const root = await findRoot({ dir: options.dir, cwd: io.host.cwd() });
  const files = openFiles(root);
  const chain = await chainWith({ files, folder: `.k77/${examined.run.environment}` }, examined.run);
  const signer = signerOf(examined, chain, await reportSigner(files), options.key);
  const wrong = [...examined.wrong, ...wrongSigner(signer, options.key), ...chain.wrong];
  const { signature: _, ...head } = examined.run;
  io.document({
    file: options.file,
    kind: examined.kind,
    signed: examined.signed,
    run: head,
    sha256: hashOfRun(examined.run),
    signer,
    chain,
    wrong,
  });
  for (const line of lines(io, examined, signer, chain, wrong)) io.line(line);
  return wrong.length > 0 ? exits.blocked : exits.proven;
}

async function textOf(file: string, io: Io): Promise<string> {
  const path = resolve(io.host.cwd(), file);
  if ((await kindOf(path)) === 'file') return (await openFiles(dirname(path)).read(basename(path))) ?? '';
  throw new OperatorError({
    what: (await kindOf(path)) === 'folder' ? `${file} is a folder` : `there is no file ${file}`,
    fix: 'k77 report verify <file that k77 verify wrote>',
    exit: exits.usage,
  });
}

function signerOf({ run: signed, wrong }: Examined, chain: Chain, ours: string | undefined, given: string | undefined): Signer {
  const fingerprint = fingerprintOfKey(signed.key);
  const bare = (text: string): string => text.replace(/\s/g, '').toLowerCase();
  if (given !== undefined) return { fingerprint, is: bare(given) === bare(fingerprint) ? 'as given' : 'another' };
  if (ours === undefined && chain.length === 0) return { fingerprint, is: 'nobody can tell' };
  if (signed.key === ours) return { fingerprint, is: 'this workspace' };
  const inChain = chain.place !== undefined && chain.wrong.length === 0 && wrong.length === 0;
  return { fingerprint, is: inChain ? 'an earlier key of this workspace' : 'another' };
}

function wrongSigner({ fingerprint, is }: Signer, given: string | undefined): string[] {
  if (is !== 'another') return [];
  return [
    given === undefined ? `signed by ${fingerprint}, which is not the key of this workspace` : `signed by ${fingerprint}, not by ${given}`,
  ];
}

function lines(
  look: Look,
  { run: signed, signed: isSigned, wrong: inFile }: Examined,
  signer: Signer,
  chain: Chain,
  wrong: readonly string[],
): string[] {
  const { paint, marks, width } = look;
  const said = (ok: boolean, text: string): string[] =>
    wrap(text, width - 4).map((line, index) =>
      index > 0 ? `    ${line}` : `  ${ok ? paint.accent(marks.ok) : paint.bad(marks.bad)} ${line}`,
    );
  const good = [
    ...(inFile.length === 0 ? said(true, 'it shows what was signed; nothing was changed') : []),
    ...(signer.is === 'another' || !isSigned ? [] : said(true, `signed by ${signer.fingerprint}${whose[signer.is]}`)),
    ...(chain.wrong.length === 0 ? placeLine(look, signed, chain, said) : []),
  ];
  return [
    ...titleLines(look, ['k77', 'report', signed.id]),
    `  ${paint.dim([environments[signed.environment], signed.domain ?? signed.project, dateTime(signed.at)].join(` ${marks.dot} `))}`,
    '',
    ...good,
    ...wrong.flatMap((what) => said(false, what)),
    '',
    ...(wrong.length > 0
      ? [`  ${paint.bad(count(wrong.length, 'thing'))} wrong: do not rely on it; run k77 verify again for one of your own`, '']
      : []),
  ];
}

const whose: Record<Signer['is'], string> = {
  'this workspace': ', the key of this workspace',
  'an earlier key of this workspace': ', an earlier key of this workspace',
  'as given': ', the key that you gave',
  another: '',
  'nobody can tell': ': ask whoever sent it for theirs and compare, or give it with --key',
};

function placeLine(look: Look, signed: SignedRun, chain: Chain, said: (ok: boolean, text: string) => string[]): string[] {
  if (chain.place !== undefined) return said(true, `run ${chain.place} of ${chain.length}, chain unbroken`);
  const here =
    chain.length === 0
      ? 'this workspace keeps no run of that environment'
      : `it is none of the ${count(chain.length, 'run')} that this workspace keeps`;
  return [`  ${look.paint.dim(look.marks.open)} ${signed.id}: ${here}, so its place in the history was not looked at`];
}

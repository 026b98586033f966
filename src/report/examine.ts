/**
 * Is a report what was signed? Looks at the file alone, offline; `chain.ts` looks at where it stands in the history.
 */
import { stable } from '../core/change.ts';
import { exits, OperatorError } from '../core/errors.ts';
import { isSignedBy } from '../ports/report-signing.ts';
import { type Carried, type Carrier, contentOfFile, kindOfFile, type SignedSeal, sealed, takeBlock } from './carrier.ts';
import { hashOfContent, hashOfRun, headOf, type RunContent, type RunDocument, runFormat, type SignedRun } from './run.ts';

export interface Examined {
  kind: Carrier | 'json';
  run: SignedRun;
  /** Whether the signature is one of the key that the run names. */
  signed: boolean;
  /** What is wrong, one sentence each; none = it is what was signed. */
  wrong: readonly string[];
}

/** @throws OperatorError when the text is no report, cut off, or of another version of k77 */
export function examine(text: string, name: string): Examined {
  const kind = kindOfFile(text);
  if (kind === undefined) throw noReport(name);
  if (kind === 'json') {
    const document = parsed<Partial<RunDocument>>(text, name);
    const run = runIn(document, name);
    return { kind, run, signed: wrongRun(run).length === 0, wrong: [...wrongRun(run), ...wrongContent(run, contentIn(document, name))] };
  }
  const block = takeBlock(kind, text);
  if (block === undefined) throw kind === 'html' && !/<\/html>\s*$/.test(text) ? cutOff(name) : noReport(name);
  const carried = parsed<Partial<Carried & RunContent>>(block.json, name);
  const run = runIn(carried, name);
  const content = kind === 'html' ? wrongContent(run, contentIn(carried, name)) : [];
  return {
    kind,
    run,
    signed: wrongRun(run).length === 0,
    wrong: [...wrongRun(run), ...content, ...wrongSeal(kind, run, carried.seal, block.rest)],
  };
}

/** The signature of the run itself. */
export function wrongRun(run: SignedRun): string[] {
  if (isSignedBy(stable(headOf(run)), run.signature, run.key)) return [];
  return ['the signature does not belong to this run: its head was changed, or somebody else signed it'];
}

export function wrongContent(run: SignedRun, content: RunContent): string[] {
  return hashOfContent(content) === run.content
    ? []
    : ['the findings are not those that were signed: something was changed, added or left out'];
}

function wrongSeal(kind: Carrier, run: SignedRun, seal: SignedSeal | undefined, rest: string): string[] {
  if (seal === undefined || typeof seal.signature !== 'string') return ['the seal of the visible text is missing'];
  const { signature, ...plain } = seal;
  if (!isSignedBy(sealed(plain), signature, run.key)) return ['the seal of the visible text was not made by the key that signed the run'];
  if (plain.kind !== kind || plain.run !== hashOfRun(run)) return ['the seal of the visible text belongs to another report'];
  return contentOfFile(rest) === plain.content ? [] : ['the visible text was changed after it was sealed'];
}

function runIn(document: { run?: unknown }, name: string): SignedRun {
  const run = document.run as Partial<SignedRun> | undefined;
  if (run === undefined || run === null || typeof run !== 'object' || typeof run.format !== 'string') throw noReport(name);
  if (run.format !== runFormat)
    throw new OperatorError({
      what: `${name} is a report of the form ${run.format}; this k77 knows ${runFormat}`,
      fix: `npx k77@${typeof run.k77 === 'string' ? run.k77 : 'latest'} report verify ${name}`,
      exit: exits.blocked,
    });
  if (typeof run.signature !== 'string' || typeof run.key !== 'string' || typeof run.id !== 'string') throw noReport(name);
  return run as SignedRun;
}

function contentIn(document: Partial<RunContent>, name: string): RunContent {
  const { summary, checks, boxes } = document;
  if (summary === undefined || !Array.isArray(checks) || !Array.isArray(boxes)) throw noReport(name);
  return { summary, checks, boxes };
}

function parsed<T>(text: string, name: string): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    throw cutOff(name);
  }
}

function noReport(name: string): OperatorError {
  return new OperatorError({
    what: `${name} holds no signed run of k77`,
    fix: 'give a file that k77 verify wrote with --html, --markdown, --junit or --json, or one of .k77/<environment>/reports',
    exit: exits.blocked,
  });
}

function cutOff(name: string): OperatorError {
  return new OperatorError({
    what: `${name} is cut off or damaged: its record cannot be read`,
    fix: 'fetch the whole file again; the run itself lies in .k77/<environment>/reports of the workspace',
    exit: exits.blocked,
  });
}

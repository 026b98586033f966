/**
 * The files that a verification leaves: the page of every run beside its record, and whatever else was asked for.
 */
import { basename, dirname, resolve } from 'node:path';
import { exits, OperatorError } from '../../core/errors.ts';
import type { Workspace } from '../../core/workspace.ts';
import { openFiles } from '../../ports/files.ts';
import { kindOf } from '../../ports/folders.ts';
import { type Carrier, carrying, contentOfFile, type Seal, sealed } from '../../report/carrier.ts';
import { differencesBetween } from '../../report/differences.ts';
import { runBefore } from '../../report/history.ts';
import { type CheckDocument, hashOfRun, numberOfRun, type RunDocument, reportsFolder } from '../../report/run.ts';
import { commandsHere, flagOf } from '../io.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { page } from './page.ts';
import { picturesOf } from './pictures.ts';

/** Paths of files as they were typed, relative to where k77 was started; absent = not wanted. */
export interface ReportFormats {
  html?: string | undefined;
  junit?: string | undefined;
  markdown?: string | undefined;
  /** The document of `--json`, as a file. */
  json?: string | undefined;
}

export interface ReportsAsked {
  formats: ReportFormats;
  /** As `keepRun` gave it: the same object that `io.document` prints. */
  run: RunDocument;
  /** Earlier runs, newest first, as `runsOf` gives them (the run itself may be among them). */
  history: readonly RunDocument[];
  /** What it is compared with; absent: the run that it is best compared with. */
  since?: RunDocument | undefined;
  workspace: Workspace;
  /** Where relative paths begin. */
  cwd: string;
}

export interface ReportsWritten {
  /** The page of this run, relative to the workspace: `.k77/production/reports/v-0007.html`. */
  page: string;
  /** What was asked for, absolute. */
  files: readonly { format: keyof ReportFormats; path: string }[];
}

/** Pages beside the records; older ones are removed, for each holds pictures. The records all stay. */
const mostPages = 30;

/** Before anything is looked at. @throws OperatorError for a path that names no file, a folder, or one file twice */
export async function validateFormats(formats: ReportFormats, cwd: string): Promise<void> {
  const seen = new Map<string, string>();
  for (const [format, path] of asked(formats)) {
    const usage = (what: string): OperatorError =>
      new OperatorError({ what: `--${format}: ${what}`, fix: `give a file, like report.${endings[format]}`, exit: exits.usage });
    if (path.trim() === '' || /[/\\]$/.test(path)) throw usage(`"${path}" names no file`);
    const absolute = resolve(cwd, path);
    if ((await kindOf(absolute)) === 'folder') throw usage(`${path} is a folder`);
    const other = seen.get(absolute);
    if (other) throw usage(`${path} is the file of --${other} already`);
    seen.set(absolute, format);
  }
}

const endings: Record<keyof ReportFormats, string> = { html: 'html', junit: 'xml', markdown: 'md', json: 'json' };

function asked(formats: ReportFormats): [keyof ReportFormats, string][] {
  return (Object.keys(endings) as (keyof ReportFormats)[]).flatMap((format) => {
    const path = formats[format];
    return path === undefined ? [] : [[format, path] as [keyof ReportFormats, string]];
  });
}

/** Writes the page of the run beside its record, and what was asked for. Everything but the record is sealed by the workspace's key. */
export async function writeReports({ formats, run, history, since, workspace, cwd }: ReportsAsked): Promise<ReportsWritten> {
  const before = since ?? runBefore(run, history);
  const differences = before && differencesBetween(before, run);
  const signed = (kind: Carrier, text: string): Promise<string> => sealedText(workspace, kind, text, run);
  const runs = [run, ...history.filter((one) => one.run.id !== run.run.id)];
  const document = withCommandsHere(run);
  const html = await signed('html', page({ document, differences, runs, pictures: await picturesOf(run, workspace.root) }));
  const texts: Record<keyof ReportFormats, () => string | Promise<string>> = {
    html: () => html,
    junit: () => signed('junit', junit(document)),
    markdown: () => signed('markdown', markdown(document, differences)),
    json: () => `${JSON.stringify(run, null, 2)}\n`,
  };
  const kept = await workspace.record('reports', `${run.run.id}.html`, html);
  await removeOldPages(workspace);
  const files: { format: keyof ReportFormats; path: string }[] = [];
  for (const [format, path] of asked(formats)) {
    const absolute = resolve(cwd, path);
    await openFiles(dirname(absolute)).write(basename(absolute), await texts[format]());
    files.push({ format, path: absolute });
  }
  return { page: kept, files };
}

/** What a reader types must mean the deployment that was looked at; the record keeps the checks' own words. */
function withCommandsHere(document: RunDocument): RunDocument {
  const here = (text: string): string => commandsHere({ flag: flagOf(document.run.environment) }, text);
  const checks = document.checks.map((check): CheckDocument => {
    if ('instead' in check) return { ...check, why: here(check.why), instead: here(check.instead) };
    if ('why' in check) return { ...check, why: here(check.why) };
    return 'fix' in check && check.fix !== undefined ? { ...check, fix: here(check.fix) } : check;
  });
  return { ...document, checks };
}

async function sealedText(workspace: Workspace, kind: Carrier, text: string, { run, ...content }: RunDocument): Promise<string> {
  // What the workspace takes for a secret must be gone before the text is sealed.
  const clean = workspace.redactor.redact(text);
  const seal: Seal = { format: 'k77-seal/1', kind, content: contentOfFile(clean), run: hashOfRun(run) };
  const signature = await workspace.sign(sealed(seal));
  return carrying(kind, clean, { run, seal: { ...seal, signature }, ...(kind === 'html' ? content : {}) });
}

async function removeOldPages({ files, folder }: Workspace): Promise<void> {
  const pages = (await files.list(`${folder}/${reportsFolder}`)).filter((name) => /^v-\d+\.html$/.test(name));
  const newestFirst = pages.sort((a, b) => numberOfRun(b.slice(0, -5)) - numberOfRun(a.slice(0, -5)));
  for (const name of newestFirst.slice(mostPages)) await files.remove(`${folder}/${reportsFolder}/${name}`);
}

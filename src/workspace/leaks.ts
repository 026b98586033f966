/**
 * The scanner for secrets that are where they should not be: secretlint's engine and recommended rules, our own rules, and the workspace's own secrets.
 * It says where and by which rule, never what.
 */
import type { SecretLintCoreConfig } from '@secretlint/types';
import type { Leaks } from '../core/check.ts';
import type { Git } from '../core/ports.ts';
import type { Redactor } from '../core/secret.ts';
import { kindOf } from '../ports/folders.ts';
import { textFiles } from '../ports/text-files.ts';
import { isPlaceholder, isRemote, leakRules } from './leak-rules.ts';

export interface Leak {
  rule: string;
  path: string;
  /** From 1. */
  line: number;
  /** Enough to recognise the kind, `sk_live_… (32 characters)`; never the secret. */
  masked: string;
}

/** Secrets in a text. Obvious placeholders are none. One place is one leak, whichever rules see it. */
export async function scanText(path: string, text: string, known?: Redactor): Promise<Leak[]> {
  const seen = [...byOwnRules(text), ...(await bySecretlint(path, text)), ...byKnown(text, known)];
  const leaks = new Map<number, Leak>();
  const taken: { from: number; to: number }[] = [];
  for (const { rule, from, to } of seen) {
    // A secret of this workspace is one whatever stands around it on its line.
    const example = rule !== 'known-secret' && isPlaceholder(text.slice(from, to));
    if (example || taken.some((other) => from < other.to && other.from < to)) continue;
    taken.push({ from, to });
    leaks.set(from, { rule, path, line: text.slice(0, from).split('\n').length, masked: masked(text.slice(from, to)) });
  }
  return [...leaks].sort(([a], [b]) => a - b).map(([, leak]) => leak);
}

/** Secrets in everything that the repository's commits and index hold; undefined when the workspace has no repository of its own. */
export async function scanHistory(git: Git, signal?: AbortSignal, known?: Redactor): Promise<Leaks | undefined> {
  if ((await git.top()) === undefined) return undefined;
  const found: Leaks['found'][number][] = [];
  let scanned = 0;
  for await (const { path, commit, text } of git.history(signal)) {
    signal?.throwIfAborted();
    scanned += 1;
    for (const { rule, line } of await scanText(path, text, known)) found.push({ rule, path, line, commit });
  }
  return { scanned, found };
}

/**
 * Secrets in the sources of a folder that a browser is served from, and names that would publish one. Undefined when there is no such folder.
 * In its env files only `NEXT_PUBLIC_*` counts: the rest of them stays on the server.
 */
export async function scanFrontend(root: string, folder: string, known?: Redactor): Promise<Leaks | undefined> {
  if ((await kindOf(`${root}/${folder}`)) !== 'folder') return undefined;
  const found: Leaks['found'][number][] = [];
  let scanned = 0;
  for await (const { path, text } of textFiles(root, folder)) {
    scanned += 1;
    const isEnvFile = /(^|\/)\.env(\.|$)/.test(path);
    const served = isEnvFile ? text.replaceAll(/^(?!\s*(?:export\s+)?NEXT_PUBLIC_).*$/gm, '') : text;
    for (const { rule, line } of await scanText(path, served, known)) found.push({ rule, path, line });
    for (const line of publishedNames(served)) found.push({ rule: 'next-public-secret', path, line });
  }
  return { scanned, found };
}

/** Secrets in texts that came from somewhere else than this disk: what browsers are served. */
export async function scanTexts(texts: readonly { path: string; text: string }[], known?: Redactor): Promise<Leaks> {
  const leaks = await Promise.all(texts.map(({ path, text }) => scanText(path, text, known)));
  return { scanned: texts.length, found: leaks.flat().map(({ rule, path, line }) => ({ rule, path, line })) };
}

interface Seen {
  rule: string;
  from: number;
  to: number;
}

function* byOwnRules(text: string): Generator<Seen> {
  for (const { id, pattern, plausible } of leakRules)
    for (const match of text.matchAll(pattern)) {
      const secret = match.groups?.secret ?? match[0];
      const from = match.index + match[0].lastIndexOf(secret);
      if (plausible === undefined || plausible(secret, match[0])) yield { rule: id, from, to: from + secret.length };
    }
}

/** The secrets of this very workspace, whatever they look like: found by what the redactor would blank out. */
function* byKnown(text: string, known: Redactor | undefined): Generator<Seen> {
  if (known === undefined || known.redact(text) === text) return;
  let at = 0;
  for (const line of text.split('\n')) {
    if (known.redact(line) !== line) yield { rule: 'known-secret', from: at, to: at + line.length };
    at += line.length + 1;
  }
}

/** `NEXT_PUBLIC_…` is built into the page: a secret's name there publishes it, wherever the value comes from. */
function publishedNames(text: string): number[] {
  return text
    .split('\n')
    .flatMap((line, index) => (/NEXT_PUBLIC_\w*(SECRET|PASSWORD|PRIVATE|BOT_TOKEN|AUTH_TOKEN|API_TOKEN)/.test(line) ? [index + 1] : []));
}

let engine: Promise<(path: string, text: string) => Promise<Seen[]>> | undefined;

async function bySecretlint(path: string, text: string): Promise<Seen[]> {
  engine ??= loadSecretlint();
  return await (await engine)(path, text);
}

/** Loaded when the first text is scanned: most commands scan nothing. */
async function loadSecretlint(): Promise<(path: string, text: string) => Promise<Seen[]>> {
  const [{ lintSource }, { creator }] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
  ]);
  const config: SecretLintCoreConfig = { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator }] };
  return async (path, text) => {
    const source = { filePath: path, content: text, ext: /\.\w+$/.exec(path)?.[0] ?? '', contentType: 'text' as const };
    const { messages } = await lintSource({ source, options: { config, noPhysicFilePath: true } });
    return messages
      .map(({ ruleId, range: [from, to] }) => ({ rule: ruleId.replace('@secretlint/secretlint-rule-', ''), from, to }))
      .filter(({ rule, from, to }) => rule !== 'database-connection-string' || isRemote('', text.slice(from, to)));
  };
}

function masked(secret: string): string {
  const kind =
    /^(?:(?:sk|rk)_(?:live|test)_|whsec_|sntry[su]_|gh[pousr]_|xox[a-z]-|AKIA|https:\/\/discord(?:app)?\.com\/)/.exec(secret)?.[0] ?? '';
  return `${kind}… (${secret.length} characters)`;
}

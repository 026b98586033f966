/**
 * What git must not keep: made sure before the first secret is written.
 */
import { OperatorError } from '../core/errors.ts';
import type { Files, Git } from '../core/ports.ts';

const wanted = ['.env*', '!.env.example', '.k77/*', '!.k77/base/', 'node_modules/'];

/** Adds the lines that `.gitignore` lacks, after the operator's own. */
export async function ensureIgnored(files: Files): Promise<void> {
  const before = (await files.read('.gitignore')) ?? '';
  const there = new Set(before.split('\n').map((line) => line.trim()));
  const missing = wanted.filter((line) => !there.has(line) && !there.has(line.replace(/\/$/, '')));
  if (missing.length === 0) return;
  const gap = before === '' ? '' : before.endsWith('\n') ? '\n' : '\n\n';
  await files.write('.gitignore', `${before}${gap}# k77: secrets and state stay on this machine\n${missing.join('\n')}\n`);
}

/** Refuses a path that git tracks or would add: a secret there is a secret published. A path that was found safe is not looked at again. */
export type Guard = (path: string) => Promise<void>;

export function openGuard(git: Git): Guard {
  const safe = new Set<string>();
  return async (path) => {
    if (safe.has(path)) return;
    if (await git.tracked(path)) throw tracked(path);
    if (!(await git.ignored(path))) throw unignored(path);
    safe.add(path);
  };
}

function tracked(path: string): OperatorError {
  return new OperatorError({
    what: `${path} is tracked by git, and k77 is about to write a secret into it.`,
    fix: `git rm --cached ${path} && git commit -m "Stop tracking ${path}", then run the same command again. Replace at the vendor whatever it held.`,
  });
}

function unignored(path: string): OperatorError {
  return new OperatorError({
    what: `git would add ${path}, and k77 is about to write a secret into it.`,
    fix: `Find the line of .gitignore that takes it back in (one that begins with "!") and remove it, then run the same command again.`,
  });
}

/**
 * The server's PCRE patterns as JavaScript's: flags `imsxu`, a leading `(?i)`; what JavaScript cannot read is refused with the server's code.
 */
import { badValue, ServerError } from '../errors.ts';

export function regularExpression(pattern: string, options: string, flags = ''): RegExp {
  const leading = /^\(\?([imsx]+)\)/.exec(pattern);
  const all = new Set([...options, ...(leading?.[1] ?? '')]);
  const wrong = [...all].find((option) => !'imsxu'.includes(option));
  if (wrong) throw badValue(`invalid flag in regex options: ${wrong}`);
  const body = leading ? pattern.slice(leading[0].length) : pattern;
  const source = all.has('x') ? withoutSpace(body) : body;
  const kept = [...all].filter((option) => 'ims'.includes(option)).join('') + flags;
  return compiled(source, kept);
}

function compiled(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, `${flags}u`);
  } catch {
    // Patterns that escape more than they must, `\-`, are no unicode patterns.
  }
  try {
    return new RegExp(source, flags);
  } catch (error) {
    throw new ServerError(51091, `Regular expression is invalid: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** `x`: white space and comments count only where escaped or in a class. */
function withoutSpace(pattern: string): string {
  return pattern.replace(/(\\.|\[(?:\\.|[^\]])*\])|\s+|#.*$/gm, (_, kept: string | undefined) => kept ?? '');
}

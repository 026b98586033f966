/**
 * What a verification of real vendors may do besides looking. Nothing unless somebody says so: by `--allow`, or by a yes to a question that lists what each check would
 * make and take back. `--yes` alone stands for nobody.
 */
import { confirm } from '@inquirer/prompts';
import { type Allowance, type AnyCheck, allowances } from '../core/check.ts';
import type { EnvironmentName } from '../core/phase.ts';
import { allowanceFor } from '../engine/verify.ts';
import type { AllowChoice } from './allow-choices.ts';
import type { Io } from './io.ts';
import { orCancelled, promptTheme } from './questions.ts';
import { count, wrap } from './text.ts';
import { typed } from './typed.ts';

const asking = {
  'test-data': { what: 'would write test data of its own', many: 'would write test data of their own', message: 'Let them?' },
  load: { what: 'would put your services under load', many: 'would put your services under load', message: 'Let them?' },
} as const satisfies Record<Allowance, object>;

/** Undefined: all of it, because this is a rehearsal. */
export async function allowed(
  io: Io,
  about: { environment: EnvironmentName; given: readonly AllowChoice[]; yes: boolean; checks: readonly AnyCheck[] },
): Promise<readonly Allowance[] | undefined> {
  const { environment, given, yes, checks } = about;
  if (environment === 'sandbox') return undefined;
  const granted = allowances.filter((one) => given.includes(one));
  if (io.mode !== 'terminal' || yes || given.includes('nothing')) return granted;
  for (const allowance of allowances) {
    const would = checks.filter((check) => allowanceFor(check, environment).includes(allowance));
    if (would.length === 0 || granted.includes(allowance)) continue;
    for (const line of allowLines(io, allowance, would)) io.line(line);
    const prompt = confirm({ message: asking[allowance].message, default: false, theme: promptTheme(io) }, { signal: io.signal });
    if (await orCancelled(io, typed(io.host), prompt)) granted.push(allowance);
  }
  return granted;
}

/** What each check would make and take back. */
export function allowLines(look: Pick<Io, 'width' | 'paint' | 'marks'>, allowance: Allowance, checks: readonly AnyCheck[]): string[] {
  const { what, many } = asking[allowance];
  const each = checks.flatMap((check) => [
    ...wrap(check.title, look.width - 6).map((line, index) => `    ${index === 0 ? look.marks.dot : ' '} ${line}`),
    ...wrap(check.makes ?? '', look.width - 6).map((line) => `      ${look.paint.dim(line)}`),
  ]);
  return ['', `  ${count(checks.length, 'check')} ${checks.length === 1 ? what : many}:`, ...each, ''];
}

/** Without those that need leave, where `--allow nothing` leaves them out. */
export function withoutLeave(checks: readonly AnyCheck[], environment: EnvironmentName): AnyCheck[] {
  return checks.filter((check) => allowanceFor(check, environment).length === 0);
}

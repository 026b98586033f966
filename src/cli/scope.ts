/**
 * Names typed on the command line → parts of the catalogue. What is misspelt is refused with what was probably meant (exit 64).
 */
import type { Catalogue } from '../core/catalogue.ts';
import type { AnyCheck, Section } from '../core/check.ts';
import { exits, OperatorError } from '../core/errors.ts';
import type { Phase, PhaseNumber } from '../core/phase.ts';
import type { Scope } from '../engine/walk.ts';
import { closest } from './text.ts';

/** Phases and tasks of a command. Without phases: all, or those of the tasks. */
export function scopeOf(catalogue: Catalogue, names: { phases: readonly string[]; only: readonly string[] }): Scope {
  const only = names.only.map((name) => taskNamed(catalogue, name));
  const typed = names.phases.map((name) => phaseNamed(catalogue, name).number);
  const holding = catalogue.phases.filter((phase) => phase.tasks.some((task) => only.includes(task.id)));
  const all = (only.length > 0 ? holding : catalogue.phases).map((phase) => phase.number);
  return { phases: inOrder(catalogue, typed.length > 0 ? typed : all), only };
}

/** `6.1`, `stripe` or `6.1-stripe`. */
export function phaseNamed(catalogue: Catalogue, name: string): Phase {
  const lower = name.toLowerCase();
  const found = catalogue.phases.find((phase) =>
    [phase.number, phase.id, `${phase.number}-${phase.id}`, phase.title.toLowerCase()].includes(lower),
  );
  return (
    found ??
    unknown(
      'phase',
      name,
      catalogue.phases.flatMap((phase) => [phase.number, phase.id]),
      catalogue.phases.map((phase) => `${phase.number} (${phase.id})`),
    )
  );
}

export function taskNamed(catalogue: Catalogue, name: string): string {
  const ids = catalogue.phases.flatMap((phase) => phase.tasks.map((task) => task.id));
  return ids.includes(name) ? name : unknown('task', name, ids);
}

/** A section by its name, its first word or without signs: `legal`, `Legal & Compliance`, `legal-compliance`; or a phase: `6.1`, `stripe`. */
export function sectionNamed(catalogue: Catalogue, name: string): Section | PhaseNumber {
  const sections = sectionsOf(catalogue);
  const phase = catalogue.phases.find((one) => [one.number, one.id].some((known) => known === name.toLowerCase()));
  const exact = sections.find((section) => plain(section) === plain(name));
  const begun = plain(name).length > 2 ? sections.find((section) => plain(section).startsWith(plain(name))) : undefined;
  return exact ?? begun ?? phase?.number ?? unknown('section', name, sections.map(wordOf));
}

export function checkNamed(catalogue: Catalogue, name: string): AnyCheck {
  const found = catalogue.checks.find((check) => check.id === name);
  return (
    found ??
    unknown(
      'check',
      name,
      catalogue.checks.map((check) => check.id),
      catalogue.checks.filter((check) => check.attestable).map((check) => check.id),
    )
  );
}

export function sectionsOf(catalogue: Catalogue): Section[] {
  return [...new Set(catalogue.checks.map((check) => check.section))];
}

/** A section as one word of a command line: `legal-compliance`. */
export function wordOf(section: Section): string {
  return section.toLowerCase().replaceAll(/[^a-z]+/g, '-');
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z]/g, '');
}

function inOrder(catalogue: Catalogue, numbers: readonly PhaseNumber[]): PhaseNumber[] {
  return catalogue.phases.map((phase) => phase.number).filter((number) => numbers.includes(number));
}

export function unknown(kind: string, name: string, candidates: readonly string[], list: readonly string[] = candidates): never {
  const meant = closest(name, candidates);
  const known = list.length === 0 ? `there is none yet` : `known: ${list.join(', ')}`;
  throw new OperatorError({ what: `there is no ${kind} "${name}"`, fix: meant ? `did you mean ${meant}?` : known, exit: exits.usage });
}

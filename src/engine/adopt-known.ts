/**
 * What adoption knows while it looks: the workspace, and over it what was answered and found just now. None of it is recorded before somebody says so.
 */
import type { AnySurvey, Candidate } from '../core/adoption.ts';
import { isSecret, type Key, type Values } from '../core/keys.ts';
import { Secret } from '../core/secret.ts';
import type { Workspace } from '../core/workspace.ts';
import { textOf } from './context.ts';

export interface Learned {
  key: Key;
  value: string | Secret;
  /** Id of a survey, `asked` or `assumed`. */
  from: string;
  /** The survey's own task gives it, or it is an answer of its own: others give way. */
  own: boolean;
  /** Rests on something that nobody has confirmed. */
  proposed: boolean;
}

/** Somebody else said something else. */
export interface Conflict {
  key: Key;
  kept: string;
  other: string;
}

export class Known {
  readonly #workspace: Workspace;
  readonly #learned = new Map<Key, Learned>();
  /** By key: texts that were tried and are certainly wrong. */
  readonly #wrong = new Map<Key, Set<string>>();
  readonly conflicts: Conflict[] = [];

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** The workspace as it would be. */
  workspace(assumed: Partial<Values> = {}): Workspace {
    return { ...this.#workspace, values: () => ({ ...assumed, ...this.values() }) };
  }

  values(): Partial<Values> {
    const over = [...this.#learned].map(([key, { value }]) => [key, value]);
    return { ...this.#workspace.values(), ...(Object.fromEntries(over) as Partial<Values>) };
  }

  /** What the workspace does not have yet. */
  learned(): readonly Learned[] {
    const before = this.#workspace.values();
    return [...this.#learned.values()].filter(({ key, value }) => textOf(before, key) !== reveal(value));
  }

  isProposed(key: Key): boolean {
    return this.#learned.get(key)?.proposed === true;
  }

  /** What the workspace says stands; of others the owner's word counts, then the first. */
  learn(one: Learned): void {
    const { key } = one;
    const text = reveal(one.value);
    if (isSecret(key)) this.#workspace.redactor.learn(new Secret(key, text));
    if (this.#wrong.get(key)?.has(text)) return;
    const kept = textOf(this.#workspace.values(), key);
    const before = this.#learned.get(key);
    if (kept !== undefined && kept !== text && !grew(kept, text)) {
      this.#disagree(key, 'the workspace', one.from);
      return;
    }
    if (before === undefined || reveal(before.value) === text || grew(reveal(before.value), text)) {
      // Sure once is sure.
      if (before === undefined || before.proposed || reveal(before.value) !== text)
        this.#learned.set(key, { ...one, value: asKept(key, text) });
      return;
    }
    const wins = one.own && !before.own;
    if (!sameLogin(reveal(before.value), text)) this.#disagree(key, wins ? one.from : before.from, wins ? before.from : one.from);
    if (wins) this.#learned.set(key, { ...one, value: asKept(key, text) });
  }

  take(survey: AnySurvey, gives: readonly Key[], chosen: readonly Candidate[], proposed: boolean): void {
    const all = chosen.flatMap(({ answers = {}, values = {} }) => Object.entries({ ...values, ...answers }) as [Key, string | Secret][]);
    for (const [key, list] of Map.groupBy(all, ([name]) => name)) {
      const texts = [...new Set(list.map(([, value]) => reveal(value)))];
      const own = gives.includes(key) || chosen.some(({ answers = {} }) => key in answers);
      this.learn({ key, value: asKept(key, texts.join(', ')), from: survey.id, own, proposed });
    }
  }

  /** It was tried and is not the right one: whoever finds it again finds nothing. */
  refute(key: Key): void {
    const learned = this.#learned.get(key);
    if (!learned) return;
    this.#wrong.set(key, new Set([...(this.#wrong.get(key) ?? []), reveal(learned.value)]));
    this.#learned.delete(key);
  }

  isWrong(key: Key, value: string | Secret): boolean {
    return this.#wrong.get(key)?.has(reveal(value)) === true;
  }

  forgetFrom(survey: string): void {
    for (const [key, { from }] of this.#learned) if (from === survey) this.#learned.delete(key);
  }

  #disagree(key: Key, kept: string, other: string): void {
    if (!this.conflicts.some((one) => one.key === key && one.other === other)) this.conflicts.push({ key, kept, other });
  }
}

/** A list with more in it contradicts nobody: the project at one host, and then that at another. */
function grew(before: string, after: string): boolean {
  return after.startsWith(`${before}, `);
}

/** Two addresses with the same login at the same server lead to the same place; what follows is only worded otherwise. */
function sameLogin(a: string, b: string): boolean {
  const login = (text: string): string | undefined => /^[a-z+]+:\/\/([^/?]+@[^/?]+)/.exec(text)?.[1];
  return login(a) !== undefined && login(a) === login(b);
}

export function reveal(value: string | Secret): string {
  return typeof value === 'string' ? value : value.reveal();
}

function asKept(key: Key, text: string): string | Secret {
  return isSecret(key) ? new Secret(key, text) : text;
}

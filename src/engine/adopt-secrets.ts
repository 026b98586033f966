/**
 * Secrets of an adoption: those that are deployed or typed, each tried once where that is possible. None is ever made anew; a wrong one is forgotten.
 */
import type { AnyProof, AskedSecret, Candidate, Proven, SurveyContext } from '../core/adoption.ts';
import { infoOf, type Key, type SecretKey } from '../core/keys.ts';
import { Secret } from '../core/secret.ts';
import type { AdoptUi, SecretFound } from './adopt.ts';
import type { Known, Learned } from './adopt-known.ts';
import { inWords, isTold } from './adopt-vendors.ts';
import { textOf } from './context.ts';
import { explained } from './explain.ts';
import type { Walk } from './walk.ts';

export type Asking = 'nobody' | 'a person';
type ContextFor = (by: string, about: Pick<AnyProof, 'uses' | 'needs'>) => SurveyContext;

export class Secrets {
  readonly #walk: Walk;
  readonly #known: Known;
  readonly #ui: AdoptUi;
  readonly #contextFor: ContextFor;
  readonly #found = new Map<SecretKey, SecretFound>();
  /** By proof: what it was tried with. */
  readonly #tried = new Map<AnyProof, string>();

  constructor(walk: Walk, known: Known, ui: AdoptUi, contextFor: ContextFor) {
    this.#walk = walk;
    this.#known = known;
    this.#ui = ui;
    this.#contextFor = contextFor;
  }

  all(): SecretFound[] {
    return [...this.#found.values()];
  }

  /** @returns why they cannot be taken: the first secret that nobody knows */
  async lacking(chosen: readonly Candidate[], asking: Asking): Promise<string | undefined> {
    for (const candidate of chosen)
      for (const asked of candidate.asks ?? []) {
        const { key } = asked;
        const known = candidate.values?.[key] ?? this.#known.values()[key];
        if (known !== undefined && !this.#known.isWrong(key, known)) continue;
        const text = asking === 'nobody' ? undefined : await this.#typed(asked, candidate);
        if (text === undefined) return this.#missing(asked);
        this.#known.learn({ key, value: new Secret(key, text), from: 'asked', own: true, proposed: false });
      }
    return undefined;
  }

  #missing({ key, ask, why }: AskedSecret): string {
    const wrong = this.#wrong(key);
    this.#found.set(key, { key, from: 'nobody', ...(wrong ? { proof: wrong } : {}) });
    return wrong ? notRight(key, wrong) : `${ask} is needed: ${why}`;
  }

  #wrong(key: SecretKey): SecretFound['proof'] {
    const { proof } = this.#found.get(key) ?? {};
    return proof?.state === 'refuted' ? proof : undefined;
  }

  async #typed(asked: AskedSecret, candidate: Candidate): Promise<string | undefined> {
    let why = this.#wrong(asked.key)?.saw;
    for (let tries = 0; tries < 3; tries++) {
      const text = (await this.#ui.secret(asked, candidate, why))?.trim();
      if (!text) return undefined;
      const verdict = asked.check?.(text) ?? true;
      if (verdict === true) return text;
      why = verdict;
    }
    return undefined;
  }

  /**
   * Tries every secret that was learned, as soon as that is possible.
   * @returns those that are certainly wrong, with why
   */
  async prove(): Promise<{ key: SecretKey; why: string }[]> {
    for (const found of this.#known.learned()) this.#note(found);
    const proofs = this.#walk.catalogue.phases.flatMap(({ adoption }) => adoption?.proofs ?? []);
    const wrong: { key: SecretKey; why: string }[] = [];
    for (const proof of proofs.filter((one) => this.#provable(one))) {
      const { key, title } = proof;
      this.#tried.set(proof, textOf(this.#known.values(), key) ?? '');
      const proven = await this.#tryOut(proof);
      this.#found.set(key, { key, from: this.#found.get(key)?.from ?? 'asked', proof: { title, ...proven } });
      if (proven.state !== 'refuted') continue;
      this.#known.refute(key);
      wrong.push({ key, why: notRight(key, proven) });
    }
    return wrong;
  }

  #note({ key, from }: Learned): void {
    const secret = key as SecretKey;
    if (infoOf(key).kept !== 'env' || this.#found.get(secret)?.from === from) return;
    const { proof } = this.#found.get(secret) ?? {};
    this.#found.set(secret, { key: secret, from, ...(proof ? { proof } : {}) });
  }

  #provable(proof: AnyProof): boolean {
    const values = this.#known.values();
    return (
      this.#tried.get(proof) !== textOf(values, proof.key) &&
      this.#known.learned().some(({ key }) => key === proof.key) &&
      (proof.needs as readonly Key[]).every((key) => values[key] !== undefined)
    );
  }

  async #tryOut(proof: AnyProof): Promise<Proven> {
    if (proof.asks !== undefined && !(await this.#ui.agree(proof))) return { state: 'unknown', saw: 'not tried: nobody agreed to it' };
    const by = `adopt.proof.${proof.key}`;
    try {
      return await proof.prove(this.#contextFor(by, proof));
    } catch (error) {
      const told = explained(this.#walk, by, proof.uses, error);
      if (!isTold(told)) throw told;
      return { state: 'unknown', saw: inWords(told) };
    }
  }
}

function notRight(key: SecretKey, { saw }: Pick<Proven, 'saw'>): string {
  return `${key} is not the right one: ${saw}`;
}

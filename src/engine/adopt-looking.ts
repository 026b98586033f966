/**
 * One look at everything: survey after survey, around again until nothing new is learned, then with the questions that only a person can answer.
 */
import type { AnyProof, AnySurvey, Candidate, SurveyContext } from '../core/adoption.ts';
import { Cancelled, messageOf } from '../core/errors.ts';
import type { Key, Values } from '../core/keys.ts';
import type { Phase, PhaseNumber } from '../core/phase.ts';
import { Secret } from '../core/secret.ts';
import type { AnyTask } from '../core/task.ts';
import type { AdoptOptions, AdoptUi, Found, Surveyed, VendorSeen } from './adopt.ts';
import { type Decision, decide, type FoundState } from './adopt-decide.ts';
import { Known } from './adopt-known.ts';
import { type Asking, Secrets } from './adopt-secrets.ts';
import { closedTo, inWords, isTold, meet, unaskedOf } from './adopt-vendors.ts';
import { clients, waitFor } from './context.ts';
import { explained } from './explain.ts';
import type { Walk } from './walk.ts';

/** More would mean that surveys talk each other round in circles. */
const mostRounds = 6;

/** What was said or is sure stays so. */
function isSettled(found: Found | undefined): boolean {
  return found?.state === 'taken' || found?.state === 'declined';
}

/** One look at everything. */
export class Looking {
  readonly #walk: Walk;
  readonly #options: AdoptOptions;
  readonly #ui: AdoptUi;
  readonly #known: Known;
  readonly #surveys: readonly AnySurvey[];
  readonly #found = new Map<AnySurvey, Found>();
  readonly #secrets: Secrets;
  readonly #asked = new Set<AnySurvey>();
  #vendors: VendorSeen[] = [];

  constructor(walk: Walk, surveys: readonly AnySurvey[], options: AdoptOptions, ui: AdoptUi) {
    this.#options = options;
    this.#ui = ui;
    this.#known = new Known(walk.workspace);
    this.#walk = { ...walk, workspace: this.#known.workspace() };
    this.#surveys = surveys;
    this.#secrets = new Secrets(this.#walk, this.#known, ui, (by, about) => this.#context(by, about));
  }

  async all(): Promise<Surveyed> {
    for (const [key, value] of Object.entries(this.#options.given) as [Key, string | Secret][])
      this.#known.learn({ key, value, from: 'asked', own: true, proposed: false });
    this.#vendors = await meet(this.#walk, this.#surveys, this.#known.values());
    await this.#lookAround();
    while (await this.#askOne()) await this.#lookAround();
    const declared = this.#walk.catalogue.phases.flatMap(({ adoption }) => adoption?.surveys ?? []);
    return {
      found: [...this.#found.values()].sort((a, b) => declared.indexOf(a.survey) - declared.indexOf(b.survey)),
      vendors: this.#vendors,
      secrets: this.#secrets.all(),
      conflicts: this.#known.conflicts,
      learned: this.#known.learned(),
      known: this.#known,
    };
  }

  /** What one survey finds makes others surer, and the other way round: around again until nothing is new. Doors remember what they were answered. */
  async #lookAround(): Promise<void> {
    for (let round = 0; round < mostRounds; round++) {
      const before = this.#picture();
      for (const survey of this.#surveys) {
        this.#walk.signal.throwIfAborted();
        if (isSettled(this.#found.get(survey))) continue;
        this.#found.set(survey, await this.#fill(survey, 'nobody'));
        await this.#prove();
      }
      if (this.#picture() === before) return;
    }
  }

  /** The first that only a person can settle. @returns true when one did */
  async #askOne(): Promise<boolean> {
    for (const survey of this.#surveys) {
      if (!this.#needsAWord(survey) || this.#asked.has(survey)) continue;
      this.#asked.add(survey);
      const found = await this.#fill(survey, 'a person');
      this.#found.set(survey, found);
      await this.#prove();
      if (isSettled(found)) return true;
    }
    return false;
  }

  /** It is open, or likely by itself and not only because something else is. */
  #needsAWord(survey: AnySurvey): boolean {
    const found = this.#found.get(survey);
    if (found?.state === 'open') return true;
    return found?.state === 'proposed' && decide(survey, found.candidates, this.#options.said.get(survey.id)).state === 'proposed';
  }

  #picture(): string {
    const states = [...this.#found.values()].map(
      ({ survey, state, chosen }) => `${survey.id} ${state} ${chosen.map(({ id }) => id).join(' ')}`,
    );
    return [...states, ...this.#known.learned().map(({ key, proposed }) => `${key} ${proposed}`)].join('\n');
  }

  async #fill(survey: AnySurvey, asking: Asking): Promise<Found> {
    this.#known.forgetFrom(survey.id);
    const phase = phaseOf(this.#walk, survey);
    const about = { survey, phase, candidates: [], chosen: [] };
    const blind = this.#cannotLook(survey);
    if (blind) return { ...about, ...blind };
    this.#ui.looking(survey);
    try {
      const candidates = await survey.candidates(this.#context(`adopt.${survey.id}`, survey));
      for (const { values = {} } of candidates) for (const [key, value] of Object.entries(values)) this.#hide(key as Key, value);
      const decision = await this.#settle(survey, candidates, asking);
      const elsewhere = decision.state === 'none' ? unaskedOf(survey, this.#vendors) : undefined;
      if (elsewhere !== undefined) return { ...about, state: 'unknown', why: elsewhere };
      return { ...about, candidates, ...decision };
    } catch (error) {
      const told = explained(this.#walk, `adopt.${survey.id}`, survey.uses, error);
      if (told instanceof Cancelled || this.#walk.signal.aborted) throw told;
      // What people make by hand has shapes that nobody thought of: the others are looked at all the same.
      return { ...about, state: 'unknown', why: isTold(told) ? inWords(told) : `k77 cannot read what is there: ${messageOf(told)}` };
    }
  }

  /** What was read is never shown, chosen or not. */
  #hide(key: Key, value: string | Secret): void {
    if (value instanceof Secret) this.#walk.workspace.redactor.learn(new Secret(key, value.reveal()));
  }

  #cannotLook(survey: AnySurvey): { state: FoundState; why: string } | undefined {
    const closed = closedTo(survey, this.#vendors);
    if (closed !== undefined) return { state: 'unknown', why: closed };
    const values = this.#known.values();
    const missing = (survey.needs as readonly Key[]).filter((key) => values[key] === undefined);
    if (missing.length === 0) return undefined;
    const before = [...this.#found.values()].filter((found) => found.survey.gives.some((key) => missing.includes(key)));
    const undecided = before.find(({ state }) => state === 'open');
    if (undecided) return { state: 'unknown', why: `waits for a choice: ${undecided.survey.title.toLowerCase()}` };
    const unseen = before.find(({ state }) => state === 'unknown');
    if (unseen?.why) return { state: 'unknown', why: unseen.why };
    if (before.length > 0) return { state: 'none', why: `there is no ${before[0]?.survey.title.toLowerCase()}` };
    return { state: 'unknown', why: `needs ${missing.join(', ')}` };
  }

  async #settle(survey: AnySurvey, candidates: readonly Candidate[], asking: Asking): Promise<Decision> {
    let decision = decide(survey, candidates, this.#options.said.get(survey.id));
    if (asking === 'a person' && (decision.state === 'open' || decision.state === 'proposed')) {
      const said = await this.#ui.choose(survey, candidates, decision.why ?? 'it looks like it, and nothing proves it');
      if (said !== undefined) decision = decide(survey, candidates, said);
    }
    if (decision.chosen.length === 0) return decision;
    const lacking = await this.#secrets.lacking(decision.chosen, asking);
    if (lacking !== undefined) return { ...decision, state: 'open', why: lacking };
    const rests = decision.state === 'proposed' || (survey.needs as readonly Key[]).some((key) => this.#known.isProposed(key));
    this.#known.take(survey, givenKeys(this.#walk, survey), decision.chosen, rests);
    return rests ? { ...decision, state: 'proposed' } : decision;
  }

  /** What rests on a secret that turned out wrong is open again. */
  async #prove(): Promise<void> {
    for (const { key, why } of await this.#secrets.prove())
      for (const [survey, found] of this.#found)
        if (found.chosen.some(({ asks = [] }) => asks.some((asked) => asked.key === key)))
          this.#found.set(survey, { ...found, state: 'open', why });
  }

  /**
   * Without the credentials that were refused: whoever can do with other vendors goes on with those. And without what is only guessed: a guess makes no other one
   * surer, least of all the one that it rests on.
   */
  #trusted({ uses, needs }: Pick<AnyProof, 'uses' | 'needs'>): Partial<Values> {
    const refused = uses.filter(({ id }) => this.#vendors.some((one) => one.vendor === id && one.refused !== undefined));
    const keys = new Set<string>(refused.flatMap(({ credentials }) => credentials));
    const counts = (key: Key): boolean => !keys.has(key) && ((needs as readonly Key[]).includes(key) || !this.#known.isProposed(key));
    return Object.fromEntries(Object.entries(this.#known.values()).filter(([key]) => counts(key as Key))) as Partial<Values>;
  }

  #context(by: string, about: Pick<AnyProof, 'uses' | 'needs'>): SurveyContext {
    const walk = { ...this.#walk, workspace: this.#known.workspace() };
    const { workspace, clock, random, signal } = walk;
    return {
      values: this.#trusted(about) as Values,
      environment: workspace.environment,
      client: clients(walk, by, about.uses, 'no'),
      clock,
      random,
      signal,
      wait: (what, poll, minutes) => waitFor(walk, what, poll, minutes),
      files: workspace.files,
      git: workspace.git,
    };
  }
}

function phaseOf({ catalogue }: Walk, survey: AnySurvey): PhaseNumber {
  return catalogue.phases.find(({ adoption }: Phase) => adoption?.surveys.includes(survey))?.number ?? '6.1';
}

function givenKeys({ catalogue }: Walk, survey: AnySurvey): Key[] {
  const task: AnyTask | undefined = catalogue.phases.flatMap(({ tasks }) => tasks).find(({ id }) => id === survey.task);
  return Object.keys(task?.gives ?? {}) as Key[];
}

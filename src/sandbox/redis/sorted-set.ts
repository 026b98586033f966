/**
 * A sorted set: members by score, equal scores by bytes. A map answers "which score", an ordered list answers "which rank".
 */

export interface Scored {
  member: string;
  score: number;
}

/** Where a range by score or by member begins or ends. */
export interface Edge<T> {
  value: T;
  exclusive: boolean;
}

export class SortedSet {
  readonly #scores = new Map<string, number>();
  readonly #ordered: Scored[] = [];

  get size(): number {
    return this.#ordered.length;
  }

  score(member: string): number | undefined {
    return this.#scores.get(member);
  }

  set(member: string, score: number): void {
    const before = this.#scores.get(member);
    if (before === score) return;
    if (before !== undefined) this.#ordered.splice(this.#position(before, member), 1);
    this.#scores.set(member, score);
    this.#ordered.splice(this.#position(score, member), 0, { member, score });
  }

  delete(member: string): boolean {
    const score = this.#scores.get(member);
    if (score === undefined) return false;
    this.#scores.delete(member);
    this.#ordered.splice(this.#position(score, member), 1);
    return true;
  }

  /** 0 for the lowest; undefined when it is not a member. */
  rank(member: string): number | undefined {
    const score = this.#scores.get(member);
    return score === undefined ? undefined : this.#position(score, member);
  }

  /** All members, lowest first. Not to be changed. */
  all(): readonly Scored[] {
    return this.#ordered;
  }

  /** How many members lie before the edge: where a range that begins (or, with `after`, ends) there is cut. */
  cutByScore(edge: Edge<number>, after: boolean): number {
    const beyond = after !== edge.exclusive;
    return this.#first(({ score }) => (beyond ? score > edge.value : score >= edge.value));
  }

  cutByMember(edge: Edge<string> | 'first' | 'last', after: boolean): number {
    if (edge === 'first') return 0;
    if (edge === 'last') return this.size;
    const beyond = after !== edge.exclusive;
    return this.#first(({ member }) => (beyond ? member > edge.value : member >= edge.value));
  }

  #position(score: number, member: string): number {
    return this.#first((other) => other.score > score || (other.score === score && other.member >= member));
  }

  /** Index of the first member for which `reached` holds; it holds for all after it. */
  #first(reached: (scored: Scored) => boolean): number {
    let low = 0;
    let high = this.#ordered.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const scored = this.#ordered[middle];
      if (scored !== undefined && reached(scored)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/**
 * A release: one number for everything that goes live together. Recorded under `.k77/<environment>/releases/`; made from phase 6.5 on.
 */
export interface Release {
  id: `r-${string}`;
  at: string;
  commit: string;
}

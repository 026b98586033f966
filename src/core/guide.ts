/**
 * Ids of the deployment guide: its 78 steps (`6.1/3`), 355 checkboxes (`6.2#007`, `post#042`) and settings within a step (`6.1/5:monthly`).
 * Tasks, checks and scenarios cite them; `guide-contents.ts` lists them; `catalogue.test.ts` holds that none is misspelled.
 */
export type GuidePart = 'pre' | '6.1' | '6.2' | '6.3' | '6.4' | '6.5' | '6.6' | '6.7' | '6.8' | 'post' | 'rollback';
export type StepId = `${GuidePart}/${number}`;
export type BoxId = `${GuidePart}#${string}`;
export type GuideId = StepId | BoxId;

/** A value or threshold that the guide states inside a step, and what k77 makes of it. */
export interface Setting {
  /** `6.1/5:monthly-price` */
  id: `${StepId}:${string}`;
  /** In our own words, with the figure and its unit. */
  says: string;
}

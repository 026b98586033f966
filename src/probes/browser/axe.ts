/** What axe-core finds wrong in a page as it is now. https://github.com/dequelabs/axe-core/blob/develop/doc/rule-descriptions.md */
import type { Page } from '../../ports/browser-driver.ts';

export interface Violation {
  /** axe's own name of the rule, `color-contrast`. */
  rule: string;
  impact: 'minor' | 'moderate' | 'serious' | 'critical';
  help: string;
  /** How many elements. */
  count: number;
  /** The first of them, as a selector. */
  first: string;
}

interface Found {
  id: string;
  impact: Violation['impact'] | null;
  help: string;
  nodes: { target: (string | string[])[] }[];
}

const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];

/** WCAG 2, levels A and AA. */
export function violations(page: Page, axe: string): Promise<Violation[]> {
  return run(page, axe, { type: 'tag', values: levels });
}

/** Targets that are smaller than 24 × 24 px and have no room around them (WCAG 2.5.8), as selectors. */
export async function smallTargets(page: Page, axe: string): Promise<Violation[]> {
  return run(page, axe, { type: 'rule', values: ['target-size'] });
}

async function run(page: Page, axe: string, runOnly: object): Promise<Violation[]> {
  await page.evaluate(axe);
  const options = JSON.stringify({ runOnly, resultTypes: ['violations'] });
  const found = await page.evaluate<Found[]>(`axe.run(document, ${options}).then(({ violations }) => violations)`);
  return found.map(({ id, impact, help, nodes }) => ({
    rule: id,
    impact: impact ?? 'minor',
    help,
    count: nodes.length,
    first: String(nodes[0]?.target.flat().join(' ') ?? ''),
  }));
}

/** Where an app answers before it has a name of its operator's. */
import type { App } from './model.ts';

export function webAddress({ name, mark }: Pick<App, 'name' | 'mark'>): string {
  return `${name}-${mark}.herokuapp.com`;
}

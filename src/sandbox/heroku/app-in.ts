/** The app that a path names. */
import type { Call } from './api.ts';
import type { App } from './model.ts';

export function appIn({ books, at }: Call): App {
  return books.app(at.app ?? '');
}

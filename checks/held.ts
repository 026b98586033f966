/**
 * Settings of the guide that a check holds, by id, in the words of `guide-contents.ts`.
 */
import type { Setting } from '../src/core/guide.ts';
import { guideSettings } from '../src/core/guide-settings.ts';

export function held(...ids: readonly Setting['id'][]): readonly Setting[] {
  return ids.map((id) => {
    const setting = guideSettings.find((one) => one.id === id);
    if (!setting) throw new Error(`the guide has no setting ${id}`);
    return setting;
  });
}

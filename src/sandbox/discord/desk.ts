/**
 * What people do in Discord and in the developer portal: the actions behind the emulated pages' buttons, used by the pages, by the control API,
 * by the scripted operator and by the tests of generated projects. Servers, users and roles may be named by id or by name.
 */
import { OperatorError } from '../../core/errors.ts';
import type { Books } from './books.ts';
import type { Hub } from './gateway/hub.ts';
import type { Conversations } from './interact.ts';
import { people } from './people.ts';
import { portal } from './portal.ts';
import { purchases } from './purchases.ts';
import { servers } from './servers.ts';

export type Fields = Readonly<Record<string, string>>;

/** Where actions happen. */
export interface Desk {
  books: Books;
  hub: Hub;
  conversations: Conversations;
  /** Aborted when the world closes. */
  signal: AbortSignal | undefined;
}
export type Action = (desk: Desk, fields: Fields) => unknown;

export const actions: Readonly<Record<string, Action>> = { ...portal, ...servers, ...people, ...purchases };

/** @throws OperatorError for an unknown action, or for something that is not there */
export function perform(desk: Desk, action: string, fields: Fields): unknown {
  const act = actions[action];
  if (!act)
    throw new OperatorError({
      what: `The emulated Discord has no action ${action}`,
      fix: `Use one of: ${Object.keys(actions).join(', ')}`,
    });
  return act(desk, fields);
}

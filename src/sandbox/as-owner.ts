/**
 * What a vendor's owner does in its dashboard, which speaks the same API as everybody: the action `as-owner` of emulators that have no button for it.
 */
import { OperatorError } from '../core/errors.ts';
import type { Incoming, Outgoing } from '../ports/listen.ts';

export const asOwner = 'as-owner';

/** `method` (POST unless told), `path` with its query, `body` as JSON, `accept`. @throws OperatorError for what the API refuses */
export function askAsOwner(answer: (incoming: Incoming) => Outgoing, token: string, fields: Readonly<Record<string, string>>): unknown {
  const { method = 'POST', path = '/', body = '', accept = 'application/json' } = fields;
  const [plain = '', query = ''] = path.split('?');
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept };
  const { status, body: said } = answer({ method, path: plain, query, headers, body });
  const result: unknown = said === '' ? undefined : JSON.parse(said);
  const refused = status >= 400 || (typeof result === 'object' && result !== null && 'errors' in result);
  if (refused)
    throw new OperatorError({ what: `${method} ${path} was refused: ${said.slice(0, 300)}`, fix: 'correct what is sent, then try again' });
  return result;
}

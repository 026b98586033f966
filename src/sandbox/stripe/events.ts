/** Events: https://docs.stripe.com/api/events */
import { flag, list, moments, text } from './params.ts';
import { type Endpoint, resource } from './resource.ts';
import type { Thing } from './space.ts';

export const events: readonly Endpoint[] = resource({
  object: 'event',
  path: '/v1/events',
  permission: 'event',
  filters: { created: moments, delivery_success: flag, type: text, types: list(text) },
  keep: (event: Thing, { delivery_success, type, types }) =>
    (delivery_success === undefined || (event.pending_webhooks === 0) === delivery_success) &&
    (type === undefined || matches(String(event.type), type)) &&
    (types === undefined || types.some((wanted) => matches(String(event.type), wanted))),
});

/** `charge.*` means every kind of it. */
function matches(type: string, wanted: string): boolean {
  return wanted.endsWith('*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted;
}

/** Zones become active, or are moved away, as the parent zone says; certificates follow some time later. */
import type { Books } from './books.ts';
import type { ZoneState } from './model.ts';

/** What the parent zone says now, for every zone; and what is due since then. True when something changed. */
export function refresh(books: Books): boolean {
  const before = books.version;
  for (const zone of books.state.zones) {
    const parent = books.parentOf(zone.name);
    const ours = parent !== undefined && parent.length > 0 && parent.every((name) => zone.nameservers.includes(name));
    if (ours && zone.status !== 'active') activate(books, zone);
    else if (!ours && parent !== undefined && zone.status === 'active') {
      zone.status = 'moved';
      books.changed();
    }
    if (zone.status !== 'active') continue;
    const { certificate } = zone;
    if (certificate.universal && certificate.status !== 'active' && certificate.ready <= books.ms()) {
      certificate.status = 'active';
      books.changed();
    }
  }
  return books.version !== before;
}

function activate(books: Books, zone: ZoneState): void {
  zone.status = 'active';
  zone.activated = books.now();
  zone.modified = zone.activated;
  if (zone.certificate.ready === 0) zone.certificate.ready = books.ms() + books.tools.certificateMs;
  books.changed();
}

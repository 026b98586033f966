/** cdn.discordapp.com: what was attached to messages, and the pictures of those who chose none. */
import type { Outgoing } from '../../ports/listen.ts';
import type { Books } from './books.ts';

const colors = ['#5865f2', '#757e8a', '#3ba55c', '#faa61a', '#ed4245', '#eb459f'];

/** Undefined when the path is none of the CDN's. */
export function answerCdn(books: Books, path: string): Outgoing | undefined {
  const [, kind, one, two, name] = path.split('/');
  if (kind === 'attachments') {
    const file = books
      .messages(one ?? '')
      .flatMap(({ attachments }) => attachments)
      .find(({ id, filename }) => id === two && filename === name);
    if (!file) return { status: 404, headers: { 'content-type': 'text/plain' }, body: 'This content is no longer available.' };
    return { status: 200, headers: { 'content-type': file.contentType }, body: file.text };
  }
  if (kind !== 'embed' || one !== 'avatars') return undefined;
  const color = colors[Number.parseInt(two ?? '', 10) % colors.length] ?? colors[0];
  const picture = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><circle cx="32" cy="32" r="32" fill="${color}"/></svg>`;
  return { status: 200, headers: { 'content-type': 'image/svg+xml', 'cache-control': 'public, max-age=86400' }, body: picture };
}

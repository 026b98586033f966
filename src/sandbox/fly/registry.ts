/** The registry of images: who has which tag. Pushed to by the workflow only. https://distribution.github.io/distribution/spec/api/ */
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import { isSame } from '../same.ts';
import type { Books } from './books.ts';
import { json } from './refusal.ts';

export function answerRegistry(books: Books, { method, path, headers }: Incoming): Outgoing {
  const [, , app = '', what = '', name = ''] = path.split('/').map(decodeURIComponent);
  if (!isOpen(books, headers.authorization ?? ''))
    return { ...said(401, 'UNAUTHORIZED', 'authentication required'), headers: { 'www-authenticate': 'Basic realm="registry.fly.io"' } };
  if (method !== 'GET' && method !== 'HEAD') return said(405, 'UNSUPPORTED', 'the operation is unsupported');
  if (!books.state.apps.some((one) => one.name === app)) return said(404, 'NAME_UNKNOWN', 'repository name not known to registry');
  const images = books.state.images.filter((one) => one.app === app);
  if (what === 'tags' && name === 'list') return json(200, { name: app, tags: images.map(({ tag }) => tag).sort() });
  const found = what === 'manifests' ? images.find(({ tag, digest }) => tag === name || digest === name) : undefined;
  if (!found) return said(404, 'MANIFEST_UNKNOWN', 'manifest unknown');
  const type = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = JSON.stringify({ schemaVersion: 2, mediaType: type, config: { digest: found.digest }, layers: [] });
  return { status: 200, headers: { 'content-type': type, 'docker-content-digest': found.digest }, body: method === 'HEAD' ? '' : manifest };
}

/** Any name, and the token as the password. */
function isOpen({ state }: Books, authorization: string): boolean {
  const [, word = ''] = /^Basic (.+)$/.exec(authorization) ?? [];
  const given = Buffer.from(word, 'base64')
    .toString('utf8')
    .replace(/^[^:]*:/, '');
  return isSame(given.replace(/^FlyV1 +/, ''), state.token.$secret.replace(/^FlyV1 /, ''));
}

function said(status: number, code: string, message: string): Outgoing {
  return json(status, { errors: [{ code, message }] });
}

/** Deploy hooks: an address that begins a deploy of the newest commit for whoever knows it. https://render.com/docs/deploy-hooks */
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import { isSame } from '../same.ts';
import type { Books } from './books.ts';
import { begin, newestCommit } from './deploying.ts';
import { absent, json } from './refusal.ts';

export function answerHook(books: Books, { path, query }: Incoming): Outgoing {
  const [, , id = ''] = path.split('/');
  const service = books.state.services.find((one) => one.id === id);
  const asked = new URLSearchParams(query);
  if (!service || !isSame(asked.get('key') ?? '', service.$hook)) throw absent('deploy hook');
  const made = begin(books, service, { commit: asked.get('ref') ?? newestCommit(books, service), trigger: 'deploy_hook' });
  return json(200, { deploy: { id: made.id } });
}

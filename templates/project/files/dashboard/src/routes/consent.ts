/** The proof that somebody allowed cookies, or did not: a random number, what was chosen, and when. No address, no name, no login. */
import { z } from 'zod';
import type { Api } from '../api.ts';
import type { Dependencies } from '../dependencies.ts';

const body = z.object({
  id: z.uuid().describe('Made by the browser; stands in its cookie too'),
  categories: z.array(z.enum(['necessary', 'analytics', 'preferences'])).max(3),
  revision: z.int().min(0),
});

export function consentRoute(app: Api, { repositories, clock }: Dependencies): void {
  const config = { callers: 'machines', budget: 'consent' } as const;
  const schema = { tags: ['privacy'], summary: 'Write down a choice about cookies', body, response: { 204: z.null().describe('Done') } };
  app.post('/api/consent', { config, schema }, async (request, reply) => {
    const { id, categories, revision } = request.body;
    await repositories.audit.write({ at: clock.now(), action: 'consent.given', details: { consent: id, categories, revision } });
    return reply.status(204).send(null);
  });
}

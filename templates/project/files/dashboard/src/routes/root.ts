/** What somebody finds who opens the API's address. */
import { z } from 'zod';
import type { Api } from '../api.ts';
import type { Dependencies } from '../dependencies.ts';

const body = z.object({ name: z.string(), version: z.string(), docs: z.url(), dashboard: z.url(), status: z.url().nullable() });

export function rootRoute(app: Api, { env, site }: Pick<Dependencies, 'env' | 'site'>): void {
  const told = {
    name: `${site.project} API`,
    version: env.VERSION,
    docs: `${env.API_URL}/docs/`,
    dashboard: env.DASHBOARD_URL,
    status: env.STATUS_PAGE_URL ?? site.links.status ?? null,
  };
  app.get(
    '/',
    { config: { callers: 'machines' }, schema: { tags: ['health'], summary: 'What this is', response: { 200: body } } },
    async () => told,
  );
}

/**
 * The description of the API, made from the schemas that requests are checked with, and a page to read it on. Both come from this server alone.
 */
import { randomBytes } from 'node:crypto';
import swagger from '@fastify/swagger';
import { cookieName } from '@k77/config';
import reference from '@scalar/fastify-api-reference';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import type { Api } from '../api.ts';
import type { Dependencies } from '../dependencies.ts';

/** Stands in the page until a number that is used once takes its place. */
const placeholder = 'nonce-goes-here';

const problem = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'requestId'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'What programs look at' },
    detail: { type: 'string', description: 'For people' },
    requestId: { type: 'string' },
    errors: { type: 'array', items: { type: 'object', properties: { path: { type: 'string' }, message: { type: 'string' } } } },
  },
};

export async function openapi(app: Api, { env, site }: Pick<Dependencies, 'env' | 'site'>): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: `${site.project} API`,
        version: env.VERSION,
        description:
          'Errors are problem documents (RFC 9457). What changes something needs the header `x-csrf-token`, which `GET /api/auth/me` tells.',
        contact: { email: site.mailboxes.support },
      },
      servers: [{ url: env.API_URL }],
      ...(env.STATUS_PAGE_URL === undefined ? {} : { externalDocs: { url: env.STATUS_PAGE_URL, description: 'Status' } }),
      components: { securitySchemes: { login: { type: 'apiKey', in: 'cookie', name: cookieName('auth_token', env.ENVIRONMENT) } } },
    },
    transform: (route) => {
      const { schema, url } = jsonSchemaTransform(route as never);
      const callers = route.route.config?.callers ?? 'members';
      const response = {
        ...(schema.response as object),
        default: { description: 'What went wrong', content: { 'application/problem+json': { schema: problem } } },
      };
      return { schema: { ...schema, ...(callers === 'members' ? { security: [{ login: [] }] } : {}), response }, url };
    },
  });
}

export async function documentation(app: Api, { site }: Pick<Dependencies, 'site'>): Promise<void> {
  app.get('/openapi.json', { config: { callers: 'machines' }, schema: { hide: true } }, async (_request, reply) =>
    reply.serializer(JSON.stringify).send(app.swagger()),
  );
  await app.register(async (scope) => {
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, callers: 'machines' };
    });
    scope.addHook('onSend', async (_request, reply, payload) => {
      if (!String(reply.getHeader('content-type')).startsWith('text/html') || typeof payload !== 'string') return payload;
      const nonce = randomBytes(16).toString('base64');
      reply.header('content-security-policy', pagePolicy(nonce));
      return payload.replaceAll(placeholder, nonce);
    });
    await scope.register(reference, {
      routePrefix: '/docs',
      configuration: {
        url: '/openapi.json',
        pageTitle: `${site.project} API`,
        nonce: placeholder,
        withDefaultFonts: false,
        telemetry: false,
        hideClientButton: true,
        showDeveloperTools: 'never',
        agent: { disabled: true },
        mcp: { disabled: true },
      },
    });
  });
}

/** Scripts need the number. The page's libraries write styles as they go, without one; styles alone read nothing here and send nothing anywhere. */
function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    "style-src 'unsafe-inline'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

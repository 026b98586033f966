import { validate } from '@scalar/openapi-parser';
import { describe, expect, test } from 'vitest';
import { openApi } from '../api.fixture.ts';

const headers = { 'x-forwarded-proto': 'https' };
/** Pages about the API are no part of it. */
const pages = /^\/(openapi\.json|docs)/;

/** What the contract promises; existing dashboards and Python services rely on it. */
const contract = [
  'GET /health',
  'GET /health/database',
  'GET /health/redis',
  'GET /health/bot',
  'GET /health/ready',
  'GET /api/auth/login',
  'GET /api/auth/callback',
  'GET /api/auth/me',
  'POST /api/auth/logout',
  'GET /api/servers',
  'GET /api/servers/{id}/settings',
  'PATCH /api/servers/{id}/settings',
  'GET /api/billing/plans',
  'GET /api/servers/{id}/subscription',
  'POST /api/stripe/checkout',
  'POST /api/stripe/portal',
  'POST /api/stripe/cancel',
  'POST /api/stripe/refund',
  'GET /api/stripe/session/{id}',
  'POST /api/stripe/webhook',
  'POST /api/privacy/export',
  'GET /api/privacy/export/{id}',
  'POST /api/privacy/delete',
  'POST /api/consent',
  'POST /api/test-error/{service}',
];

interface Document {
  paths: Record<string, Record<string, { security?: unknown; responses: Record<string, { content?: object }>; requestBody?: object }>>;
}

async function described(): Promise<{ document: Document; operations: string[] }> {
  const { app } = await openApi();
  const document: Document = (await app.inject({ url: '/openapi.json', headers })).json();
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  return { document, operations };
}

describe('the description of the API', () => {
  test('is valid OpenAPI 3.1', async () => {
    const { document } = await described();
    const result = await validate(document as never);
    expect(result.errors ?? []).toEqual([]);
    expect([result.valid, result.version]).toEqual([true, '3.1']);
  });

  test('holds the whole contract', async () => {
    const { operations } = await described();
    expect(contract.filter((one) => !operations.includes(one))).toEqual([]);
  });

  test('holds every route that the server has, and no other', async () => {
    const { app } = await openApi();
    const { operations } = await described();
    const served: string[] = [];
    // Each line of the tree ends with a path and its methods.
    const tree = app.printRoutes({ commonPrefix: false, includeHooks: false });
    const stack: string[] = [];
    for (const line of tree.split('\n')) {
      const [, indent = '', part = '', methods] = /^([│\s]*)[├└]── (.*?)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? [];
      if (part === '') continue;
      stack.length = indent.length / 4;
      stack.push(part);
      const path = stack.join('').replace(/:(\w+)/g, '{$1}');
      if (methods !== undefined && !pages.test(path)) served.push(...methods.split(', ').map((method) => `${method} ${path}`));
    }
    const wanted = served.filter((one) => !/^(HEAD|OPTIONS) /.test(one));
    expect(wanted.length).toBeGreaterThan(contract.length);
    expect([...operations].sort()).toEqual([...wanted].sort());
  });

  test('says where a login is needed, and how errors look', async () => {
    const { document } = await described();
    expect(document.paths['/api/servers']?.get?.security).toEqual([{ login: [] }]);
    expect(document.paths['/api/billing/plans']?.get?.security).toBeUndefined();
    expect(document.paths['/api/servers']?.get?.responses.default?.content).toHaveProperty(['application/problem+json']);
    expect(document.paths['/api/stripe/checkout']?.post?.requestBody).toBeDefined();
  });
});

describe('the page to read it on', () => {
  test('comes from this server alone, under a policy with a number that changes', async () => {
    const { app } = await openApi();
    const ask = async () => app.inject({ url: '/docs/', headers });
    const [first, second] = [await ask(), await ask()];
    const nonce = /script-src 'nonce-([^']+)'/.exec(String(first.headers['content-security-policy']))?.[1];
    expect(nonce).toMatch(/^[\w+/]{22}==$/);
    expect(first.body).toContain(`nonce="${nonce}"`);
    expect(first.body).not.toMatch(/nonce-goes-here|https?:\/\/(?!api\.kingdom77\.test)[\w.]+\.(com|net|io)/);
    expect(second.headers['content-security-policy']).not.toBe(first.headers['content-security-policy']);
    expect(first.headers['content-security-policy']).not.toMatch(/script-src[^;]*unsafe/);
    expect((await app.inject({ url: '/docs/js/scalar.js', headers })).statusCode).toBe(200);
  });
});

/** Netlify's own client (npm `@netlify/api`, on which its command line client stands), pointed at the sandbox as `NETLIFY_API_URL` points that one, sees what k77 made. */
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Secret } from '../core/secret.ts';
import { netlifyHost } from '../hosts/netlify.ts';
import { type NetlifyDesk, openNetlify, openWalk } from './netlify-fixture.ts';

const file = fileURLToPath(new URL('../../.ci/tools/node_modules/@netlify/api/lib/index.js', import.meta.url));
const absent = !existsSync(file);
const why = absent ? ` (skipped: ${file} is not there; cd .ci/tools && npm ci)` : '';

type Call = (about?: Readonly<Record<string, unknown>>) => Promise<unknown>;
type Client = Readonly<Record<string, Call>>;
interface Options {
  scheme: string;
  host: string;
  pathPrefix: string;
}
interface Package {
  NetlifyAPI: new (token: string, options: Options) => Client;
}

/** What the command line client makes of its variable `NETLIFY_API_URL`: https://github.com/netlify/cli (src/commands/base-command.ts) */
function pointedAt(apiUrl: string): Options {
  const { protocol, host, pathname, origin } = new URL(apiUrl);
  return { scheme: protocol.slice(0, -1), host, pathPrefix: apiUrl === origin ? '/api/v1' : pathname };
}

const { api } = netlifyHost;
const repository = 'ann/shop';
const apex = 'kingdom77.test';
const name = 'kingdom77-dashboard';

let desk: NetlifyDesk;
let client: Client;
let id: string;
let commit: string;

/** What k77 does in phase 6.6, through its host. */
async function make(): Promise<void> {
  const { context, doors } = openWalk(desk);
  const place = await api.makePlace(context, { project: 'kingdom77', environment: 'production' });
  const connection = { repository, branch: 'main', autoDeploy: true };
  const settings = { root: 'dashboard-frontend', buildCommand: 'npm run build', framework: 'nextjs', region: 'us-east-1' } as const;
  id = await api.makeService(context, place, 'dashboard', settings as never, connection);
  const set = {
    NEXT_PUBLIC_API_URL: 'https://api.kingdom77.test',
    SENTRY_AUTH_TOKEN: new Secret('SENTRY_AUTH_TOKEN', 'never-shown-again'),
  };
  await api.setVariables(context, place, id, { set, remove: [], target: 'production' });
  await api.connect(context, place, id, connection);
  commit = desk.push(repository, 'main', 'second');
  await api.addDomain?.(context, place, id, apex);
  await doors.close();
  desk.log.length = 0;
}

function must(method: string): Call {
  const call = client[method]?.bind(client);
  if (!call) throw new Error(`the client has no ${method}`);
  return call;
}

beforeAll(async () => {
  desk = await openNetlify();
  desk.push(repository, 'main', 'first');
  desk.edit('open-repository', { repository });
  await make();
  if (absent) return;
  const { NetlifyAPI } = (await import(pathToFileURL(file).href)) as Package;
  client = new NetlifyAPI(desk.token(), pointedAt(desk.endpoint));
});
afterAll(() => desk.close());

describe.skipIf(absent)(`the client of Netlify${why}`, () => {
  test('sees the person and the team', async () => {
    expect(await must('getCurrentUser')()).toMatchObject({ email: 'owner@kingdom77.test' });
    expect(await must('listAccountsForUser')({ minimal: true })).toMatchObject([{ slug: 'kingdom-77', type_name: 'Pro' }]);
  });

  test('sees the site and its settings', async () => {
    const [site] = (await must('listSitesForAccount')({ account_slug: 'kingdom-77' })) as Record<string, unknown>[];
    expect(site).toMatchObject({
      id,
      name,
      custom_domain: apex,
      build_settings: {
        package_path: 'dashboard-frontend',
        cmd: 'cd dashboard-frontend && npm run build',
        dir: 'dashboard-frontend/.next',
        repo_path: repository,
      },
    });
    expect(await must('getSite')({ site_id: id })).toMatchObject({ published_deploy: { commit_ref: commit } });
  });

  test('sees the variables by name, and no secret', async () => {
    const { account_id } = (await must('getSite')({ site_id: id })) as { account_id: string };
    const seen = (await must('getEnvVars')({ account_id, site_id: id })) as { key: string; is_secret: boolean }[];
    expect(seen.map(({ key, is_secret }) => [key, is_secret])).toEqual([
      ['NEXT_PUBLIC_API_URL', false],
      ['SENTRY_AUTH_TOKEN', true],
    ]);
    expect(JSON.stringify(seen)).not.toContain('never-shown-again');
    expect(await must('getSiteEnvVars')({ site_id: id })).toHaveLength(2);
  });

  test('sees the deploys, builds once more, and takes production back', async () => {
    const all = (await must('listSiteDeploys')({ site_id: id })) as { id: string; commit_ref: string; state: string }[];
    expect(all.map(({ commit_ref, state }) => [commit_ref, state])).toEqual([[commit, 'ready']]);
    const { deploy_id } = (await must('createSiteBuild')({ site_id: id })) as { deploy_id: string };
    expect(await must('getSite')({ site_id: id })).toMatchObject({ published_deploy: { id: deploy_id } });
    await must('restoreSiteDeploy')({ site_id: id, deploy_id: all[0]?.id });
    expect(await must('getSite')({ site_id: id })).toMatchObject({ published_deploy: { id: all[0]?.id } });
  });

  test('sets a variable as `netlify env:set` does, and the domain and its certificate are there', async () => {
    const { account_slug } = (await must('getSite')({ site_id: id })) as { account_slug: string };
    const scopes = ['builds', 'functions', 'runtime', 'post_processing'];
    const theirs = { key: 'THEIRS', scopes, values: [{ context: 'production', value: 'hello' }] };
    await must('createEnvVars')({ accountId: account_slug, siteId: id, key: 'THEIRS', body: [theirs] });
    expect(await must('getEnvVar')({ accountId: account_slug, siteId: id, key: 'THEIRS' })).toMatchObject({ is_secret: false });
    await must('deleteEnvVar')({ accountId: account_slug, siteId: id, key: 'THEIRS' });
    expect(await must('listSites')({ filter: 'all' })).toMatchObject([{ custom_domain: apex, domain_aliases: [] }]);
    await expect(must('provisionSiteTLSCertificate')({ site_id: id })).rejects.toMatchObject({
      json: { message: 'bad dns for custom domain' },
    });
  });

  test('pointed there with a path sees the same', async () => {
    const { NetlifyAPI } = (await import(pathToFileURL(file).href)) as Package;
    const other = new NetlifyAPI(desk.token(), pointedAt(`${desk.endpoint}/api/v1`));
    expect(await other.getSite?.({ site_id: id })).toMatchObject({ id, name });
  });

  test('is told what is wrong', async () => {
    await expect(must('getSite')({ site_id: 'nobody-made-this' })).rejects.toMatchObject({ status: 404 });
    await expect(must('createSite')({ body: { name } })).rejects.toMatchObject({ status: 422 });
  });

  test('asked for nothing else that the sandbox does not have', () => {
    expect(desk.log.filter((line) => / (404|500)$/.test(line) && !line.includes('nobody-made-this'))).toEqual([]);
  });
});

/**
 * Documentation · the API describes itself (OpenAPI), shows that as a page, and answers under every path that it describes.
 */
import { type CheckContext, check } from '../src/core/check.ts';
import type { Values } from '../src/core/keys.ts';
import { hostsOf } from '../src/phases/6.4-domain/hosts.ts';
import { ask, headerValue, isHtml, type WebOutcome } from '../src/probes/http/ask.ts';
import { internet } from '../src/vendors/internet.ts';
import { few } from './documents.ts';
import { webOptions } from './domain-seen.ts';
import { strangersLetIn } from './rate-window.ts';
import { judge, later, unknown } from './verdict.ts';

interface Operation {
  method: string;
  /** `/api/servers/{id}` */
  path: string;
  /** A login comes before everything else. */
  guarded: boolean;
  tags: readonly string[];
}

interface Described {
  /** Of `/openapi.json`. */
  status: number | undefined;
  failure?: string;
  /** Undefined: what came is no description. */
  document?: { title: string; version: string; operations: readonly Operation[] };
}

type Looking = Pick<CheckContext, 'client' | 'clock' | 'signal'> & { values: Values<'domain'> & Partial<Values<'API_DEPLOYED'>> };

/** Once for each deployment. */
export function describedApi(context: Looking): Promise<Described> {
  const { domain, API_DEPLOYED } = context.values;
  return context.client(internet).once(`openapi ${domain} ${API_DEPLOYED}`, async () => {
    await strangersLetIn(context);
    const answer = await ask(`https://${hostsOf(domain).api}/openapi.json`, webOptions(context), { maxBytes: 4 * 1024 * 1024 });
    if (answer.state === 'failed') return { status: undefined, failure: answer.failure };
    const document = documentIn(answer.body);
    return { status: answer.status, ...(document ? { document } : {}) };
  });
}

interface Raw {
  openapi?: string;
  swagger?: string;
  info?: { title?: string; version?: string };
  security?: readonly object[];
  paths?: Record<string, Record<string, { security?: readonly object[]; tags?: readonly string[] }>>;
}

const methods = ['get', 'post', 'put', 'patch', 'delete'];

function documentIn(text: string): Described['document'] {
  try {
    const { openapi, swagger, info, paths, security = [] } = JSON.parse(text) as Raw;
    if ((openapi ?? swagger) === undefined || paths === undefined) return undefined;
    const operations = Object.entries(paths).flatMap(([path, all]) =>
      Object.entries(all)
        .filter(([method]) => methods.includes(method))
        .map(([method, one]) => ({
          method: method.toUpperCase(),
          path,
          guarded: (one.security ?? security).some((scheme) => Object.keys(scheme).length > 0),
          tags: one.tags ?? [],
        })),
    );
    return { title: info?.title ?? '', version: info?.version ?? '', operations };
  } catch {
    return undefined;
  }
}

/** More than this is asked of nobody who counts requests. */
const mostAsked = 20;

export const apiDescribed = check({
  id: 'docs.api',
  section: 'Documentation',
  phase: '6.8',
  title: 'The API is described, the description is shown as a page, and it is true',
  guide: ['post#132'],
  weight: 'warning',
  uses: [internet],
  needs: ['domain'],
  tolerates: ['API_DEPLOYED'],
  async probe(context) {
    const { domain, API_DEPLOYED } = context.values;
    if (API_DEPLOYED === undefined) return later('6.6', 'no API is deployed yet');
    const origin = `https://${hostsOf(domain).api}`;
    const { described, page, answers } = await apiLookedAt(context);
    const { status, failure, document } = described;
    const operations = document?.operations ?? [];
    const absent = answers.filter(({ seen }) => seen.state === 'answered' && (seen.status === 404 || seen.status === 405));
    const refused = answers.filter(({ seen }) => seen.state === 'answered' && seen.status === 429);
    if (status === 429 || (answers.length > 0 && refused.length === answers.length))
      return unknown(`${origin} refuses more requests for the moment (429): k77 verify --only docs.api in a minute`);
    return judge(context, {
      wrong: [
        status !== 200 && `${origin}/openapi.json ${status === undefined ? `does not answer: ${failure}` : `answers ${status}`}`,
        status === 200 && document === undefined && `${origin}/openapi.json is no description of an API`,
        document && operations.length === 0 && 'it describes no route',
        absent.length > 0 && `described, and not there: ${few(absent.map(({ operation }) => `${operation.method} ${operation.path}`))}`,
        page,
      ],
      saw: `${document?.title} ${document?.version}: ${operations.length} operations; ${answers.length - refused.length} of them asked, none is missing`,
      want: 'a description at /openapi.json, a page at /docs, and an answer other than 404 for what it describes',
      from: `GET ${origin}/openapi.json, GET ${origin}/docs, and up to ${mostAsked} of the operations, without a login`,
      fix: 'k77 deploy 6.6: the description is made from the routes that run; its log says why they do not',
    });
  },
});

/** What is wrong with the page. */
async function docsPage(context: Looking, origin: string): Promise<string | undefined> {
  const seen = await ask(`${origin}/docs`, webOptions(context));
  const [to] = seen.state === 'answered' && seen.status >= 300 && seen.status < 400 ? [headerValue(seen.headers, 'location')] : [];
  const page = to === undefined ? seen : await ask(new URL(to, `${origin}/docs`), webOptions(context));
  if (page.state === 'failed') return `${origin}/docs does not answer: ${page.failure}`;
  if (page.status !== 200) return `${origin}/docs answers ${page.status}`;
  return isHtml(headerValue(page.headers, 'content-type')) ? undefined : `${origin}/docs is no page`;
}

interface Asked {
  operation: Operation;
  seen: WebOutcome;
}

interface LookedAt {
  described: Described;
  /** What is wrong with the page. */
  page: string | undefined;
  answers: readonly Asked[];
}

/** Once for each deployment. Whoever uses up what the API allows a stranger lets this look first. */
export function apiLookedAt(context: Looking): Promise<LookedAt> {
  const { domain, API_DEPLOYED } = context.values;
  const origin = `https://${hostsOf(domain).api}`;
  return context.client(internet).once(`described ${domain} ${API_DEPLOYED}`, async () => {
    const described = await describedApi(context);
    const page = await docsPage(context, origin);
    const answers: Asked[] = [];
    for (const operation of harmless(described).slice(0, mostAsked))
      answers.push({ operation, seen: await ask(`${origin}${operation.path.replace(/\{\w+\}/g, '1')}`, webOptions(context)) });
    return { described, page, answers };
  });
}

/**
 * Nothing that is asked can change anything: reads without a login, and reads that a login comes before; without one they are refused at the door. What is only for
 * the operator does not exist for others.
 */
function harmless({ document }: Described): Operation[] {
  return (document?.operations ?? []).filter(
    ({ method, path, guarded, tags }) => method === 'GET' && !tags.includes('operator') && (guarded || !path.includes('{')),
  );
}

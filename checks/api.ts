/**
 * Services · the API at its host: variables, settings, what runs, its name, its health, its limits, its log.
 */
import { type AnyCheck, check } from '../src/core/check.ts';
import { hostVendors } from '../src/hosts/hosts.ts';
import { hostsOf } from '../src/phases/6.4-domain/hosts.ts';
import { textOf } from '../src/phases/6.5-bot/diagnosis.ts';
import { at, keysAt } from '../src/phases/6.5-bot/hosted-service.ts';
import { nameKeys } from '../src/phases/6.5-bot/names.ts';
import { inWords } from '../src/phases/6.6-dashboard/domains-live.ts';
import { ask, headerValue } from '../src/probes/http/ask.ts';
import { git } from '../src/vendors/git.ts';
import { internet } from '../src/vendors/internet.ts';
import { newestRuns, variablesOf } from './dashboard-hosted.ts';
import { tlsOf, webOptions } from './domain-seen.ts';
import { held } from './held.ts';
import { driftIn, inShort, pageOf, runningOf, serviceOf, where } from './hosting-seen.ts';
import { judge, unknown, wrongFor } from './verdict.ts';

const vendors = hostVendors('api');

const variablesSet = check({
  id: 'api.variables-set',
  section: 'Services',
  phase: '6.6',
  title: 'The API has its variables, and not the bot’s token',
  guide: ['6.6/2', '6.6#002'],
  weight: 'blocker',
  uses: vendors,
  needs: keysAt('api'),
  probe: (context) =>
    variablesOf(context, 'api', {
      want: 'everything that the API reads, as it is kept; no token with which somebody could act as the bot',
      fix: 'k77 deploy 6.6 sets what differs and deploys once; your own variables stay until you delete them',
      differing: ['6.6#002'],
      refuse: (names) => names.filter((name) => name === 'DISCORD_TOKEN').map((name) => `it has ${name}, which it does not read`),
    }),
});

const settings = check({
  id: 'api.settings',
  section: 'Services',
  phase: '6.6',
  title: 'The API is built, started, watched and restarted as agreed',
  guide: ['6.6/1', '6.6/3', '6.6#003'],
  weight: 'blocker',
  task: 'api.service',
  uses: vendors,
  needs: keysAt('api'),
  tolerates: [nameKeys.api],
  async probe(context) {
    const drift = await driftIn(context, ['api.service'], (_task, change) => inShort(change));
    if ('waits' in drift) return drift.waits;
    const found = await serviceOf(context, 'api');
    const { startCommand, restart, healthPath, region, memoryMb } = found?.settings ?? {};
    const parts = [startCommand, restart && `restarts ${restart}`, healthPath, region, memoryMb && `${memoryMb} MB`];
    return judge(context, {
      wrong: [...drift.wrong, found === undefined && `${where('api', context.values)} is gone`],
      saw: [...parts.filter(Boolean), ...(found?.notes ?? [])].join(', '),
      want: 'the commands, the health path, the restart policy, the region and the memory that k77 plan names',
      from: `the service at ${at('api', context.values).host.title}`,
      fix: 'k77 deploy --only api.service; the host takes it with the next deployment: k77 deploy 6.6',
    });
  },
});

const runs = check({
  id: 'api.runs',
  section: 'Services',
  phase: '6.6',
  title: 'The newest commit of the branch is what runs as the API',
  guide: ['6.6/1', '6.6#001'],
  weight: 'blocker',
  uses: [...vendors, git],
  needs: [...keysAt('api'), 'repository', 'branch'],
  tolerates: ['autoDeploy', 'workflow'],
  probe: (context) => newestRuns(context, 'api'),
});

const named = check({
  id: 'api.named',
  section: 'Services',
  phase: '6.6',
  title: 'The host of the API serves api.<domain>, with a certificate of its own',
  guide: ['6.6/4', '6.6#004', '6.6#005'],
  weight: 'blocker',
  uses: [...vendors, internet],
  needs: [...keysAt('api'), 'domain'],
  async probe(context) {
    const { host, place, id } = at('api', context.values);
    const { api } = hostsOf(context.values.domain);
    const [found, seen] = await Promise.all([host.api.domain?.(context, place, id, api), tlsOf(context, api)]);
    const leaf = seen.chain?.leaf;
    return judge(context, {
      wrong: [
        wrongFor(['6.6#004'], !found && `${host.title} does not know ${api}`),
        // Until its records are seen there is no certificate either.
        found && !found.verified && inWords(found),
        wrongFor(['6.6#005'], found?.verified && found.certificate !== 'valid' && inWords(found)),
        wrongFor(['6.6#004'], found?.redirectTo && `${api} leads to ${found.redirectTo}`),
        wrongFor(['6.6#005'], seen.state !== 'tls' && `no TLS: ${seen.why}`),
        wrongFor(
          ['6.6#005'],
          seen.chain && (!seen.chain.trusted || !seen.names?.matches) && `its certificate is for ${leaf?.names.join(', ') ?? 'nobody'}`,
        ),
      ],
      saw: `${api} at ${host.title}, certificate of ${leaf?.issuer ?? 'nobody'}, ${seen.chain?.daysLeft} days left`,
      want: 'the name verified at its host, and a trusted certificate for it',
      from: `${host.title}, domains of the service, and a TLS handshake`,
      fix: 'k77 deploy --only api.domain --only domain.api-records --only api.domain-live',
    });
  },
});

const healthy = check({
  id: 'api.healthy',
  section: 'Services',
  phase: '6.6',
  title: 'The API says that it is well, and that database and Redis answer',
  guide: ['6.6#006', 'post#033', 'rollback#003'],
  settings: held('6.6/4:health'),
  weight: 'blocker',
  uses: [internet],
  needs: ['domain', 'API_SERVICE'],
  async probe(context) {
    const { api } = hostsOf(context.values.domain);
    const paths = ['/health', '/health/ready', '/health/database', '/health/redis'];
    const seen = await Promise.all(paths.map((path) => ask(`https://${api}${path}`, webOptions(context))));
    const [live] = seen;
    return judge(context, {
      wrong: [
        ...seen.map((one, nth) => {
          if (one.state === 'failed') return `${paths[nth]}: ${one.failure} (${one.code})`;
          // An API of one's own may know /health alone.
          const absent = nth > 0 && one.status === 404;
          return one.status !== 200 && !absent && `${paths[nth]} answers ${one.status}`;
        }),
        live?.state === 'answered' &&
          live.status === 200 &&
          !['healthy', 'ok'].includes(statusIn(live.body)) &&
          `/health says ${statusIn(live.body)}`,
      ],
      saw:
        live?.state === 'answered'
          ? `200, ${statusIn(live.body)}, in ${Math.round(live.timings.totalMs)} ms; database and Redis answer`
          : '',
      want: '200 and "status":"healthy" (or "ok"); 200 for database and Redis',
      from: paths.map((path) => `https://${api}${path}`).join(', '),
      fix: 'the log of the API at its host says why (k77 verify services shows its errors); then k77 deploy 6.6',
    });
  },
});

function statusIn(body: string): string {
  try {
    const { status } = JSON.parse(body) as { status?: unknown };
    return typeof status === 'string' ? status : 'no status';
  } catch {
    return 'something that is no JSON';
  }
}

const limits = check({
  id: 'api.limits',
  section: 'Security',
  phase: '6.6',
  title: 'The API counts what everybody asks, with the limit that was answered',
  guide: ['6.6#008', 'post#037', 'post#072'],
  weight: 'warning',
  uses: [internet],
  needs: ['domain', 'API_SERVICE', 'RATE_LIMIT_FREE'],
  async probe(context) {
    const { api } = hostsOf(context.values.domain);
    const seen = await ask(`https://${api}/`, webOptions(context));
    if (seen.state === 'failed') return unknown(`https://${api}/ does not answer: ${seen.failure}`);
    const header = (name: string): string | undefined => headerValue(seen.headers, name);
    const [limit, left] = [header('x-ratelimit-limit'), header('x-ratelimit-remaining')];
    return judge(context, {
      wrong: [
        limit === undefined && `it answers ${seen.status} without saying how many requests are left`,
        limit !== undefined &&
          limit !== context.values.RATE_LIMIT_FREE &&
          `strangers may ask ${limit} times, not ${context.values.RATE_LIMIT_FREE}`,
        limit !== undefined && left === undefined && 'it does not say how many requests are left',
      ],
      saw: `${limit} requests a minute for strangers, ${left} left (${header('ratelimit-policy') ?? 'no RateLimit-Policy'})`,
      want: `${context.values.RATE_LIMIT_FREE} requests a minute for strangers, told with every answer`,
      from: `GET https://${api}/`,
      fix: 'k77 deploy --only api.variables --only api.deployed gives it RATE_LIMIT_FREE; k77 verify infrastructure tries the limit out',
    });
  },
});

/** Lines that are read back. */
const lines = 500;

const logClean = check({
  id: 'api.log-clean',
  section: 'Services',
  phase: '6.6',
  title: 'The log of the API holds no error since it was deployed',
  guide: ['6.6#009'],
  weight: 'warning',
  uses: vendors,
  needs: keysAt('api'),
  async probe(context) {
    const { host, place, id } = at('api', context.values);
    const { current } = await runningOf(context, 'api');
    if (!current) return unknown('no deployment of the API serves anybody: api.runs says more');
    const log = await host.api.logs(context, place, id, current.id, 'run', lines);
    const bad = log.filter(({ text, severity }) => (severity === 'error' || isError(text)) && !isOnPurpose(text));
    // A host that shows nothing proves nothing.
    if (log.length === 0) return unknown(`${host.title} shows no line of the log of deployment ${current.id}`);
    return judge(context, {
      wrong: [
        ...bad.slice(-3).map(({ at: when, text }) => `${when.slice(0, 19)} ${textOf(text).slice(0, 200)}`),
        bad.length > 3 && `and ${bad.length - 3} more`,
      ],
      saw: `${log.length} lines, none of them an error`,
      want: 'no line of severity error or worse',
      from: `${host.title}, log of deployment ${current.id}`,
      fix: `read them at ${pageOf('api', context.values)}; when the cause is mended: k77 deploy 6.6`,
    });
  },
});

/** pino writes numbers, others words. */
function isError(line: string): boolean {
  try {
    const { level } = JSON.parse(line) as { level?: unknown };
    return typeof level === 'number' ? level >= 50 : typeof level === 'string' && /^(error|fatal|critical)$/i.test(level);
  } catch {
    return false;
  }
}

/** k77 asks for errors, to see that they arrive where errors are read. */
function isOnPurpose(line: string): boolean {
  return /"type":"TestError"/.test(line);
}

export const api: readonly AnyCheck[] = [variablesSet, settings, runs, named, healthy, limits, logClean];

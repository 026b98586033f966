/**
 * Services · Discord bot, as it runs: online, connected, within its resources, back after a crash. Read from the API, from Discord and from the logs at the host.
 */
import { type AnyCheck, check } from '../src/core/check.ts';
import type { BoxId } from '../src/core/guide.ts';
import type { LogLine } from '../src/core/host.ts';
import { hostVendors } from '../src/hosts/hosts.ts';
import { hostsOf } from '../src/phases/6.4-domain/hosts.ts';
import { at } from '../src/phases/6.5-bot/hosted-service.ts';
import { readyLines, titles } from '../src/phases/6.5-bot/services.ts';
import { ask } from '../src/probes/http/ask.ts';
import { internet } from '../src/vendors/internet.ts';
import { attestable } from './attestable.ts';
import { comebacksIn, type Said, saidIn } from './bot-log.ts';
import { webOptions } from './domain-seen.ts';
import { held } from './held.ts';
import { type Hosted, pageOf, pairNeeds, pairOf, pairTolerates, runningOf, serviceOf, where } from './hosting-seen.ts';
import { judge, later, unknown, type Wrong, wrongFor } from './verdict.ts';

const online = check({
  id: 'bot.online',
  section: 'Services',
  phase: '6.5',
  title: 'The bot is online in Discord: every shard was heard of in the last minute',
  guide: ['6.5/6', '6.5#007', 'post#026', 'rollback#001'],
  weight: 'blocker',
  uses: [internet],
  needs: ['domain'],
  tolerates: ['API_RECORDS'],
  async probe(context) {
    const url = `https://${hostsOf(context.values.domain).api}/health/bot`;
    if (context.values.API_RECORDS === undefined)
      return later('6.6', 'the shards of the bot are seen through the API, which has no name yet');
    const seen = await ask(url, webOptions(context));
    if (seen.state !== 'answered') return later('6.6', `the API does not answer: ${seen.failure} (${seen.code})`);
    const status = statusIn(seen.body);
    if (status === undefined) return later('6.6', `${url} answers ${seen.status} and no JSON: no API is deployed there yet`);
    return judge(context, {
      wrong: [seen.status !== 200 && `${url} answers ${seen.status}: ${status}`],
      saw: `${seen.status}: ${status}`,
      want: '200: each shard told of itself, and its connection to Discord was alive',
      from: `GET ${url}`,
      fix: 'look at the log of the bot at its host; k77 verify --check bot.connected and --check bot.runs say more',
    });
  },
});

/** What a health answer says; undefined: it is none. */
function statusIn(body: string): string | undefined {
  try {
    const { status } = JSON.parse(body) as { status?: unknown };
    return typeof status === 'string' ? status : undefined;
  } catch {
    return undefined;
  }
}

/** Lines of a log that are looked at. */
const lines = 1000;

async function logOf(context: Hosted, service: 'bot' | 'worker'): Promise<readonly LogLine[] | undefined> {
  const { host, place, id } = at(service, context.values);
  const { current } = await runningOf(context, service);
  return current && host.api.logs(context, place, id, current.id, 'run', lines);
}

const connected = check({
  id: 'bot.connected',
  section: 'Services',
  phase: '6.5',
  title: 'Bot and worker say that they reach database and Redis',
  guide: ['6.5/6', '6.5#008', 'post#028', 'post#029', 'rollback#004', 'rollback#005'],
  weight: 'warning',
  uses: hostVendors('bot', 'worker'),
  needs: pairNeeds,
  tolerates: pairTolerates,
  attestable: attestable('bot.connected'),
  async probe(context) {
    const { values } = context;
    if (values.CODE_SHAPE === 'python')
      return unknown(`read the log of your own bot (${pageOf('bot', values)}), then k77 attest bot.connected`);
    const seen = await Promise.all(pairOf(values).map(async (service) => ({ service, log: await logOf(context, service) })));
    const said = seen.map(({ service, log }) => ({ service, said: saidIn(log ?? []), whole: (log?.length ?? 0) < lines }));
    const silent = said.filter((one) => one.said.length === 0);
    if (silent.length > 0)
      return unknown(`the log of ${silent.map(({ service }) => where(service, values)).join(' and ')} holds no line of the program`);
    return judge(context, {
      wrong: said.flatMap(({ service, said: all, whole }) => unreached(service, all, whole)),
      saw: said.map(({ service, said: all }) => `${titles[service]}: ${summary(service, all)}`).join('; '),
      want: '"ready", with database and Redis connected, and neither lost since',
      from: 'the logs at the hosts',
      fix: 'k77 verify 6.2 and k77 verify 6.3 say whether they can be reached; then look at the access list of Atlas and at the log',
    });
  },
});

function lastReady(service: 'bot' | 'worker', said: readonly Said[]): Said | undefined {
  return said.findLast(({ msg }) => msg === readyLines[service]);
}

const connections = {
  database: ['6.5#008', 'post#028', 'rollback#004'],
  redis: ['6.5#008', 'post#029', 'rollback#005'],
} as const satisfies Record<string, readonly BoxId[]>;
const connectionNames = ['database', 'redis'] as const;

function unreached(service: 'bot' | 'worker', said: readonly Said[], whole: boolean): Wrong[] {
  const ready = lastReady(service, said);
  const name = `the ${titles[service]}`;
  // The beginning of a long log is not kept; then only trouble counts.
  if (ready === undefined && whole) return [`${name} never said "${readyLines[service]}"`];
  const lost = connectionNames.filter((what) => {
    const word = ready?.fields[what];
    return word !== undefined && word !== 'connected';
  });
  const since = said.filter(({ at: time, msg }) => msg === 'health check failed' && time >= (ready?.at ?? 0));
  const failing = connectionNames.filter((what) => since.some(({ fields }) => fields.check === what));
  return [
    ...lost.map((what) => wrongFor(connections[what], `${name} says that ${what} is ${String(ready?.fields[what])}`)),
    ...failing.map((what) => wrongFor(connections[what], `${name} has lost ${what} since it was ready`)),
  ];
}

function summary(service: 'bot' | 'worker', said: readonly Said[]): string {
  const ready = lastReady(service, said);
  if (ready === undefined) return 'no trouble in the part of its log that is kept';
  const { guilds, database, redis } = ready.fields;
  const parts = [
    guilds !== undefined && `${String(guilds)} ${guilds === 1 ? 'server' : 'servers'}`,
    database && `database ${String(database)}`,
    redis && `Redis ${String(redis)}`,
  ];
  return [ready.msg, ...parts.filter(Boolean)].join(', ');
}

/** The guide's targets: 6.5/8. */
const most = { cpuPercent: 50, memoryPart: 0.8, memoryMb: 400 };

const resources = check({
  id: 'bot.resources',
  section: 'Services',
  phase: '6.5',
  title: 'Bot and worker need less than half a core, and less than 400 MB',
  guide: ['6.5/8', '6.5#011', 'post#031', 'post#109'],
  settings: held('6.5/8:cpu', '6.5/8:memory'),
  weight: 'warning',
  uses: hostVendors('bot', 'worker'),
  needs: pairNeeds,
  tolerates: pairTolerates,
  async probe(context) {
    const { values } = context;
    const seen = await Promise.all(
      pairOf(values).map(async (service) => {
        const { host, place, id } = at(service, values);
        return { service, used: await host.api.usage(context, place, id) };
      }),
    );
    const wrong = seen.flatMap(({ service, used: { cpuPercent = 0, memoryMb = 0, memoryLimitMb } }) => [
      wrongFor(['post#109'], cpuPercent >= most.cpuPercent && `the ${titles[service]} needs ${cpuPercent} % of a core`),
      wrongFor(
        ['post#031', 'post#109'],
        memoryMb >= most.memoryMb && `the ${titles[service]} holds ${memoryMb} MB, not below ${most.memoryMb}`,
      ),
      wrongFor(
        ['post#109'],
        memoryLimitMb !== undefined &&
          memoryMb >= memoryLimitMb * most.memoryPart &&
          `the ${titles[service]} holds ${memoryMb} of ${memoryLimitMb} MB`,
      ),
    ]);
    const untold = seen.filter(({ used }) => used.cpuPercent === undefined || used.memoryMb === undefined);
    if (untold.length > 0 && !wrong.some(({ says }) => says))
      return unknown(
        untold.map(({ service, used }) => `${titles[service]}: ${used.missing.join('; ') || 'its host measures nothing'}`).join('; '),
      );
    return judge(context, {
      wrong,
      saw: seen
        .map(({ service, used }) => {
          const limit = used.memoryLimitMb === undefined ? '' : ` of ${used.memoryLimitMb}`;
          return `${titles[service]}: ${used.cpuPercent} % of a core, ${used.memoryMb}${limit} MB`;
        })
        .join('; '),
      want: `below ${most.cpuPercent} % CPU, ${most.memoryMb} MB and ${most.memoryPart * 100} % of the limit`,
      from: 'what the hosts measured in the last ten minutes',
      fix: 'more memory: --set botMemory=1024, then k77 deploy 6.5; a load that stays high: look at the log for what the bot is doing',
    });
  },
});

/** Seconds; the guide's 6.5/7. */
const soon = 30;

const revives = check({
  id: 'bot.revives',
  section: 'Services',
  phase: '6.5',
  title: 'When its process ends, the bot is started again, and ready within 30 s',
  guide: ['6.5/7'],
  settings: held('6.5/7:seconds'),
  weight: 'warning',
  uses: hostVendors('bot'),
  needs: pairNeeds,
  tolerates: pairTolerates,
  attestable: attestable('bot.revives'),
  async probe(context) {
    const { values } = context;
    const { host } = at('bot', values);
    const [found, log, { current }] = await Promise.all([serviceOf(context, 'bot'), logOf(context, 'bot'), runningOf(context, 'bot')]);
    const policy = found?.settings.restart;
    const known = host.settings.includes('restart');
    const times = comebacksIn(log ?? [], readyLines.bot ?? '').map((seconds) => Math.round(seconds * 10) / 10);
    const wrong = [
      known && policy === 'never' && `${host.title} restarts it never`,
      known && policy === undefined && `${host.title} tells no restart policy`,
      current?.status === 'crashed' && `${host.title} has given up restarting it (${current.says})`,
      ...times.filter((seconds) => seconds > soon).map((seconds) => `it needed ${seconds} s to come back`),
    ];
    const how = context.environment === 'sandbox' ? 'k77 sandbox kill bot ends it' : `end it at ${pageOf('bot', values)}`;
    if (times.length === 0 && !wrong.some(Boolean))
      return unknown(
        `${host.title} restarts it ${policy ?? 'always'}, and its process has not ended since this deployment began: ${how}, then k77 verify 6.5; or k77 attest bot.revives`,
      );
    return judge(context, {
      wrong,
      saw: `restarts ${policy ?? 'always'}; back after ${times.join(', ')} s`,
      want: `a restart policy that starts it again, and "${readyLines.bot}" within ${soon} s of its end`,
      from: 'the service and its log at the host',
      fix: 'k77 deploy --only bot.service sets the policy; what makes it slow stands in its log before "bot ready"',
    });
  },
});

export const botLive: readonly AnyCheck[] = [online, connected, resources, revives];

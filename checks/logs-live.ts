/**
 * Monitoring: logs as they come. An error is made in each deployed service and found again in the channel, without what may not stand there.
 */
import { type AnyCheck, type CheckContext, check } from '../src/core/check.ts';
import { OperatorError } from '../src/core/errors.ts';
import type { Values } from '../src/core/keys.ts';
import { hostVendors } from '../src/hosts/hosts.ts';
import { at, keysAt } from '../src/phases/6.5-bot/hosted-service.ts';
import { titles } from '../src/phases/6.5-bot/services.ts';
import { logTolerates } from '../src/phases/6.7-monitoring/logs/server.ts';
import { discord } from '../src/vendors/discord.ts';
import { type DiscordMessage, messagesIn, webhookId, withdraw } from '../src/vendors/discord-webhooks.ts';
import { internet } from '../src/vendors/internet.ts';
import { saidIn } from './bot-log.ts';
import { held } from './held.ts';
import { isMade, runningOf } from './hosting-seen.ts';
import { seenAt, told, withoutChannel } from './logs-seen.ts';
import { type TestError, testErrorIn, testErrorNeeds, whyNone } from './test-errors.ts';
import { judge, unknown } from './verdict.ts';

type Told = (typeof told)[number];

/** Services that k77 wrote and that run; an operator's own bot in Python makes no errors on purpose. */
function answering(values: Partial<Values>): readonly Told[] {
  return told.filter((service) => isMade(service, values) && (service === 'api' || values.CODE_SHAPE !== 'python'));
}

/** Minutes. Services gather errors for two seconds, and wait where Discord makes them. */
const patience = 0.4;

const arrive = check({
  id: 'logs.errors-arrive',
  section: 'Monitoring',
  phase: '6.7',
  title: 'An error in the bot, the worker or the API is told in the channel, without secrets',
  guide: ['6.7/10', '6.7#022', '6.7#025', 'post#064'],
  settings: held('6.7/10:errors', '6.7/10:embed'),
  weight: 'blocker',
  uses: [discord, internet],
  needs: [...testErrorNeeds],
  tolerates: [...logTolerates, ...told.flatMap(keysAt), 'CODE_SHAPE', 'LOG_CHANNEL', 'LOG_WEBHOOK_URL', 'BOT_DEPLOYED', 'WORKER_DEPLOYED'],
  touches: 'test data',
  makes:
    'one test error in the bot, the worker and the API each, and the messages about them in your channel for errors; the messages are deleted',
  async probe(context) {
    const nowhere = withoutChannel(context.values);
    if (nowhere) return nowhere;
    const { LOG_CHANNEL, LOG_WEBHOOK_URL: address } = context.values;
    if (LOG_CHANNEL === undefined || address === undefined) return unknown('no channel with a webhook was made yet: k77 deploy 6.7');
    const errors = await Promise.all(answering(context.values).map((service) => testErrorIn(context, service)));
    const made = errors.filter((one) => whyNone(one) === undefined);
    const found = await messagesAbout(context, LOG_CHANNEL, made);
    // A message may carry errors that nobody made on purpose: those stay.
    const messages = new Map([...found.values()].map(({ message }) => [message.id, message]));
    for (const { id, embeds } of messages.values()) if (embeds.length === 1) await withdraw(context.client(discord), address, id);
    return judge(context, {
      wrong: errors.flatMap((error) => wrongWith(error, found.get(error.marker)?.message)),
      saw: errors.map(({ service, marker }) => `the ${titles[service]}: told after ${found.get(marker)?.seconds} s`).join('; '),
      want: 'each error in the channel, as an ERROR with place and time, and nothing that looks like a secret',
      from: 'POST /api/test-error/{service} of the API, then Discord GET /channels/{id}/messages',
      fix: 'k77 deploy gives LOG_WEBHOOK_URL to the services; then the log of the service says whether Discord refuses it',
    });
  },
});

function wrongWith(error: TestError, message: DiscordMessage | undefined): (string | false)[] {
  const name = titles[error.service];
  const why = whyNone(error);
  if (why !== undefined) return [`the ${name} made no error: ${why}`];
  if (message === undefined) return [`the error of the ${name} did not arrive within ${patience * 60} s`];
  const embed = message.embeds.find((one) => JSON.stringify(one).includes(error.marker));
  return [
    JSON.stringify(message).includes(error.canary) && `the error of the ${name} arrived with a secret in it`,
    !/^(ERROR|FATAL)/.test(embed?.title ?? '') && `the error of the ${name} is told as ${embed?.title ?? 'plain text'}`,
    !embed?.fields?.some(({ value }) => value === error.service) && `the error of the ${name} does not say where it is from`,
  ];
}

interface Arrived {
  message: DiscordMessage;
  /** Since all had been made. */
  seconds: number;
}

/** By marker, once all have come, or time is over. */
async function messagesAbout(
  context: Pick<CheckContext, 'client' | 'clock' | 'wait' | 'signal'>,
  channel: string,
  errors: readonly TestError[],
): Promise<ReadonlyMap<string, Arrived>> {
  const found = new Map<string, Arrived>();
  const since = context.clock.tick();
  const look = async (): Promise<true | undefined> => {
    const messages = await messagesIn(context.client(discord), channel);
    for (const { marker } of errors) {
      const message = messages.find((one) => JSON.stringify(one).includes(marker));
      if (message && !found.has(marker)) found.set(marker, { message, seconds: Math.round((context.clock.tick() - since) / 100) / 10 });
    }
    return found.size === errors.length ? true : undefined;
  };
  await context.wait('errors in the channel', look, patience).catch((error: unknown) => {
    context.signal.throwIfAborted();
    if (!(error instanceof OperatorError)) throw error;
  });
  return found;
}

const debug = 20;
/** Lines of a log that are looked at. */
const lines = 200;

const levels = check({
  id: 'logs.levels',
  section: 'Monitoring',
  phase: '6.7',
  title: 'The console has everything from INFO on, the channel errors alone',
  guide: ['6.7/10', '6.7#026', 'post#065'],
  weight: 'warning',
  uses: [discord, ...hostVendors(...told)],
  needs: [],
  tolerates: [...logTolerates, ...seenAt, 'CODE_SHAPE', 'LOG_CHANNEL', 'LOG_WEBHOOK_URL', 'LOG_LEVEL'],
  async probe(context) {
    const { values } = context;
    const services = answering(values);
    if (services.length === 0) return unknown('no service that k77 wrote is at a host yet');
    const seen = await Promise.all(services.map(async (service) => ({ service, levels: await levelsOf(context, service) })));
    const silent = seen.filter((one) => one.levels.length === 0);
    if (silent.length > 0)
      return unknown(`the log of ${silent.map(({ service }) => titles[service]).join(' and ')} holds no line of the program`);
    const wordy = values.LOG_LEVEL === 'debug' || values.LOG_LEVEL === 'trace';
    const mild = await mildOnes(context);
    return judge(context, {
      wrong: [
        ...seen.map(
          ({ service, levels: all }) =>
            !wordy && all.some((level) => level <= debug) && `the ${titles[service]} logs what only debugging needs`,
        ),
        mild.length > 0 && `the channel is told what is no error: ${mild.slice(0, 3).join(', ')}`,
      ],
      saw: `console: ${seen.map(({ service, levels: all }) => `${titles[service]} from level ${Math.min(...all)}`).join(', ')}; channel: errors`,
      want: `LOG_LEVEL (${values.LOG_LEVEL ?? 'info'}) on the console, ERROR and FATAL in the channel`,
      from: 'the logs at the hosts, and the last 50 messages of the channel',
      fix: 'k77 deploy sets LOG_LEVEL; who posts anything else to LOG_WEBHOOK_URL: Server Settings → Integrations',
    });
  },
});

async function levelsOf(
  context: Pick<CheckContext, 'client' | 'clock' | 'random' | 'signal' | 'wait' | 'drift'> & { values: Partial<Values> },
  service: Told,
): Promise<number[]> {
  const { host, place, id } = at(service, context.values);
  const { current } = await runningOf(context, service);
  const log = current ? await host.api.logs(context, place, id, current.id, 'run', lines) : [];
  return saidIn(log).map(({ fields: { level } }) => (typeof level === 'number' ? level : (words[String(level)] ?? 30)));
}

/** As some hosts rewrite what pino says in numbers. */
const words: Readonly<Record<string, number>> = { trace: 10, debug: 20, info: 30, warn: 40, error: 50, fatal: 60 };

/** Titles of what the services' webhook told that is no error; digests of the worker have titles of their own. */
async function mildOnes(context: Pick<CheckContext, 'client'> & { values: Partial<Values> }): Promise<string[]> {
  const { LOG_CHANNEL, LOG_WEBHOOK_URL: address } = context.values;
  if (withoutChannel(context.values) || LOG_CHANNEL === undefined || address === undefined) return [];
  const ours = (await messagesIn(context.client(discord), LOG_CHANNEL)).filter((one) => one.webhook_id === webhookId(address));
  const titlesSeen = ours.flatMap(({ embeds }) => embeds.flatMap(({ title }) => title ?? []));
  return titlesSeen.filter((title) => /^(TRACE|DEBUG|INFO|WARNING)\b/.test(title));
}

export const logsLive: readonly AnyCheck[] = [arrive, levels];

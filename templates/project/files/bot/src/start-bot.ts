/**
 * Puts the bot together and starts it: what it can do, its shards, its health. Everything outside is handed in, so that tests run the same bot as production.
 */
import type { BotEnv, SiteConfig } from '@k77/config';
import { answerTestErrors, botProbe, type Clock, systemClock } from '@k77/data';
import { type ErrorReporter, type Logger, makeTestError, type Stop } from '@k77/observability';
import { Events, GatewayDispatchEvents, type GatewayReadyDispatchData } from 'discord.js';
import type { Adapters } from './adapters.ts';
import { type Discord, openDiscord } from './discord/discord.ts';
import { switchesOf } from './features.ts';
import { type Assignment, createAssignment } from './gateway/assignment.ts';
import { startBeats } from './gateway/beats.ts';
import { createDispatch } from './gateway/dispatch.ts';
import { CannotRun, isWrongToken, wrongToken } from './gateway/fatal.ts';
import { createIdentifyGate } from './gateway/identify-gate.ts';
import { decideTotal } from './gateway/shard-total.ts';
import { createShards, type Shards } from './gateway/shards.ts';
import { whenReady } from './gateway/when-ready.ts';
import { createArrivals } from './guilds/arrivals.ts';
import { gatewayTrouble, startWatchdog } from './health/gateway-health.ts';
import { watchLoop } from './health/loop-lag.ts';
import { startPulse } from './health/pulse.ts';
import { startBotHealth } from './health/start-health.ts';
import { createInFlight } from './interactions/in-flight.ts';
import { createInteractions } from './interactions/interactions.ts';
import { loadEverything } from './registry/load.ts';
import { createRegistry, type Everything } from './registry/registry.ts';
import type { BotTools } from './tools.ts';

/** Tests shorten them. */
export interface Timing {
  identifyWindowMs?: number;
  leaseMs?: number;
  tickMs?: number;
  askMs?: number;
  saveMs?: number;
  drainMs?: number;
  /** How long the gateway may be away before the process ends itself. */
  patienceMs?: number;
  watchMs?: number;
}

export interface BotOptions {
  env: BotEnv;
  site: SiteConfig;
  adapters: Adapters;
  logger: Logger;
  reporter: ErrorReporter;
  stop: Pick<Stop, 'add'>;
  /** Stops the process in order and ends it. */
  quit(reason: string, code: number): void;
  timing?: Timing;
  clock?: Clock;
  /** Instead of the files in `commands/`, `components/` and `events/`. */
  everything?: Everything;
}

export interface RunningBot {
  /** Of its health server. */
  port: number;
  /** Resolves when all shards of this process are ready. */
  ready: Promise<void>;
  shards: Shards;
  assignment: Assignment;
}

/** @throws CannotRun when only the operator can mend it */
export async function startBot(options: BotOptions): Promise<RunningBot> {
  const { env, site, adapters, logger, reporter, stop, quit, timing = {}, clock = systemClock } = options;
  const switches = switchesOf(site, env);
  for (const { feature, keys } of switches.lacking) logger.warn({ feature, keys }, 'the feature stays off: it needs these variables');
  const registry = createRegistry(options.everything ?? (await loadEverything()), switches.on);
  const discord = openDiscord({ token: env.DISCORD_TOKEN, applicationId: env.DISCORD_CLIENT_ID, api: env.DISCORD_API_BASE });
  const arrivals = createArrivals({ guilds: adapters.repositories.guilds, clock, keptDays: site.retention.deletedDays });
  const tools: BotTools = { ...adapters, env, site, discord, arrivals, registry, logger, clock };
  const inFlight = createInFlight();
  const dispatch = createDispatch({ tools, reporter, inFlight });
  const onInteraction = createInteractions({ tools, reporter, inFlight });

  const gateway = await askGateway(discord);
  const total = await decideTotal(adapters.heartbeats, env.TOTAL_SHARDS, gateway.shards, logger);
  const { locks, bus } = adapters;
  const shards = createShards({
    total,
    token: env.DISCORD_TOKEN,
    api: env.DISCORD_API_BASE,
    intents: registry.intents,
    gate: createIdentifyGate({
      locks,
      maxConcurrency: gateway.session_start_limit.max_concurrency,
      ...(timing.identifyWindowMs === undefined ? {} : { windowMs: timing.identifyWindowMs }),
      onTrouble: (error) => logger.warn({ err: error }, 'Redis is away: shards of other processes may identify at the same time'),
    }),
    store: adapters.sessions(registry.intents.reduce<number>((sum, intent) => sum | intent, 0)),
    logger,
    attach(client) {
      client.ws.on(GatewayDispatchEvents.Ready, ({ guilds }: GatewayReadyDispatchData) => arrivals.expected(guilds.map(({ id }) => id)));
      dispatch.attach(client);
      client.on(Events.InteractionCreate, onInteraction);
      client.once(Events.ClientReady, () => {
        void beats.now();
        void shards.saveAll();
      });
    },
    onFatal: ({ message, code }) => {
      logger.fatal(message);
      quit(message, code);
    },
  });
  const assignment = createAssignment({
    applicationId: env.DISCORD_CLIENT_ID,
    total,
    replicas: env.REPLICAS,
    list: env.SHARD_LIST,
    locks,
    bus,
    desk: shards,
    logger,
    ...timing,
  });
  const beats = startBeats({ heartbeats: adapters.heartbeats, states: shards.states, clock, logger });

  const trouble = () => gatewayTrouble({ ...assignment, states: shards.states });
  const lag = watchLoop();
  const health = await startBotHealth({ env, adapters, trouble, standsBy: assignment.standsBy, lag, logger });
  const watchdog = startWatchdog({
    trouble,
    ...(timing.patienceMs === undefined ? {} : { patienceMs: timing.patienceMs }),
    ...(timing.watchMs === undefined ? {} : { everyMs: timing.watchMs }),
    onGivenUp(why) {
      logger.fatal({ why }, 'the gateway has been away for too long');
      quit('the gateway has been away for too long', 1);
    },
  });
  const pulse = startPulse({
    url: env.HEARTBEAT_URL,
    everyMs: env.HEARTBEAT_SECONDS * 1000,
    isMine: () => trouble() === undefined && shards.states().some(({ id, ready }) => id === 0 && ready),
    probe: () => botProbe(adapters.heartbeats),
    logger,
  });
  const deaf = await answerTestErrors({
    service: 'bot',
    bus,
    locks,
    make: (marker) => makeTestError(marker, { logger, errors: reporter }),
    logger,
  });
  // For the case of a crash: who takes the shards over goes on from there, and what was dealt with since comes twice.
  const saving = setInterval(() => void shards.saveAll(), timing.saveMs ?? 60_000);
  saving.unref();

  stop.add('no new interactions, and what runs is finished', async () => {
    health.stopping();
    const left = await inFlight.drain(timing.drainMs ?? 7000);
    if (left > 0) logger.warn({ left }, 'interactions were not finished in time');
  });
  stop.add('test errors', deaf);
  stop.add('timers', () => {
    watchdog.stop();
    pulse.stop();
    beats.stop();
    lag.stop();
    clearInterval(saving);
  });
  stop.add('gateway', () => assignment.stop());
  stop.add('health server', () => health.close());

  await assignment.start();
  const ready = whenReady({ env, tools, assignment, shards, total, trouble });
  void ready.then(() => beats.now()).then(() => pulse.now());
  return { port: health.port, ready, shards, assignment };
}

async function askGateway(discord: Discord): ReturnType<Discord['gateway']> {
  try {
    return await discord.gateway();
  } catch (error) {
    if (isWrongToken(error)) throw new CannotRun(wrongToken, 78);
    throw new CannotRun('Discord does not answer: look at https://discordstatus.com, and at DISCORD_API_BASE where it is set', 69, error);
  }
}

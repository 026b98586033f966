/**
 * Discord, emulated: REST version 10, the gateway, OAuth, Premium Apps, a consent page and the developer portal.
 * One file per family in `discord/`; the calls of the API are in `discord/routes/`, the WebSocket in `discord/gateway/`.
 */
import type { Clock, Random } from '../core/ports.ts';
import type { Incoming, Outgoing } from '../ports/listen.ts';
import { answerApi } from './discord/api.ts';
import { Books } from './discord/books.ts';
import { answerCdn } from './discord/cdn.ts';
import { answerConsent } from './discord/consent.ts';
import { answerDashboard } from './discord/dashboard.ts';
import { type Desk, type Fields, perform } from './discord/desk.ts';
import { Hub } from './discord/gateway/hub.ts';
import { Conversations } from './discord/interact.ts';
import type { DiscordState } from './discord/model.ts';
import { RateLimits } from './discord/rate-limits.ts';
import { trouble } from './discord/refusal.ts';
import { newState } from './discord/seed.ts';
import type { Background, Emulator } from './kernel.ts';

export function discordEmulator(tools: { clock: Clock; random: Random }): Emulator {
  const limits = new RateLimits();
  const hub = new Hub(() => books);
  const conversations = new Conversations(() => books);
  let books = open(newState(tools));
  let generation = 0;
  let background: Background | undefined;

  function open(state: DiscordState): Books {
    const opened = new Books(state, tools);
    opened.tell = (event) => hub.tell(event);
    opened.heard = (interaction, what) => conversations.heard(interaction, what);
    opened.starts = (application) => hub.starts(application);
    return opened;
  }

  /** Bots whose servers changed behind their back start anew; those whose token is not valid any more are closed. */
  function renew(state: DiscordState): void {
    generation += books.version + 1;
    const before = servers(books);
    books = open(state);
    limits.forgive();
    const after = servers(books);
    for (const [application, ids] of after) if (before.get(application) !== ids) hub.invalidate(application);
    hub.enforce();
  }

  const desk = (): Desk => ({ books, hub, conversations, signal: background?.signal });
  return {
    vendor: 'discord',
    hosts: ['discord.com', '*.discord.com', 'discordapp.com', 'cdn.discordapp.com', '*.discord.gg'],
    version: () => generation + books.version,
    dump: () => books.state,
    load: (state) => renew(state as DiscordState),
    reset: () => renew(newState(tools)),
    answer: (incoming) => answer(desk(), limits, incoming),
    trouble,
    credentials: () => {
      const [main, other] = books.state.applications;
      return {
        botToken: main?.botToken ?? '',
        clientId: main?.id ?? '',
        clientSecret: main?.clientSecret ?? '',
        publicKey: main?.publicKey ?? '',
        otherBotToken: other?.botToken ?? '',
        supportGuild: main?.guild ?? '',
        premiumRole: books.state.guilds.find(({ id }) => id === main?.guild)?.roles.find(({ name }) => name === 'Premium')?.id ?? '',
      };
    },
    secrets: () => [
      ...books.state.applications.flatMap(({ botToken, clientSecret }) => [botToken, clientSecret]),
      ...books.state.grants.flatMap(({ access, refresh }) => [access, refresh]),
      ...books.state.webhooks.map(({ token }) => token),
    ],
    edit: (action: string, fields: Fields) => perform(desk(), action, fields),
    work: async () => hub.check(),
    waiting: () => 0,
    upgrade: hub.upgrade,
    begin(given) {
      background = given;
      hub.begin(given);
    },
    end: () => hub.end(),
  };
}

function servers(books: Books): Map<string, string> {
  return new Map(
    books.state.applications.map(({ id }) => [
      id,
      books
        .guildsOf(id)
        .map((guild) => guild.id)
        .join(' '),
    ]),
  );
}

function answer(desk: Desk, limits: RateLimits, incoming: Incoming): Outgoing {
  const { path } = incoming;
  if (path === '/dashboard' || path.startsWith('/developers')) return answerDashboard(desk, incoming);
  if (/^(\/api(\/v\d+)?)?\/oauth2\/authorize$/.test(path)) return answerConsent(desk.books, incoming);
  return answerCdn(desk.books, path) ?? answerApi(desk.books, limits, incoming);
}

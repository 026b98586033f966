/** Where the gateway is, and how many sessions may start. https://docs.discord.com/developers/events/gateway#get-gateway */
import type { Books } from '../books.ts';
import type { Application } from '../model.ts';
import { botOf, type Endpoint } from '../resource.ts';

/** Who came to a loopback port is led back to it; everybody else comes by the real name. */
export function gatewayUrl(host: string): string {
  return /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host) ? `ws://${host}` : 'wss://gateway.discord.gg';
}

export function recommendedShards(books: Books, application: Application): number {
  return books.state.gateway.shards || Math.max(1, Math.ceil(books.guildsOf(application.id).length / 1000));
}

export const gateway: readonly Endpoint[] = [
  { method: 'GET', path: '/gateway', needs: 'nobody', run: ({ host }) => ({ url: gatewayUrl(host) }) },
  {
    method: 'GET',
    path: '/gateway/bot',
    needs: 'bot',
    limit: { calls: 20, seconds: 5 },
    run(call) {
      const application = botOf(call);
      const { sessionStarts, maxConcurrency } = call.books.state.gateway;
      const { remaining, resetAfterMs } = call.books.starts(application.id);
      return {
        url: gatewayUrl(call.host),
        shards: recommendedShards(call.books, application),
        session_start_limit: { total: sessionStarts, remaining, reset_after: resetAfterMs, max_concurrency: maxConcurrency },
      };
    },
  },
];

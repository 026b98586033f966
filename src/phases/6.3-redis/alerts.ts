/**
 * Guide 6.3/7: the three e-mail alerts. Upstash has no API for them; `k77 verify` measures the same three figures.
 */
import { task } from '../../core/task.ts';
import { upstash } from '../../vendors/upstash.ts';

export const alerts = task({
  id: 'redis.alerts',
  guide: ['6.3/7', '6.3#008', '6.3#009'],
  settings: [
    { id: '6.3/7:quota', says: 'An e-mail at 80 % of the commands or of the budget; measured by `k77 verify`' },
    { id: '6.3/7:latency', says: 'Above 100 ms on average: measured by `k77 verify`' },
    { id: '6.3/7:memory', says: 'Above 80 % of the storage: measured by `k77 verify`' },
  ],
  title: 'Let Upstash mail you before a limit is reached',
  uses: [upstash],
  needs: ['REDIS_CACHE_DATABASE', 'REDIS_QUEUE_DATABASE'],
  want: () => ({ alerts: ['80 % of the quota', 'above 100 ms', 'above 80 % of the storage'] }),
  read: async () => undefined,
  apply: async (_context, want) => want,
  undo: { never: 'a setting of your own Upstash account; switch it off there' },
  gives: {},
  byHand: {
    open: () => 'https://console.upstash.com/redis',
    steps: () => [
      'Account → Notifications: an address that somebody reads, usage and billing e-mails on',
      'Open each of the two databases → Usage: look at the curve of commands, storage and cost',
      'Where your plan shows alerts: 80 % of the quota, latency above 100 ms, storage above 80 %',
      'Where it shows none, `k77 verify` in a daily job measures the same three',
    ],
    proof: { nothing: 'Upstash shows its e-mail settings in no API', attest: 'redis.alerts' },
  },
});

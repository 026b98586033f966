/**
 * Which processor does which job.
 */
import type { Handlers } from '@k77/queue';
import { giveawayEnd } from './processors/giveaways.ts';
import { refund, sync, syncRole } from './processors/payments.ts';
import { guildPurge, inactivePurge, privacyDelete, privacyExport, retention } from './processors/privacy.ts';
import { stripeEvent } from './processors/stripe-event.ts';
import { logWebhook, notifyPolicyChange, outageCredit, outboxSweep, reconcile } from './processors/upkeep.ts';
import type { WorkerTools } from './tools.ts';

export function createHandlers(tools: WorkerTools): Handlers {
  return {
    'stripe-event': ({ eventId }, job) => stripeEvent(tools, eventId, job),
    'sync-subscription': async ({ subscriptionId }) => void (await sync(tools, subscriptionId)),
    'role-sync': ({ userId }) => syncRole(tools, userId),
    refund: ({ refundId, visitor }) => refund(tools, refundId, visitor),
    'privacy-export': ({ requestId }) => privacyExport(tools, requestId),
    'privacy-delete': ({ requestId }) => privacyDelete(tools, requestId),
    'guild-purge': ({ guildId }) => guildPurge(tools, guildId),
    'inactive-purge': () => inactivePurge(tools),
    'giveaway-end': ({ giveawayId }) => giveawayEnd(tools, giveawayId),
    'log-webhook': ({ title, lines }) => logWebhook(tools, title, lines),
    'notify-policy-change': ({ version }) => notifyPolicyChange(tools, version),
    'reconcile-daily': () => reconcile(tools),
    'outage-credit': ({ outageId, days }) => outageCredit(tools, outageId, days),
    'outbox-sweep': () => outboxSweep(tools),
    retention: () => retention(tools),
  };
}

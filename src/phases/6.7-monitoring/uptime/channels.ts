/**
 * Guide 6.7/5: the chats that are told. UptimeRobot writes to Discord and Slack by itself; the guide's webhook with an expression inside its JSON is never sent.
 */
import type { Values } from '../../../core/keys.ts';
import type { Secret } from '../../../core/secret.ts';
import { type Context, type NotWanted, notWanted, task } from '../../../core/task.ts';
import { uptimerobot } from '../../../vendors/uptimerobot.ts';
import type { UptimeContact } from '../../../vendors/uptimerobot-types.ts';
import { unwatched } from './account.ts';

type Kind = 'Discord' | 'Slack';
const kinds = { Discord: 'LOG_WEBHOOK_URL', Slack: 'SLACK_WEBHOOK_URL' } as const satisfies Record<Kind, keyof Values>;

interface Chat {
  webhook: Secret;
  events: string;
  warned: boolean;
}
interface Channels {
  chats: Readonly<Partial<Record<Kind, Chat>>>;
  ids?: Readonly<Partial<Record<Kind, number>>>;
}
type Here = Pick<Context<'uptimeMonitor'>, 'client' | 'values'>;

export function webhooksIn(values: Partial<Values>): Partial<Record<Kind, Secret>> {
  const known = (Object.keys(kinds) as Kind[]).flatMap((kind) => {
    const webhook = values[kinds[kind]] as Secret | undefined;
    return webhook === undefined || webhook.reveal() === '' ? [] : [[kind, webhook] as const];
  });
  return Object.fromEntries(known);
}

export const channels = task({
  id: 'uptime.channels',
  guide: ['6.7/5', '6.7#012', 'post#055'],
  settings: [
    { id: '6.7/5:discord', says: 'the channel of the logs is told, by UptimeRobot’s own Discord integration' },
    { id: '6.7/5:slack', says: 'Slack is told where a webhook of it is answered' },
  ],
  title: 'Let UptimeRobot write to your chats',
  uses: [uptimerobot],
  needs: ['uptimeMonitor', 'UPTIME_PLAN'],
  tolerates: ['LOG_WEBHOOK_URL', 'SLACK_WEBHOOK_URL'],
  // Without it nothing may be wanted here yet.
  fresh: ['LOG_WEBHOOK_URL'],
  want(values): Channels | NotWanted {
    const webhooks = Object.entries(webhooksIn(values));
    if (webhooks.length === 0) return unwatched(values) ?? notWanted('there is no channel for logs and no Slack: only the mailbox is told');
    return (
      unwatched(values) ?? {
        chats: Object.fromEntries(webhooks.map(([kind, webhook]) => [kind, { webhook, events: 'UpAndDown', warned: true }])),
      }
    );
  },
  async read(context): Promise<Channels | undefined> {
    const found = await standing(context);
    if (found.length === 0) return undefined;
    return {
      chats: Object.fromEntries(
        found.map(({ kind, webhook, seen }) => [kind, { webhook, events: seen.events, warned: seen.certificateReminder }]),
      ),
      ids: Object.fromEntries(found.map(({ kind, seen }) => [kind, seen.id])),
    };
  },
  async apply(context, want): Promise<Channels> {
    const client = context.client(uptimerobot);
    const found = await standing(context);
    const ids: Partial<Record<Kind, number>> = {};
    for (const [kind, { webhook }] of Object.entries(want.chats) as [Kind, Chat][]) {
      const wish = { type: kind, friendlyName: `k77 ${kind}`, webhook: webhook.reveal() };
      const there = found.find((one) => one.kind === kind)?.seen;
      if (there && !(there.events === 'UpAndDown' && there.certificateReminder)) await client.updateChat(there.id, wish);
      ids[kind] = there?.id ?? (await client.createChat(wish)).id;
    }
    return { chats: want.chats, ids };
  },
  async undo(context, have) {
    for (const id of Object.values(have.ids ?? {})) await context.client(uptimerobot).deleteIntegration(id);
  },
  gives: { UPTIME_CHANNELS: (have: Channels) => (have.ids === undefined ? undefined : JSON.stringify(have.ids)) },
});

/** Those that lead to the webhooks that are known. */
async function standing({ client, values }: Here): Promise<{ kind: Kind; webhook: Secret; seen: UptimeContact }[]> {
  const all = await client(uptimerobot).integrations();
  return (Object.entries(webhooksIn(values as Partial<Values>)) as [Kind, Secret][]).flatMap(([kind, webhook]) => {
    const seen = all.find(({ type, value }) => type === kind && value === webhook.reveal());
    return seen ? [{ kind, webhook, seen }] : [];
  });
}

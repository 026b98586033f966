/** How Premium is spoken about. */

import type { Premium } from '@k77/core';
import { ButtonStyle, ComponentType } from 'discord.js';
import type { AnswerBody, Row } from '../../registry/command.ts';
import type { BotTools } from '../../tools.ts';

type Texts = Pick<BotTools, 'env' | 'site'>;

export function premiumStatus(premium: Premium, guildId: string, tools: Texts): AnswerBody {
  if (!premium.active) return premiumOffer(guildId, tools, 'This server has no Premium.');
  return { content: sentences[premium.reason](when(premium.until)), components: [row(link('Manage', guildId, tools))] };
}

const sentences: Readonly<Record<Premium['reason'], (until: string) => string>> = {
  active: () => 'This server has Premium.',
  trial: () => 'This server has Premium, on trial.',
  ending: (until) => `This server has Premium. It was cancelled and ends ${until}.`,
  grace: (until) => `This server has Premium, but its last payment failed. Without a payment it ends ${until}.`,
  discord: (until) => `This server has Premium, bought in Discord.${until === '' ? '' : ` It lasts until ${until}.`}`,
  none: () => 'This server has no Premium.',
};

/** Discord shows it in the reader's own time. */
function when(until: Date | undefined): string {
  return until === undefined ? '' : `<t:${Math.floor(until.getTime() / 1000)}:D>`;
}

/** The same offer on the dashboard and, where it is sold there, in Discord itself. */
export function premiumOffer(guildId: string, tools: Texts, sentence: string): AnswerBody {
  const sku = tools.site.premium.discordSkuId;
  const buttons: Row['components'] = [link('Get Premium', guildId, tools)];
  if (sku !== undefined) buttons.push({ type: ComponentType.Button, style: ButtonStyle.Premium, sku_id: sku });
  return { content: sentence, components: [row(...buttons)] };
}

function link(label: string, guildId: string, { env }: Texts): Row['components'][number] {
  return { type: ComponentType.Button, style: ButtonStyle.Link, label, url: `${env.DASHBOARD_URL}/servers/${guildId}/premium` };
}

function row(...components: Row['components']): Row {
  return { type: ComponentType.ActionRow, components };
}

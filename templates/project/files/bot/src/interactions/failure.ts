/** What people are told when something goes wrong: enough to ask for help, nothing about the inside. */
import { randomUUID } from 'node:crypto';
import { PremiumRequired } from '@k77/core';
import { type ErrorReporter, shortHash } from '@k77/observability';
import { premiumOffer } from '../features/premium/premium-texts.ts';
import type { Answer, Asked } from '../registry/command.ts';
import type { BotTools } from '../tools.ts';

/** Reports the error and returns the answer. @param what `/giveaway start`, `button giveaway-enter` */
export function failureAnswer(error: unknown, what: string, asked: Asked, tools: BotTools, reporter: ErrorReporter): Answer {
  if (error instanceof PremiumRequired) return premiumOffer(error.guildId, tools, 'This needs Premium.');
  const { userId, guildId } = asked;
  const reference = reporter.capture(error, { userId, guildId, tags: { command: what } }) ?? randomUUID().slice(0, 8);
  tools.logger.error({ err: error, reference, command: what, guildId, user: shortHash(userId) }, 'an interaction failed');
  return `Something went wrong. It was reported; if it goes on, tell ${tools.site.mailboxes.support} this number: \`${reference}\``;
}

/**
 * What the checks of logs have in common: who tells errors, and whether anybody wants them told.
 */
import type { Verdict } from '../src/core/check.ts';
import type { Key, Values } from '../src/core/keys.ts';
import { isNotWanted } from '../src/core/task.ts';
import { keysAt } from '../src/phases/6.5-bot/hosted-service.ts';
import { nameKeys } from '../src/phases/6.5-bot/names.ts';
import { logPlace } from '../src/phases/6.7-monitoring/logs/server.ts';

export const told = ['bot', 'worker', 'api'] as const;

/** Where nobody wants a channel, nothing about it can be proved. */
export function withoutChannel(values: Partial<Values>): Verdict | undefined {
  const place = logPlace(values);
  if (isNotWanted(place))
    return { state: 'impossible', why: place.notWanted, instead: 'k77 deploy --set SUPPORT_GUILD_ID=<id> --set logChannel=bot-logs' };
  return undefined;
}

/** Values that tell where they are, and what they are called there. */
export const seenAt: readonly Key[] = [...new Set(told.flatMap((service) => [...keysAt(service), nameKeys[service]]))];

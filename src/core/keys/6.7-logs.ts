/** Phase 6.7, logs: the channel that errors are told in, and where hosts send the whole log. */
import { type KeyInfo, running } from './key-info.ts';

export const logKeys = {
  logChannel: {
    owner: 'operator',
    phase: '6.7',
    kept: 'answers',
    services: [],
    about: 'Name of the private channel in your support server that errors are told in',
  },
  LOG_DRAIN_URL: {
    owner: 'operator',
    phase: '6.7',
    kept: 'credentials',
    services: [],
    optional: true,
    about: 'Address to which hosts that can do so send every line of their logs; empty: nowhere',
  },
  LOG_SERVER: {
    owner: 'discord',
    phase: '6.7',
    kept: 'values',
    services: [],
    about: 'Id of the server in which the bot may keep the channel that errors are told in',
  },
  LOG_CHANNEL: { owner: 'discord', phase: '6.7', kept: 'values', services: [], about: 'Id of the channel that errors are told in' },
  LOG_WEBHOOK_URL: {
    owner: 'discord',
    phase: '6.7',
    kept: 'env',
    services: running,
    optional: true,
    about: 'Webhook of the channel that errors are told in',
  },
} as const satisfies Record<string, KeyInfo>;

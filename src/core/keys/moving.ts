/** What only a move knows (`k77 move`): kept in its record, never in the workspace. */
import type { KeyInfo } from './key-info.ts';

export const movingKeys = {
  MOVING: {
    owner: 'k77',
    phase: '6.5',
    kept: 'values',
    services: [],
    optional: true,
    about: 'The service that is being moved to another host; known to its tasks only as long as it moves',
  },
  MOVE_SIGNS: {
    owner: 'k77',
    phase: '6.5',
    kept: 'values',
    services: [],
    optional: true,
    about: 'Headers by which answers of the old and of the new host are told apart, JSON; of a move',
  },
  MOVE_TTL: {
    owner: 'k77',
    phase: '6.4',
    kept: 'values',
    services: [],
    optional: true,
    about: 'Seconds for which resolvers may keep the records as they were before a move, and when these were changed: `300@<time>`',
  },
} as const satisfies Record<string, KeyInfo>;

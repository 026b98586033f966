/**
 * Guide 6.2/6: the Real-Time Performance Panel, a page that a person looks at; it exists from M10 on.
 */
import { notWanted, task } from '../../core/task.ts';
import { tierOf } from './tiers.ts';

export const panelNeeds = 'the Real-Time Performance Panel exists from M10 on; Free and Flex have the Metrics tab';

export const panel = task({
  id: 'mongodb.panel',
  guide: ['6.2/6', '6.2#008'],
  settings: [
    { id: '6.2/6:panel', says: 'The Real-Time Performance Panel is on, and somebody has looked at it' },
    { id: '6.2/6:network', says: 'Network traffic without unexplained spikes' },
  ],
  title: 'Switch the Real-Time Performance Panel on',
  uses: [],
  needs: ['databaseTier', 'ATLAS_PROJECT', 'ATLAS_CLUSTER'],
  want: (values) => (tierOf(values) === 'm10' ? { project: values.ATLAS_PROJECT, cluster: values.ATLAS_CLUSTER } : notWanted(panelNeeds)),
  read: async () => undefined,
  apply: async (_context, want) => want,
  undo: { never: 'a page to look at; switch it off in Atlas → Project Settings' },
  gives: {},
  byHand: {
    open: (want) => `https://cloud.mongodb.com/v2/${(want as { project: string }).project}#/metrics/replicaSet`,
    steps: (want) => [
      `Clusters → ${(want as { cluster: string }).cluster} → Metrics → Real Time`,
      'If it is off: Project Settings → Real Time Performance Panel → On',
      'Operations per second: below 1000 for a small bot',
      'Hottest collections and slowest operations: below 50 ms',
      'Connections below 100, network without unexplained spikes',
    ],
    proof: { nothing: 'Atlas shows this setting in no API', attest: 'mongodb.panel' },
  },
});

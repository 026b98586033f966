/**
 * Phase 6.2: MongoDB. Project, cluster, access list, user, backups, alerts, indexes and, where wanted, the data of an older database.
 */
import type { Phase } from '../../core/phase.ts';
import { access } from './access.ts';
import { mongodbAdoption } from './adopt.ts';
import { alerts } from './alerts.ts';
import { backups } from './backups.ts';
import { cluster } from './cluster.ts';
import { indexes } from './indexes.ts';
import { migration } from './migration.ts';
import { panel } from './panel.ts';
import { project } from './project.ts';
import { questions } from './questions.ts';
import { user } from './user.ts';

export const mongodbPhase: Phase = {
  number: '6.2',
  id: 'mongodb',
  title: 'MongoDB',
  minutes: 10,
  guideEstimate: '1 day',
  questions,
  tasks: [project, cluster, access, user, backups, indexes, alerts, migration, panel],
  gate: [
    'mongodb.cluster-running',
    'mongodb.region',
    'mongodb.user-least',
    'mongodb.access',
    'mongodb.access-reviewed',
    'mongodb.uri',
    'mongodb.variables',
    'mongodb.backups',
    'mongodb.indexes',
    'mongodb.connection',
    'mongodb.load',
    'mongodb.alerts',
    'mongodb.panel',
    'mongodb.migrated',
  ],
  adoption: mongodbAdoption,
};

/**
 * The post-deployment checklist: its table of contents. One file per section of the guide.
 */
import type { AnyCheck } from '../src/core/check.ts';
import { cache } from './cache.ts';
import { database } from './database.ts';
import { databaseLive } from './database-live.ts';
import { domain } from './domain.ts';
import { domainEncryption } from './domain-encryption.ts';
import { domainLive } from './domain-live.ts';
import { domainLogin } from './domain-login.ts';
import { domainMail } from './domain-mail.ts';
import { domainRegistration } from './domain-registration.ts';
import { infrastructure } from './infrastructure.ts';
import { integrations } from './integrations.ts';
import { payments } from './payments.ts';
import { security } from './security.ts';

export const checks: readonly AnyCheck[] = [
  ...infrastructure,
  ...database,
  ...databaseLive,
  ...cache,
  ...domainRegistration,
  ...domain,
  ...domainEncryption,
  ...domainLive,
  ...domainLogin,
  ...domainMail,
  ...security,
  ...integrations,
  ...payments,
];

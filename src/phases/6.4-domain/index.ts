/**
 * Phase 6.4: domain and certificates. The domain is owned, delegated and signed; records lead to the hosts; everybody is sent to HTTPS; the Discord login and the
 * variables follow the domain; its mail arrives.
 */
import type { Phase } from '../../core/phase.ts';
import { domainAdoption } from './adopt.ts';
import { caa } from './caa.ts';
import { application, redirects } from './discord.ts';
import { dnssec, signer } from './dnssec.ts';
import { encryption, universal } from './encryption.ts';
import { hostEncryption } from './host-encryption.ts';
import { hsts } from './hsts.ts';
import { mailArrives } from './mail-arrives.ts';
import { mailAddress, mailDestination } from './mail-destination.ts';
import { mailPolicy } from './mail-policy.ts';
import { mailRouting, mailRules } from './mail-routing.ts';
import { activation, nameservers } from './nameservers.ts';
import { questions } from './questions.ts';
import { apiRecords, dashboardRecords } from './records.ts';
import { registration } from './registration.ts';
import { renewal, renewalByHand } from './renewal.ts';
import { apiVisible, dashboardVisible } from './spreading.ts';
import { variables } from './variables.ts';
import { zone } from './zone.ts';

export const domainPhase: Phase = {
  number: '6.4',
  id: 'domain',
  title: 'Domain and certificates',
  minutes: 15,
  guideEstimate: '1 day',
  questions,
  tasks: [
    registration,
    renewal,
    renewalByHand,
    zone,
    nameservers,
    activation,
    caa,
    encryption,
    universal,
    hsts,
    dnssec,
    signer,
    apiRecords,
    hostEncryption,
    apiVisible,
    dashboardRecords,
    dashboardVisible,
    application,
    redirects,
    variables,
    mailAddress,
    mailDestination,
    mailRouting,
    mailRules,
    mailPolicy,
    mailArrives,
  ],
  gate: [
    'domain.registered',
    'domain.renewal',
    'domain.zone',
    'domain.nameservers',
    'domain.records',
    'domain.caa',
    'domain.dnssec',
    'domain.encryption',
    'domain.hsts',
    'domain.variables',
    'domain.https',
    'domain.resolves',
    'domain.certificate',
    'domain.tls-grade',
    'domain.api-over-https',
    'domain.unmixed',
    'domain.headers',
    'discord.redirects',
    'discord.secret',
    'discord.no-localhost',
    'discord.login',
    'api.cors-served',
    'api.cookies-safe',
    'domain.mail-routed',
    'domain.mail-authentic',
    'domain.mail-arrives',
  ],
  adoption: domainAdoption,
};

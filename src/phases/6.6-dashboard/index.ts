/**
 * Phase 6.6: API and dashboard. Services made empty, then their variables, then one deployment each; their names, and when 6.4 has written the records, those names
 * live over HTTPS; previews protected; the release recorded.
 */
import type { Phase } from '../../core/phase.ts';
import { access } from './access.ts';
import { adoption } from './adopt.ts';
import { apiDeployed, dashboardDeployed } from './deployed.ts';
import { apiDomain, dashboardDomains } from './domains.ts';
import { apiLive, dashboardLive } from './domains-live.ts';
import { place } from './place.ts';
import { previews } from './previews.ts';
import { questions } from './questions.ts';
import { release } from './release.ts';
import { apiService, dashboardService } from './service.ts';
import { session } from './session.ts';
import { apiVariables, dashboardVariables } from './variables.ts';

export const dashboardPhase: Phase = {
  number: '6.6',
  id: 'dashboard',
  title: 'API and dashboard',
  minutes: 10,
  guideEstimate: '1 to 2 days',
  begins: true,
  questions,
  tasks: [
    session,
    apiService,
    apiVariables,
    apiDeployed,
    apiDomain,
    access,
    place,
    dashboardService,
    dashboardVariables,
    previews,
    dashboardDeployed,
    dashboardDomains,
    apiLive,
    dashboardLive,
    release,
  ],
  gate: [
    'api.variables-set',
    'api.settings',
    'api.runs',
    'api.named',
    'api.healthy',
    'api.limits',
    'api.log-clean',
    'dashboard.variables-set',
    'dashboard.settings',
    'dashboard.runs',
    'dashboard.named',
    'dashboard.previews',
    'dashboard.commercial',
    'release.recorded',
    'dashboard.pages',
    'dashboard.fast',
    'dashboard.images',
    'dashboard.api-reached',
    'dashboard.console',
    'dashboard.mobile',
    'dashboard.analytics',
    'dashboard.vitals',
    'dashboard.login',
    'dashboard.servers',
    'dashboard.checkout',
  ],
  adoption,
};

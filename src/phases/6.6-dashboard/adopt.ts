/**
 * What of phase 6.6 may be there before k77: the services of API and dashboard, what they are given, and the names that lead to them.
 */
import type { Adoption } from '../../core/adoption.ts';
import { serviceSurvey } from '../6.5-bot/adopt-services.ts';
import { variablesSurvey } from '../6.5-bot/adopt-variables.ts';
import { domainsSurvey } from './adopt-domains.ts';

export const adoption: Adoption = {
  surveys: [
    serviceSurvey('api', ['6.6/1', '6.6/3']),
    variablesSurvey('api', ['6.6/2']),
    serviceSurvey('dashboard', ['6.6/5', '6.6/6', '6.6/8']),
    variablesSurvey('dashboard', ['6.6/7']),
    domainsSurvey('api', ['6.6/4']),
    domainsSurvey('dashboard', ['6.6/10']),
  ],
  proofs: [],
};

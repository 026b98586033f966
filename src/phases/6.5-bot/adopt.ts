/**
 * What of phase 6.5 may be there before k77: the project at the host, the services of bot and worker, and what they are given.
 */
import type { Adoption } from '../../core/adoption.ts';
import { placeSurveys } from './adopt-places.ts';
import { serviceSurvey } from './adopt-services.ts';
import { variablesSurvey } from './adopt-variables.ts';

export const adoption: Adoption = {
  surveys: [
    ...placeSurveys,
    serviceSurvey('bot', ['6.5/1', '6.5/3', '6.5/5', '6.5/7']),
    serviceSurvey('worker', ['6.5/1', '6.5/3']),
    variablesSurvey('bot', ['6.5/4']),
    variablesSurvey('worker', ['6.5/4']),
  ],
  proofs: [],
};

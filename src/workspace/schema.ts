/**
 * The JSON Schema of `k77.json`, made from the questions and the table of keys, so that editors complete and check the file.
 */
import { infoOf, type Key } from '../core/keys.ts';
import type { Phase, Question } from '../core/phase.ts';
import { vendorIds } from '../core/vendor.ts';
import { answerKeys } from './answers.ts';

export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** JSON Schema, draft 2020-12. Pure: the same phases give the same schema. */
export function answersSchema(phases: readonly Phase[]): JsonSchema {
  const questions = new Map(phases.flatMap((phase) => phase.questions.map((question) => [question.key, question] as const)));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'k77 answers',
    description: 'What only the operator knows, and the accounts that k77 may touch. No secrets: this file is committed.',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string', description: 'Where this schema is.' },
      ...Object.fromEntries(answerKeys.map((key) => [key, answerSchema(key, questions.get(key))])),
      accounts: accountsSchema,
    },
  };
}

function answerSchema(key: Key, question: Question | undefined): JsonSchema {
  const lines = [`${infoOf(key).about}.`, question?.why, question?.where && `Found at ${question.where}`];
  const description = lines.filter((line) => line !== undefined && line !== '').join('\n');
  const preset = question?.default?.({});
  const common = { ...(question ? { title: question.ask } : {}), description, ...(preset === undefined ? {} : { default: preset }) };
  if (question?.kind === 'yes-no') return { ...common, enum: ['yes', 'no', true, false] };
  if (question?.choices) return { ...common, enum: question.choices.map(({ value }) => value) };
  return { ...common, type: ['string', 'number'] };
}

const accountsSchema: JsonSchema = {
  description: 'The account of each vendor that this workspace belongs to. Another account stops a run until it is confirmed.',
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries(
    vendorIds.map((vendor) => [
      vendor,
      {
        type: 'object',
        required: ['account', 'mode'],
        additionalProperties: false,
        properties: { account: { type: 'string' }, mode: { enum: ['live', 'test', 'none'] }, name: { type: 'string' } },
      },
    ]),
  ),
};

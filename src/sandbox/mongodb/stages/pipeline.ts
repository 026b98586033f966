/**
 * Pipelines: the table of stages and how they follow each other. Stages of the real server that are not here are refused by name.
 */
import { ServerError, typeMismatch } from '../errors.ts';
import { isDoc } from '../values/types.ts';
import { filling } from './filling.ts';
import { grouping } from './grouping.ts';
import { joining } from './joining.ts';
import { shaping } from './shaping.ts';
import type { Setting, Stage, StageMakers } from './types.ts';
import { setWindowFields } from './windows.ts';
import { writing } from './writing.ts';

const stages: StageMakers = {
  ...shaping,
  ...grouping,
  ...filling,
  ...joining(inner),
  ...writing(inner),
  $setWindowFields: setWindowFields,
  $collStats:
    (_, { about }) =>
    () => [about.stats()],
  $indexStats:
    (_, { about }) =>
    () =>
      about.indexes(),
};

/** Stages that the real server has and this one has not, with the code that it gives where it cannot run them. */
const absent: Readonly<Record<string, number>> = {
  $changeStream: 40573,
  $geoNear: 27,
  $search: 31082,
  $searchMeta: 31082,
  $vectorSearch: 31082,
  $listSearchIndexes: 31082,
  $currentOp: 115,
  $listSessions: 115,
  $listLocalSessions: 115,
  $planCacheStats: 115,
  $changeStreamSplitLargeEvent: 40573,
  $rankFusion: 31082,
};
const onlyFirst = new Set(['$collStats', '$indexStats', '$documents']);
const onlyLast = new Set(['$out', '$merge']);

/** @throws ServerError with the server's code for what is no pipeline */
export function compilePipeline(pipeline: unknown, setting: Setting): Stage {
  if (!Array.isArray(pipeline)) throw typeMismatch("'pipeline' option must be specified as an array");
  const compiled = pipeline.map((stage: unknown, at) => {
    if (!isDoc(stage)) throw typeMismatch("Each element of the 'pipeline' array must be an object");
    const [name, ...more] = Object.keys(stage);
    if (name === undefined || more.length > 0)
      throw new ServerError(40323, 'A pipeline stage specification object must contain exactly one field.');
    if (onlyFirst.has(name) && at > 0) throw new ServerError(40602, `${name} is only valid as the first stage in a pipeline`);
    if (onlyLast.has(name) && at < pipeline.length - 1) throw new ServerError(40601, `${name} can only be the final stage in the pipeline`);
    return made(name, stage[name], setting);
  });
  return (docs) => compiled.reduce((flow, stage) => stage(flow), docs);
}

function made(name: string, argument: unknown, setting: Setting): Stage {
  const maker = Object.hasOwn(stages, name) ? stages[name] : undefined;
  if (maker) return maker(argument, setting, name);
  const code = absent[name];
  if (code !== undefined) throw new ServerError(code, `The ${name} stage is not supported by k77's offline MongoDB server`);
  throw new ServerError(40324, `Unrecognized pipeline stage name: '${name}'`);
}

function inner(pipeline: unknown, setting: Setting, name: string): Stage {
  const list = Array.isArray(pipeline) ? pipeline : [];
  const writes = list.find((stage) => isDoc(stage) && Object.keys(stage).some((one) => onlyLast.has(one)));
  if (writes) throw new ServerError(51047, `${Object.keys(writes as object)[0]} is not allowed within a ${name}'s sub-pipeline`);
  return compilePipeline(pipeline, setting);
}

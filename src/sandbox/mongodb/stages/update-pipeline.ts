/** Updates written as pipelines: only the stages that turn one document into one document. */
import { failedToParse, ServerError } from '../errors.ts';
import type { Scope } from '../expressions/types.ts';
import { type Doc, isDoc } from '../values/types.ts';
import { shaping } from './shaping.ts';
import type { Setting } from './types.ts';

const allowed = new Set(['$addFields', '$set', '$project', '$unset', '$replaceRoot', '$replaceWith']);

export function updatePipeline(pipeline: readonly Doc[], scope: Scope): (doc: Doc) => Doc {
  const setting = { scope } as Setting;
  const stages = pipeline.map((stage) => {
    if (!isDoc(stage)) throw failedToParse("Each element of the 'pipeline' array must be an object");
    const [name = '', ...more] = Object.keys(stage);
    if (more.length > 0) throw new ServerError(40323, 'A pipeline stage specification object must contain exactly one field.');
    const maker = allowed.has(name) ? shaping[name] : undefined;
    if (!maker)
      throw name in shaping
        ? new ServerError(72, `${name} is not allowed to be used within an update`)
        : new ServerError(40324, `Unrecognized pipeline stage name: '${name}'`);
    return maker(stage[name], setting, name);
  });
  return (doc) => stages.reduce((docs, stage) => stage(docs), [doc])[0] ?? {};
}

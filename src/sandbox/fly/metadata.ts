/** Metadata of a machine, which change without a restart. */
import type { Call, Route } from './api.ts';
import { maybeObject, onlyFields } from './fields.ts';
import { machineIn } from './machines.ts';
import { bad } from './refusal.ts';

const path = '/apps/:app/machines/:machine/metadata';

export const metadataRoutes: readonly Route[] = [
  { method: 'GET', path, run: (call) => metadataOf(call) },
  { method: 'PATCH', path, status: 204, run: (call) => change(call, metadataOf(call)) },
  { method: 'PUT', path, status: 204, run: (call) => change(call, {}) },
];

function metadataOf(call: Call): Record<string, string> {
  return (maybeObject(machineIn(call).config, 'metadata') ?? {}) as Record<string, string>;
}

/** Null and nothing take one away. */
function change(call: Call, before: Readonly<Record<string, string>>): undefined {
  onlyFields(call.body, ['metadata', 'machine_version', 'updated_at']);
  const machine = machineIn(call);
  const next: Record<string, string> = { ...before };
  for (const [name, value] of Object.entries(maybeObject(call.body, 'metadata') ?? {})) {
    if (value === null || value === '') delete next[name];
    else if (typeof value === 'string') next[name] = value;
    else throw bad(`metadata ${name} must be a string`);
  }
  machine.config = { ...machine.config, metadata: next };
  return undefined;
}

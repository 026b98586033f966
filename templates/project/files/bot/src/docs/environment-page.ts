/** `docs/environment.md`, from the schemas that the services read their environment with. */
import { type EnvName, envMeanings, envSchemas, type Service, services } from '@k77/config';
import { page, table } from './markdown.ts';

interface Field {
  type: 'optional' | 'default' | 'prefault' | 'required';
  usual?: string;
}

export function environmentPage(): string {
  const names = [...new Set(services.flatMap((service) => Object.keys(envSchemas[service].shape)))] as EnvName[];
  const required = names.filter((name) => readers(name).some((service) => fieldOf(service, name).type === 'required'));
  const others = names.filter((name) => !required.includes(name));
  return page(
    'Environment',
    'packages/config/src/env-schemas.ts and env-meanings.ts',
    'Each service reads its own variables and no others. A service that lacks one, or finds one wrong, ends at once with code 78 and names it; values are never printed. An empty variable counts as absent. Comments behind a value are refused: put them on a line of their own.',
    '## Required',
    table(
      ['Variable', 'Read by', 'Meaning'],
      required.map((name) => [`\`${name}\``, readers(name).join(', '), envMeanings[name]]),
    ),
    '## Optional',
    table(
      ['Variable', 'Read by', 'Without it', 'Meaning'],
      others.map((name) => [`\`${name}\``, readers(name).join(', '), absent(name), envMeanings[name]]),
    ),
  );
}

function readers(name: string): readonly Service[] {
  return services.filter((service) => name in envSchemas[service].shape);
}

function absent(name: EnvName): string {
  const [service] = readers(name);
  const field = service === undefined ? undefined : fieldOf(service, name);
  return field?.usual === undefined ? 'nothing' : `\`${field.usual}\``;
}

/** A schema tells its kind and its default. */
function fieldOf(service: Service, name: string): Field {
  const { def } = (envSchemas[service].shape as Record<string, { def: { type: string; defaultValue?: unknown } }>)[name] ?? {
    def: { type: 'optional' },
  };
  if (def.type === 'optional') return { type: 'optional' };
  if (def.type !== 'default' && def.type !== 'prefault') return { type: 'required' };
  const usual = Array.isArray(def.defaultValue) ? def.defaultValue.join(',') : String(def.defaultValue);
  return usual === '' ? { type: def.type } : { type: def.type, usual };
}

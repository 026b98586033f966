/**
 * What a service that somebody made by hand has otherwise than k77 would: taken as an answer where the operator may choose, told where not. Pure.
 */
import type { HostedService, Near, ServiceSettings } from '../../core/host.ts';
import type { Key, Service, Values } from '../../core/keys.ts';
import type { Spotted } from './adopt-looking.ts';
import { known, settingsOf } from './services.ts';

/** What the operator chose by hand, where they may choose: the first service that is found says it for all of them. */
export function choicesOf(
  service: Service,
  { host }: Spotted,
  whole: HostedService,
  values: Partial<Values>,
): Partial<Record<Key, string>> {
  const { settings, repository } = whole;
  const memory = memoryIn(whole);
  const near = nearOf(host.regions, settings.region);
  return {
    ...(repository && values.repository === undefined ? { repository: repository.repository } : {}),
    ...(repository?.branch && values.branch === undefined ? { branch: repository.branch } : {}),
    ...(near && values.hostNear === undefined && service !== 'dashboard' ? { hostNear: near } : {}),
    ...(service === 'bot' && memory && values.botMemory === undefined ? { botMemory: memory } : {}),
    ...(service === 'bot' && settings.volume === '/data' && values.volume === undefined ? { volume: 'yes' } : {}),
  };
}

/** As far as it is one of the answers. */
function memoryIn({ settings }: HostedService): string | undefined {
  return ['512', '1024', '2048'].find((mb) => Number(mb) === settings.memoryMb);
}

function nearOf(regions: Readonly<Partial<Record<Near, string>>>, region: string | undefined): Near | undefined {
  return (Object.keys(regions) as Near[]).find((near) => regions[near] === region);
}

export interface Difference {
  setting: keyof ServiceSettings;
  is: unknown;
  says: string;
}

/** As the plan will show them: what k77 sets otherwise. */
export function differences(service: Service, one: Spotted, { settings, ...whole }: HostedService, values: Partial<Values>): Difference[] {
  const { host, service: found } = one;
  const python = values.CODE_SHAPE === 'python' || /^(python|uvicorn|gunicorn|hypercorn)/.test(found.startCommand ?? '');
  const chosen = {
    near: values.hostNear ?? nearOf(host.regions, settings.region) ?? 'us-east',
    memoryMb: service === 'bot' ? Number(values.botMemory ?? memoryIn({ settings, ...whole }) ?? 512) : 512,
    shape: python ? ('python' as const) : ('project' as const),
    folder: values.CODE_ROOT === undefined || values.CODE_ROOT === '.' ? '' : values.CODE_ROOT,
  };
  const { volume: _volume, replicas: _replicas, ...wanted } = settingsOf(service, host, chosen);
  return Object.entries(known(host, wanted)).flatMap(([name, value]) => {
    const setting = name as keyof ServiceSettings;
    return settings[setting] === value
      ? []
      : [{ setting, is: settings[setting], says: `${name} is ${inWords(settings[setting])}, k77 sets ${inWords(value)}` }];
  });
}

function inWords(value: unknown): string {
  return value === null || value === undefined || value === '' ? 'nothing' : String(value);
}

/** Besides its settings. */
export function otherwise({ repository, settings, notes = [] }: HostedService, { branch }: Partial<Values>): string[] {
  return [
    ...(repository === undefined ? ['it is connected with no repository'] : []),
    ...(repository && branch !== undefined && repository.branch !== branch ? [`it deploys ${repository.branch}, not ${branch}`] : []),
    ...(settings.volume && settings.volume !== '/data' ? [`its disk at ${settings.volume} stays as it is`] : []),
    ...notes,
  ];
}

/**
 * What k77 keeps at an app, as config vars: Heroku itself knows neither the repository nor, before the first release, how anything is to run. The Procfile of the
 * template starts what these variables say. Pure.
 */
import type { ServiceSettings } from '../core/host.ts';

/** Config vars that are k77's own and no variables of the service. */
export const own = { procfile: 'PROCFILE', start: 'K77_START', release: 'K77_RELEASE', about: 'K77_SERVICE' } as const;
const names: readonly string[] = Object.values(own);

export function isOwn(name: string): boolean {
  return names.includes(name);
}

/** As the template has them in `deploy/`. */
const procfiles = { web: 'deploy/heroku.web.Procfile', worker: 'deploy/heroku.worker.Procfile' } as const;

export type ProcessType = keyof typeof procfiles;

export interface About {
  /** `owner/name` */
  repository: string;
  branch: string;
  type: ProcessType;
  size: string;
  quantity: number;
}

export type Kept = Readonly<Record<string, string>>;

/** Undefined: k77 has not made it, or somebody changed it beyond reading. */
export function aboutIn(kept: Kept): About | undefined {
  try {
    const found = JSON.parse(kept[own.about] ?? '') as Partial<About>;
    const { repository, branch, type, size, quantity } = found;
    if (typeof repository !== 'string' || typeof branch !== 'string' || typeof size !== 'string' || typeof quantity !== 'number')
      return undefined;
    return type === 'web' || type === 'worker' ? { repository, branch, type, size, quantity } : undefined;
  } catch {
    return undefined;
  }
}

/** One's own bot in Python has a Procfile of its own. */
export function isPython(startCommand: string | null | undefined): boolean {
  return /^(python|uvicorn|gunicorn|hypercorn)/.test(startCommand ?? '');
}

export function buildpacksFor(startCommand: string | null): readonly string[] {
  return isPython(startCommand) ? ['heroku/python'] : ['heroku-community/multi-procfile', 'heroku/nodejs'];
}

/** The process type that is built: by the Procfile that is named, or else by what k77 remembers. */
export function typeIn(kept: Kept): ProcessType | undefined {
  const named = kept[own.procfile];
  if (isPython(kept[own.start])) return aboutIn(kept)?.type;
  return (['web', 'worker'] as const).find((type) => procfiles[type] === named);
}

type Commands = Pick<ServiceSettings, 'startCommand' | 'preDeployCommand'>;

/** All of them as they are to be; null: not there. */
export function keptFor({ startCommand, preDeployCommand }: Commands, about: About): Record<string, string | null> {
  return {
    [own.procfile]: isPython(startCommand) ? null : procfiles[about.type],
    [own.start]: startCommand,
    [own.release]: preDeployCommand,
    [own.about]: JSON.stringify(about),
  };
}

/** What has to be written. */
export function changes(wanted: Readonly<Record<string, string | null>>, there: Kept): Record<string, string | null> {
  return Object.fromEntries(Object.entries(wanted).filter(([name, value]) => (there[name] ?? null) !== value));
}

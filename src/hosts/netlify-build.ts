/** How a site is built, in the words of `ServiceSettings` and in those of `repo` and `build_settings`. https://docs.netlify.com/build/configure-builds/monorepos/ */
import type { ServiceSettings } from '../core/host.ts';
import type { NetlifyBuildSettings, NetlifySite } from '../vendors/netlify-types.ts';

/** Where functions run. https://docs.netlify.com/build/functions/optional-configuration/#region */
export const netlifyRegions = { 'us-east': 'us-east-1', 'us-west': 'us-west-1', europe: 'eu-central-1', asia: 'ap-southeast-1' } as const;
const usualRegion = 'us-east-2';

/** What `next build` leaves; seeing it, Netlify takes its runtime for Next.js. */
const nextDirectory = '.next';

export function settingsOf(site: NetlifySite): Partial<ServiceSettings> {
  const { build_settings: build, functions_region: region } = site;
  const folder = folderOf(site);
  const cmd = build?.cmd ?? '';
  const before = inFolder(folder, '');
  return {
    root: tidy(build?.base) === '' ? folder : `${folder} (as base directory)`,
    buildCommand: (cmd.startsWith(before) ? cmd.slice(before.length) : cmd) || null,
    framework: published(build) === below(folder, nextDirectory) ? 'nextjs' : 'node',
    region: region ?? usualRegion,
  };
}

/** Of the site, seen from the top of the repository. */
export function folderOf({ build_settings: build }: NetlifySite): string {
  return below(tidy(build?.base), tidy(build?.package_path));
}

function published(build: NetlifySite['build_settings']): string {
  return below(tidy(build?.base), tidy(build?.dir));
}

/** `./dashboard/` and `/dashboard` are `dashboard`; `.` is the top. */
function tidy(path: string | null | undefined): string {
  return (path ?? '').replaceAll(/^\.?\/+|^\.$|\/+$/g, '');
}

function below(folder: string, path: string): string {
  return [folder, path].filter((one) => one !== '').join('/');
}

function inFolder(folder: string, command: string): string {
  const quoted = /^[\w./-]*$/.test(folder) ? folder : `'${folder.replaceAll("'", "'\\''")}'`;
  return folder === '' ? command : `cd ${quoted} && ${command}`;
}

/**
 * In the words of `repo` and `build_settings`. The base directory stays empty: in it packages are installed, and npm, called in a folder of a workspace, leaves out what
 * its top needs for building (TypeScript). https://docs.netlify.com/build/configure-builds/monorepos/
 */
export function fieldsOf({ root = '', buildCommand, framework }: Partial<ServiceSettings>): NetlifyBuildSettings {
  return {
    base: '',
    package_path: root,
    cmd: buildCommand ? inFolder(root, buildCommand) : '',
    dir: framework === 'nextjs' ? below(root, nextDirectory) : '',
  };
}

export function regionOf({ region }: Partial<ServiceSettings>): Record<string, unknown> {
  return region ? { functions_region: region } : {};
}

/** What another repository leaves as it is. */
export function keptOf({ build_settings: build }: NetlifySite): NetlifyBuildSettings {
  const { base, package_path, cmd, dir } = build ?? {};
  return { ...(base ? { base } : {}), ...(package_path ? { package_path } : {}), ...(cmd ? { cmd } : {}), ...(dir ? { dir } : {}) };
}

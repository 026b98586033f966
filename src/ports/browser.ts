/**
 * A browser of this machine, when there is one: found on PATH or where macOS keeps it, started beside us.
 */
import { spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Network } from '../core/ports.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'brave-browser', 'microsoft-edge'];
const macPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Brave Browser.app/Contents/MacOS/Brave Browser',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];

/** Absolute path of a browser that takes Chromium's arguments; undefined where there is none. */
export async function findChromium(): Promise<string | undefined> {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const places = [
    ...folders.flatMap((folder) => names.map((name) => join(folder, name))),
    ...(process.platform === 'darwin' ? macPlaces : []),
  ];
  for (const place of places) if (await isProgram(place)) return place;
  return undefined;
}

/** True where a window can appear. */
export function hasDisplay(): boolean {
  return process.platform === 'darwin' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/** The command that brings a browser to this machine. */
export function howToGetChromium(): string {
  return process.platform === 'darwin' ? 'brew install --cask chromium' : 'sudo apt-get install chromium';
}

/** Arguments by which it finds names as this network does; none where names are the real ones. Names that come later need a browser started later. */
export function namesForChromium({ routes, pin }: Pick<Network, 'routes' | 'pin'>): string[] {
  if (routes === undefined) return [];
  return [
    `--host-resolver-rules=${resolverRules(routes)}`,
    // One key stands behind every certificate of the edge; the flag needs a profile of its own.
    ...(pin === undefined ? [] : [`--ignore-certificate-errors-spki-list=${pin}`]),
    '--no-proxy-server',
  ];
}

/** The first rule that fits counts; what no rule names is not found. */
function resolverRules(routes: NonNullable<Network['routes']>): string {
  const web = Object.entries(routes).filter(([name]) => /:(80|443)$/.test(name) && !/^[\d.]+:\d+$/.test(name));
  return [...web.map(([name, target]) => `MAP ${name} ${target}`), 'MAP * ~NOTFOUND', 'EXCLUDE 127.0.0.1', 'EXCLUDE localhost'].join(',');
}

/** It asks nobody for anything by itself. */
export const quietChromium: readonly string[] = [
  '--disable-quic',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-sync',
  '--disable-domain-reliability',
  '--metrics-recording-only',
];

/** Chromium's own sandbox does not run as root. */
export function mayIsolate(): boolean {
  return process.getuid?.() !== 0;
}

/** Of our environment, what a browser needs: none of our secrets. */
export function browserEnvironment(): Record<string, string> {
  const wanted = /^(PATH|HOME|TMPDIR|LANG|LC_.*|DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|XDG_.*|DBUS_SESSION_BUS_ADDRESS)$/;
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (wanted.test(name) && value !== undefined ? [[name, value]] : [])),
  );
}

/** Starts it so that it outlives us. @throws Error when it cannot be started */
export async function startBrowser(program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, mayIsolate() ? args : ['--no-sandbox', ...args], {
    detached: true,
    stdio: 'ignore',
    env: browserEnvironment(),
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  child.unref();
}

async function isProgram(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

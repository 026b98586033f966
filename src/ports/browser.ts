/**
 * A browser of this machine, when there is one: found on PATH or where macOS keeps it, started beside us.
 */
import { spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

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

/** Starts it so that it outlives us. Of our environment it gets what windows need. @throws Error when it cannot be started */
export async function startBrowser(program: string, args: readonly string[]): Promise<void> {
  const wanted = /^(PATH|HOME|TMPDIR|LANG|LC_.*|DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|XDG_.*|DBUS_SESSION_BUS_ADDRESS)$/;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => wanted.test(name)));
  // Chromium's own sandbox does not run as root.
  const child = spawn(program, process.getuid?.() === 0 ? ['--no-sandbox', ...args] : args, { detached: true, stdio: 'ignore', env });
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

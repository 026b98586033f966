/** `k77 sandbox open [name]`: a browser that reaches the hosts of the rehearsal by their real names, and nothing else. */
import { join } from 'node:path';
import { exits, OperatorError } from '../core/errors.ts';
import { findChromium, hasDisplay, startBrowser } from '../ports/browser.ts';
import { edgeInFile } from '../ports/network.ts';
import { chromiumArguments } from '../sandbox/chromium.ts';
import type { SandboxStatus } from '../sandbox/control.ts';
import { place } from '../sandbox/place.ts';
import type { Io } from './io.ts';
import { tilde } from './place.ts';

/** @throws OperatorError (usage) for a name that is no host and no vendor of the rehearsal */
export async function sandboxOpen(name: string | undefined, io: Io, root: string, status: SandboxStatus): Promise<void> {
  const pages = pagesOf(name, status);
  const browser = io.mode === 'terminal' && hasDisplay() ? await findChromium() : undefined;
  io.document({ root, pages, browser: browser ?? null });
  for (const page of pages) io.line(`  ${io.paint.accent(io.marks.next)} ${page}`);
  if (browser) {
    const edge = edgeInFile(join(root, place.world))();
    await startBrowser(browser, [...chromiumArguments(edge, join(root, place.browser)), ...pages]);
    return;
  }
  const first = pages.find((page) => page.startsWith('https://'));
  if (first) for (const line of byHand(first, root, status)) io.line(`  ${io.paint.dim(line)}`);
}

/** The host or vendor that was named; else the domain itself, and the vendors' pages as long as there is no host. */
function pagesOf(name: string | undefined, { web, endpoints }: SandboxStatus): string[] {
  const hosts = web.filter(({ name: host }) => !host.startsWith('*.')).map(({ name: host }) => host);
  const dashboards = Object.entries(endpoints).map(([vendor, endpoint]) => [vendor, `${endpoint}/dashboard`] as const);
  if (name === undefined) {
    const domain = hosts.filter((host) => host.endsWith('.test')).sort((a, b) => a.length - b.length)[0];
    return domain === undefined ? dashboards.map(([, page]) => page) : [`https://${domain}/`];
  }
  const page = hosts.includes(name) ? `https://${name}/` : dashboards.find(([vendor]) => vendor === name)?.[1];
  if (page !== undefined) return [page];
  const known = [...hosts, ...dashboards.map(([vendor]) => vendor)];
  throw new OperatorError({
    what: `${name} is no host and no vendor of this rehearsal`,
    fix: `use one of: ${known.join(', ')}`,
    exit: exits.usage,
  });
}

/** How to reach it where there is no browser to start. */
function byHand(page: string, root: string, { ports }: SandboxStatus): string[] {
  const { hostname } = new URL(page);
  const where = `${hostname}:${ports.https}`;
  return ['From a shell:', `curl --cacert ${tilde(join(root, place.ca))} --resolve ${where}:127.0.0.1 https://${where}/`];
}

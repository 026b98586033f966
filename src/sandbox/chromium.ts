/**
 * A Chromium that lives in the rehearsal: canonical names lead to the edge, its certificates are trusted, and nothing else can be reached.
 */
import type { Edge } from '../ports/network.ts';

/**
 * Arguments for Chromium and what is built from it. Names that come later need a browser started later.
 * @param profileFolder absolute path of a folder of its own: a profile in use would ignore them
 */
export function chromiumArguments(edge: Edge, profileFolder: string): string[] {
  return [
    `--user-data-dir=${profileFolder}`,
    `--host-resolver-rules=${resolverRules(edge.routes)}`,
    // One key stands behind every certificate of the edge; the flag needs a profile of its own.
    ...(edge.pin === undefined ? [] : [`--ignore-certificate-errors-spki-list=${edge.pin}`]),
    '--no-proxy-server',
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
}

/** The first rule that fits counts; what no rule names is not found. */
function resolverRules(routes: Edge['routes']): string {
  const web = Object.entries(routes).filter(([name]) => /:(80|443)$/.test(name) && !/^[\d.]+:\d+$/.test(name));
  return [...web.map(([name, target]) => `MAP ${name} ${target}`), 'MAP * ~NOTFOUND', 'EXCLUDE 127.0.0.1', 'EXCLUDE localhost'].join(',');
}

/**
 * `K77_ENDPOINT_<VENDOR>`: another address for a vendor, for tests against emulators. Loopback only, so that no variable can send a key elsewhere.
 */
import { exits, OperatorError } from '../core/errors.ts';
import type { Network } from '../core/ports.ts';
import { type VendorId, vendorIds } from '../core/vendor.ts';
import { edgeInFile, edgeNetwork, realNetwork } from '../ports/network.ts';
import type { Host } from './io.ts';
import { unknown } from './scope.ts';

const prefix = 'K77_ENDPOINT_';

export function endpointsFrom(env: Host['env']): Partial<Record<VendorId, string>> {
  const found: Partial<Record<VendorId, string>> = {};
  for (const [name, address] of Object.entries(env)) {
    if (!name.startsWith(prefix) || !address) continue;
    const typed = name.slice(prefix.length).toLowerCase().replaceAll('_', '-');
    const vendor = vendorIds.find((id) => id === typed) ?? unknown('vendor', typed, vendorIds);
    if (!isLoopback(address))
      throw new OperatorError({
        what: `${name} is not an address of this machine`,
        fix: 'use http://127.0.0.1:<port>, or unset it to reach the real vendor',
        exit: exits.preflight,
      });
    found[vendor] = address;
  }
  return found;
}

/** `K77_EDGE`: the `world.json` of a sandbox, for tests that reach its databases from outside of a rehearsal. It can lead to this machine only. */
export function networkFrom(env: Host['env']): Network {
  return env.K77_EDGE ? edgeNetwork(edgeInFile(env.K77_EDGE)) : realNetwork;
}

function isLoopback(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username, password } = new URL(address);
  const here = hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
  return ['http:', 'https:'].includes(protocol) && here && username === '' && password === '';
}

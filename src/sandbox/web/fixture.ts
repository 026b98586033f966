/** For tests of the web edge: vendors that claim names. */

import type { VendorId } from '../../core/vendor.ts';
import type { Emulator } from '../kernel.ts';
import type { Names } from '../names/names.ts';

/** A vendor that is nothing but its names. */
export function nameVendor(vendor: VendorId, names: () => Names, more: Partial<Emulator> = {}): Emulator {
  const ok = { status: 200, headers: { 'content-type': 'text/plain' }, body: `${vendor} answers` };
  return {
    vendor,
    hosts: [],
    answer: () => ok,
    version: () => 0,
    dump: () => ({}),
    load: () => {},
    reset: () => {},
    trouble: (status) => ({ status, body: '' }),
    credentials: () => ({}),
    secrets: () => [],
    edit: () => undefined,
    work: async () => {},
    waiting: () => 0,
    names,
    ...more,
  };
}

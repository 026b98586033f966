/** For tests that hold an emulator against the document that its vendor published. */
import { expect } from 'vitest';
import type { Exchange } from '../core/doors.ts';
import type { Door, VendorId } from '../core/vendor.ts';

export interface Recording {
  vendor: VendorId;
  endpoint: string;
  record(exchange: Exchange): void;
  /** The host whose calls are written down; all of them unless told. */
  only?: string;
  /** How the emulator is asked, besides what the caller says. */
  init?: RequestInit;
}

/** A door that leads to the emulator and writes down what passes. Secrets are replaced in exchanges elsewhere; what is judged is what was sent. */
export function recordingDoor({ vendor, endpoint, record, only, init: more }: Recording): Door {
  return async (url, init) => {
    const { pathname, search, hostname } = new URL(url);
    const { cache: _cache, ...rest } = init ?? {};
    const response = await fetch(`${endpoint}${pathname}${search}`, { ...rest, ...more });
    const exchange: Exchange = {
      at: '',
      vendor,
      method: init?.method ?? 'GET',
      path: pathname,
      query: search.slice(1),
      requestHeaders: {},
      requestBody: String(init?.body ?? ''),
      status: response.status,
      responseBody: await response.clone().text(),
    };
    if (only === undefined || hostname === only) record(exchange);
    return response;
  };
}

/**
 * Expects that nothing is found but the known differences, and every one of those.
 * @param all what was found in each exchange
 * @returns how many exchanges are as the document says
 */
export function expectOnlyKnown(all: readonly (readonly string[])[], differences: readonly { what: RegExp }[]): number {
  const found = [...new Set(all.flat())];
  const strangers = found.filter((text) => !differences.some(({ what }) => what.test(text)));
  const valid = all.filter((one) => one.length === 0).length;
  process.stdout.write(`contract: ${valid} valid, ${found.length} kinds of known differences in ${all.length} exchanges\n`);
  expect(strangers).toEqual([]);
  expect(differences.filter(({ what }) => !found.some((text) => what.test(text)))).toEqual([]);
  return valid;
}

/** A call that the emulator may refuse: the refusal is judged, too. */
export function refusing(call: Promise<unknown> | undefined): Promise<unknown> {
  return Promise.resolve(call).catch(() => undefined);
}

/**
 * The registrars that the operator may choose, by answer.
 */
import type { AnyVendor } from '../../core/vendor.ts';
import type { Registrar } from './registrar.ts';
import { cloudflareRegistrar } from './registrar-cloudflare.ts';
import { godaddyRegistrar } from './registrar-godaddy.ts';
import { namecheapRegistrar } from './registrar-namecheap.ts';
import { otherRegistrar } from './registrar-other.ts';
import { porkbunRegistrar } from './registrar-porkbun.ts';

export const registrars: readonly Registrar[] = [
  cloudflareRegistrar,
  namecheapRegistrar,
  godaddyRegistrar,
  porkbunRegistrar,
  otherRegistrar,
];

/** Vendors behind the registrars' APIs: the tasks that speak with a registrar name them all, and those that the answer leads past are never asked. */
export const registrarVendors: readonly AnyVendor[] = registrars.flatMap(({ vendor }) => vendor ?? []);

export function registrarNamed(answer: string): Registrar {
  return registrars.find((one) => one.id === answer) ?? otherRegistrar;
}

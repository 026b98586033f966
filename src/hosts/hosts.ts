/**
 * The hosts that the operator may choose, by answer. Tasks take theirs from this table and speak with it in the words of `core/host.ts` only.
 */
import type { Host } from '../core/host.ts';
import type { Service } from '../core/keys.ts';
import type { AnyVendor } from '../core/vendor.ts';
import { digitaloceanHost } from './digitalocean.ts';
import { flyHost } from './fly.ts';
import { herokuHost } from './heroku.ts';
import { netlifyHost } from './netlify.ts';
import { railwayHost } from './railway.ts';
import { renderHost } from './render.ts';
import { vercelHost } from './vercel.ts';

export const hosts: readonly Host[] = [railwayHost, renderHost, herokuHost, flyHost, digitaloceanHost, vercelHost, netlifyHost];

/** Vendors behind the hosts that can run a service: its tasks name them all, and those that the answers lead past are never asked. */
export function hostVendors(...services: readonly Service[]): readonly AnyVendor[] {
  return hosts.filter((host) => services.some((service) => host.runs.includes(service))).map(({ vendor }) => vendor);
}

/** Hosts that can run a service, in the order in which they are offered. */
export function hostsFor(service: Service): readonly Host[] {
  return hosts.filter(({ runs }) => runs.includes(service));
}

/** The first of the hosts answered that takes no name of a signed zone. */
export function withoutSigning(...answers: readonly (string | undefined)[]): Host | undefined {
  return hosts.find(({ id, unsigned }) => unsigned === true && answers.includes(id));
}

/** @throws Error for an answer that `Question.choices` does not have */
export function hostNamed(answer: string): Host {
  const found = hosts.find(({ id }) => id === answer);
  if (!found) throw new Error(`no host is called ${answer}`);
  return found;
}

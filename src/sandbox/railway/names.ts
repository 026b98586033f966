/** What Railway makes of names: the zone of `up.railway.app`, and hosts at its edge. */
import type { Names, WebHost } from '../names/names.ts';
import type { Books } from './books.ts';
import { edgeAddress } from './domains.ts';
import type { CustomDomain, ServiceDomain } from './model.ts';

const zone = 'up.railway.app';
const nameservers = ['ns1.railway-edge.net', 'ns2.railway-edge.net'];

export function namesOf(books: Books): Names {
  const { domains, serviceDomains } = books.state;
  const own = [...domains.map(({ target }) => target), ...serviceDomains.map(({ domain }) => domain)];
  return {
    zones: [{ name: zone, nameservers, records: own.map((name) => ({ type: 'A', name, value: edgeAddress, ttl: 60 })) }],
    delegations: [{ domain: zone, nameservers }],
    web: [
      ...domains.flatMap((one) => [edge(one.target, [`*.${zone}`], []), custom(books, one)]),
      ...serviceDomains.map((one) => edge(one.domain, [`*.${zone}`], upstreamsOf(books, one))),
    ],
  };
}

/** Without the record that proves who owns it, Railway answers for nobody: no certificate, no service. */
function custom(books: Books, one: CustomDomain): WebHost {
  const valid = one.certificate === 'VALID';
  return edge(one.domain, valid ? [one.domain] : undefined, valid ? upstreamsOf(books, one) : []);
}

function edge(name: string, certificate: readonly string[] | undefined, upstreams: readonly string[]): WebHost {
  const [first] = upstreams;
  return {
    name,
    ...(certificate ? { certificate: { names: certificate, days: 90 } } : {}),
    alwaysHttps: true,
    addresses: [edgeAddress],
    server: 'railway-edge',
    ...(first === undefined ? {} : { upstream: first }),
    ...(upstreams.length > 1 ? { upstreams } : {}),
  };
}

/** Of the newest deployment that serves; the older one does until that moment. */
function upstreamsOf(
  books: Books,
  { service, environment }: Pick<CustomDomain | ServiceDomain, 'service' | 'environment'>,
): readonly string[] {
  return books.deploymentsOf({ service, environment }).find(({ status, stopped }) => status === 'SUCCESS' && !stopped)?.upstreams ?? [];
}

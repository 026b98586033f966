/** Names of an app's own. They are part of its spec, so that adding one to what runs deploys once more. https://docs.digitalocean.com/products/app-platform/how-to/manage-domains */
import { OperatorError } from '../core/errors.ts';
import type { DemandedRecord, HostApi, HostContext, HostedDomain } from '../core/host.ts';
import { digitalocean } from '../vendors/digitalocean.ts';
import type { DigitalOceanClient } from '../vendors/digitalocean-client.ts';
import type { DoApp, DoDomain, DoDomainSpec, DoStep } from '../vendors/digitalocean-types.ts';
import { change, inTurn } from './digitalocean-changes.ts';
import { appOf, appPage } from './digitalocean-place.ts';
import { isArchived } from './digitalocean-spec.ts';

/** Where a name leads that can have no alias; every app has the same two. */
const ingressAddresses = ['162.159.140.98', '172.66.0.96'];

/** DigitalOcean looks at the records by itself, again and again. */
export const domains: Required<Pick<HostApi, 'domain' | 'addDomain' | 'removeDomain'>> = {
  async domain({ client: of }, _place, id, name) {
    const app = await appOf(of(digitalocean), id);
    const spec = app.spec.domains?.find(({ domain }) => isSame(domain, name));
    // Where it must lead is told after the first deployment; until then it is not there for anybody.
    return spec && app.default_ingress ? hostedDomain(app, spec) : undefined;
  },

  async addDomain({ client: of, wait }, _place, id, name, redirectTo) {
    if (redirectTo !== undefined)
      throw new OperatorError({
        what: `k77 lets DigitalOcean send no visitors of ${name} to ${redirectTo}`,
        fix: 'let the DNS provider redirect it (Cloudflare → Rules → Redirect rules), or host the site elsewhere',
      });
    const client = of(digitalocean);
    if (!(await inTurn(id, () => added(client, id, name)))) {
      await deployed(client, id, wait);
      await inTurn(id, () => added(client, id, name));
    }
    await deployed(client, id, wait);
  },

  async removeDomain({ client: of }, _place, id, name) {
    const client = of(digitalocean);
    await inTurn(id, async () => {
      const app = await appOf(client, id);
      const kept = app.spec.domains?.filter(({ domain }) => !isSame(domain, name)) ?? [];
      if (kept.length !== (app.spec.domains ?? []).length) await change(client, app, { ...app.spec, domains: kept }, { quietly: false });
    });
  },
};

/**
 * Before the first deployment it becomes part of that, so that there is one only.
 * @returns false while that is on its way, which a change would call off
 */
async function added(client: DigitalOceanClient, id: string, name: string): Promise<boolean> {
  const app = await appOf(client, id);
  const there = app.spec.domains ?? [];
  if (there.some(({ domain }) => isSame(domain, name))) return true;
  if (!app.default_ingress && !isArchived(app.spec)) return false;
  const made: DoDomainSpec = { domain: name, type: there.some(({ type }) => type === 'PRIMARY') ? 'ALIAS' : 'PRIMARY' };
  await change(client, app, { ...app.spec, domains: [...there, made] }, { quietly: false });
  return true;
}

/** How long a first deployment may take that is on its way, or about to begin, minutes. */
const patience = 15;

/** Where a name must lead is told after the first deployment. @throws OperatorError where it failed */
async function deployed(client: DigitalOceanClient, id: string, wait: HostContext['wait']): Promise<DoApp> {
  return wait(
    'the first deployment, after which DigitalOcean tells where a name must lead',
    async () => {
      const app = await appOf(client, id);
      if (app.default_ingress) return app;
      const [newest] = await client.deployments(id);
      if (newest?.phase !== 'ERROR') return undefined;
      throw new OperatorError({
        what: `DigitalOcean tells where a name of ${app.spec.name} must lead after its first deployment, and that has failed`,
        fix: 'see in its log why, put that right, then run the same command again',
        see: appPage({}, id),
      });
    },
    patience,
  );
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase().replace(/\.$/, '') === b.toLowerCase();
}

export function hostedDomain(app: DoApp, { domain: name }: DoDomainSpec): HostedDomain {
  const seen = app.domains?.find(({ spec }) => isSame(spec?.domain ?? '', name));
  const phase = seen?.phase ?? 'PENDING';
  const records = recordsFor(app, name, seen);
  const trouble = phase === 'ACTIVE' ? undefined : troubleOf(name, phase, seen);
  return {
    name,
    records,
    // It orders a certificate as soon as it has seen the name lead to it.
    verified: phase === 'CONFIGURING' || phase === 'ACTIVE',
    certificate: phase === 'ACTIVE' ? 'valid' : phase === 'CONFIGURING' ? 'issuing' : phase === 'ERROR' ? 'failed' : 'none',
    ...(trouble === undefined ? {} : { trouble }),
  };
}

/** Grey: its own edge is Cloudflare's, too, and looks where the name leads. Which name that is, it tells after the first deployment. */
function recordsFor({ default_ingress: ingress }: DoApp, name: string, seen: DoDomain | undefined): DemandedRecord[] {
  if (!ingress) return [];
  const proofs = (seen?.validations ?? []).flatMap(({ txt_name, txt_value }): DemandedRecord[] =>
    txt_name && txt_value ? [{ type: 'TXT', name: txt_name.replace(/\.$/, ''), content: txt_value, proxied: false }] : [],
  );
  if (name.split('.').length > 2) return [{ type: 'CNAME', name, content: new URL(ingress).hostname, proxied: false }, ...proofs];
  return [...ingressAddresses.map((content): DemandedRecord => ({ type: 'A', name, content, proxied: false })), ...proofs];
}

function troubleOf(name: string, phase: string, seen: DoDomain | undefined): string {
  const said = messageIn(seen?.progress?.steps);
  // https://docs.digitalocean.com/products/app-platform/how-to/manage-domains/#add-a-domain-that-uses-caa-records
  const mend = 'its zone must not be signed (DNSSEC), and its CAA records, where there are any, must name letsencrypt.org and pki.goog';
  if (phase === 'ERROR') return `${said ?? `DigitalOcean got no certificate for ${name}`}: ${mend}`;
  if (said) return said;
  if (phase === 'CONFIGURING') return `DigitalOcean has seen ${name} lead to it, and orders a certificate`;
  return `DigitalOcean has not seen ${name} lead to it yet`;
}

function messageIn(steps: readonly DoStep[] = []): string | undefined {
  return steps
    .flatMap(({ status, reason, steps: inner }) => (status === 'ERROR' ? [reason?.message ?? messageIn(inner)] : []))
    .find(Boolean);
}

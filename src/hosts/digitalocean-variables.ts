/**
 * Variables of a service. What the table of k77 calls a secret is encrypted by DigitalOcean and never shown again: `EV[1:…]`, another one each time that a value is
 * set, the same one as long as it is sent back. So it tells that a value was changed, and by whom is known by what k77 remembers.
 * https://docs.digitalocean.com/products/app-platform/how-to/use-environment-variables
 */
import { createHash } from 'node:crypto';
import type { HostApi, HostVariable } from '../core/host.ts';
import { isSecret, type Key, keys } from '../core/keys.ts';
import { Secret } from '../core/secret.ts';
import { digitalocean } from '../vendors/digitalocean.ts';
import type { DoSpec, DoVariable } from '../vendors/digitalocean-types.ts';
import { change, inTurn } from './digitalocean-changes.ts';
import { appOf } from './digitalocean-place.ts';
import { assembled, commitVariable, isCommitVariable, jobOf, mainOf, stranger } from './digitalocean-spec.ts';

export const variables: Pick<HostApi, 'variables' | 'setVariables'> = {
  variables: async ({ client: of }, _place, id) => variablesOf((await appOf(of(digitalocean), id)).spec),

  /** The spec is replaced as a whole, so that what is there and is not k77's goes along. */
  async setVariables({ client: of }, _place, id, { set, remove, target }) {
    if (target === 'preview') throw new Error('k77 lets DigitalOcean make no previews, so there are no variables for them');
    const client = of(digitalocean);
    await inTurn(id, async () => {
      const app = await appOf(client, id);
      const found = mainOf(app.spec);
      if (!found) throw stranger(app.spec.name);
      const envs = merged(found.main.envs ?? [], set, remove);
      const spec = assembled(app.spec, { ...found.main, envs }, found.web, jobOf(app.spec)?.run_command || null);
      if (!isSame(spec, app.spec)) await change(client, app, spec, { quietly: true });
    });
  },
};

/** Those of the job are the same; where somebody changed them, what is told is what the job has. */
export function variablesOf(spec: DoSpec): HostVariable[] {
  const main = (mainOf(spec)?.main.envs ?? []).filter((one) => !isCommitVariable(one));
  const job = jobOf(spec);
  const names = [...new Set([...main, ...(job?.envs ?? [])].map(({ key }) => key))];
  return names.map((name) => {
    const [own, other] = [main.find(({ key }) => key === name), job ? job.envs?.find(({ key }) => key === name) : undefined];
    return shown(name, own, job ? other : own);
  });
}

function shown(name: string, own: DoVariable | undefined, other: DoVariable | undefined): HostVariable {
  const secret = [own, other].some((one) => one?.type === 'SECRET');
  if (secret) return { name, updatedAt: markOf(own, other), target: 'production' };
  const differs = own?.value !== other?.value;
  return { name, value: new Secret(`digitalocean.${name}`, (differs ? other?.value : own?.value) ?? ''), target: 'production' };
}

/** Another one with every value that is set; tells nothing of the value. */
function markOf(own: DoVariable | undefined, other: DoVariable | undefined): string {
  return createHash('sha256').update(`${own?.value} ${other?.value}`).digest('hex').slice(0, 16);
}

function merged(there: readonly DoVariable[], set: Readonly<Record<string, string | Secret>>, remove: readonly string[]): DoVariable[] {
  const kept = there.filter(({ key }) => !remove.includes(key));
  const wanted = Object.entries(set).map(([key, value]) => newVariable(key, value));
  const changed = kept.map((one) => wanted.find(({ key }) => key === one.key) ?? one);
  const all = [...changed, ...wanted.filter(({ key }) => !kept.some((one) => one.key === key))];
  return all.some(({ key }) => key === commitVariable.key) ? all : [...all, commitVariable];
}

/** While it is built nothing needs them, so that no build has them. */
function newVariable(key: string, value: string | Secret): DoVariable {
  const secret = Object.hasOwn(keys, key) ? isSecret(key as Key) : typeof value !== 'string';
  const text = typeof value === 'string' ? value : value.reveal();
  return { key, value: text, scope: 'RUN_TIME', type: secret ? 'SECRET' : 'GENERAL' };
}

/** Whatever their order and what else is said of them. Secrets that are set anew are never the same. */
function isSame(a: DoSpec, b: DoSpec): boolean {
  const text = (all: readonly DoVariable[] = []): string =>
    all
      .map(({ key, value, type = 'GENERAL' }) => `${key} ${type} ${value}`)
      .sort()
      .join('\n');
  return text(mainOf(a)?.main.envs) === text(mainOf(b)?.main.envs) && text(jobOf(a)?.envs) === text(jobOf(b)?.envs);
}

/**
 * Variables of a project: production and preview apart, public ones plain, all others sensitive, which Vercel never shows again.
 * https://vercel.com/docs/environment-variables/sensitive-environment-variables
 */
import type { HostApi, HostVariable } from '../core/host.ts';
import { Secret } from '../core/secret.ts';
import { vercel } from '../vendors/vercel.ts';
import type { VercelClient } from '../vendors/vercel-client.ts';
import type { NewVariable, Target, VercelVariable } from '../vendors/vercel-types.ts';

const targets: readonly Target[] = ['production', 'preview'];

export const variables: Pick<HostApi, 'variables' | 'setVariables'> = {
  async variables({ client: of }, _place, id) {
    return (await own(of(vercel), id)).flatMap((one) => targetsOf(one).map((target) => hostVariable(one, target)));
  },

  async setVariables({ client: of }, _place, id, { set, remove, target }) {
    const client = of(vercel);
    const there = (await own(client, id)).filter((one) => targetsOf(one).includes(target));
    const wanted = Object.entries(set).map(([key, value]) => newVariable(key, value, target));
    const changed = wanted.filter((one) => !isThere(one, there));
    // One entry may stand for both targets; what is set for one of them must leave the other as it is.
    for (const one of there) if (changed.some(({ key }) => key === one.key)) await narrow(client, id, one, target);
    if (changed.length > 0) await client.upsertVariables(id, changed);
    for (const one of there.filter(({ key }) => remove.includes(key)))
      if (!(await narrow(client, id, one, target))) await client.removeVariable(id, one.id);
  },
};

/** Those of one branch only and those of integrations are the operator's own business. */
async function own(client: VercelClient, id: string): Promise<VercelVariable[]> {
  return (await client.variables(id)).filter(({ type, gitBranch }) => type !== 'system' && !gitBranch);
}

function targetsOf({ target = [] }: VercelVariable): Target[] {
  const told = typeof target === 'string' ? [target] : target;
  return targets.filter((one) => told.includes(one));
}

function hostVariable(one: VercelVariable, target: Target): HostVariable {
  const readable = one.type === 'plain' && one.value !== undefined;
  return {
    name: one.key,
    ...(readable ? { value: new Secret(one.key, one.value ?? '') } : {}),
    ...(one.updatedAt === undefined ? {} : { updatedAt: isoOf(one.updatedAt) }),
    target,
  };
}

/** What a browser gets is no secret, and what is a secret never gets a public name. */
function newVariable(key: string, value: string | Secret, target: Target): NewVariable {
  const isPublic = key.startsWith('NEXT_PUBLIC_') || typeof value === 'string';
  return { key, value: typeof value === 'string' ? value : value.reveal(), type: isPublic ? 'plain' : 'sensitive', target: [target] };
}

/** Only plain ones can be compared; whoever calls knows of the others whether they changed. */
function isThere(wanted: NewVariable, there: readonly VercelVariable[]): boolean {
  return wanted.type === 'plain' && there.some(({ key, type, value }) => key === wanted.key && type === 'plain' && value === wanted.value);
}

/** Takes one target away from an entry that has more. @returns false where it has no other */
async function narrow(client: VercelClient, id: string, one: VercelVariable, target: Target): Promise<boolean> {
  const told = typeof one.target === 'string' ? [one.target] : (one.target ?? []);
  const others = told.filter((other) => other !== target) as Target[];
  if (others.length === 0) return false;
  await client.retarget(id, one.id, others);
  return true;
}

export function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}

/**
 * Variables of a site: a value for each context. What no browser may see is a secret, which Netlify never shows again; a variable is a secret with all its values or
 * with none. https://docs.netlify.com/build/environment-variables/secrets-controller/
 */
import type { HostApi, HostVariable, VariableChange } from '../core/host.ts';
import { isSecret, type Key, keys } from '../core/keys.ts';
import { Secret } from '../core/secret.ts';
import { netlify } from '../vendors/netlify.ts';
import type { NetlifyClient } from '../vendors/netlify-client.ts';
import type { EnvContext, NetlifyEnvValue, NetlifyEnvVar } from '../vendors/netlify-types.ts';

type Target = HostVariable['target'];

/** A preview is made of a pull request, or of any other branch. */
const contextsOf: Readonly<Record<Target, readonly EnvContext[]>> = {
  production: ['production'],
  preview: ['deploy-preview', 'branch-deploy'],
};
const targets: readonly Target[] = ['production', 'preview'];
/** Everything that `all` stands for. */
const single: readonly EnvContext[] = ['production', 'deploy-preview', 'branch-deploy', 'dev'];
/** Secrets may not be put into pages after the build. */
const secretScopes = ['builds', 'functions', 'runtime'];

export const variables: Pick<HostApi, 'variables' | 'setVariables'> = {
  async variables({ client: of }, _place, id) {
    const all = await of(netlify).variables(id);
    return all.flatMap((one) => targets.flatMap((target) => hostVariable(one, target) ?? []));
  },

  /** A variable is one thing with values for both targets, whose tasks may come at the same time. */
  async setVariables({ client: of }, _place, id, change) {
    const client = of(netlify);
    await client.inTurn(() => changed(client, id, change));
  },
};

async function changed(client: NetlifyClient, id: string, { set, remove, target }: VariableChange): Promise<void> {
  const there = await client.variables(id);
  const made: Record<string, unknown>[] = [];
  for (const [key, given] of Object.entries(set)) {
    const value = typeof given === 'string' ? given : given.reveal();
    const one = there.find((other) => other.key === key);
    if (one) await write(client, id, one, target, value);
    else made.push(newVariable(key, target, value));
  }
  if (made.length > 0) await client.createVariables(id, made);
  for (const one of there) if (remove.includes(one.key)) await take(client, id, one, target);
}

/** What a browser gets is no secret, nor is what the table of values calls none. What nobody knows is one. */
function secret(key: string): boolean {
  if (key.startsWith('NEXT_PUBLIC_')) return false;
  return key in keys ? isSecret(key as Key) : true;
}

function newVariable(key: string, target: Target, value: string): Record<string, unknown> {
  const values = contextsOf[target].map((context) => ({ context, value }));
  return secret(key) ? { key, values, is_secret: true, scopes: secretScopes } : { key, values, is_secret: false };
}

/** Values of its own for a target; those of one branch only are the operator's own business. */
function valuesFor({ values }: NetlifyEnvVar, target: Target): (NetlifyEnvValue | undefined)[] {
  const all = values.find(({ context }) => context === 'all');
  return contextsOf[target].map((wanted) => values.find(({ context }) => context === wanted) ?? all);
}

function hostVariable(one: NetlifyEnvVar, target: Target): HostVariable | undefined {
  const found = valuesFor(one, target);
  if (found.some((value) => value === undefined)) return undefined;
  const texts = [...new Set(found.map((value) => value?.value ?? ''))];
  // One time stands for all values of a variable: of a secret with values for both targets it tells of neither.
  const both = targets.every((other) => valuesFor(one, other).every((value) => value !== undefined));
  const updatedAt = one.is_secret === true && both ? undefined : one.updated_at;
  return {
    name: one.key,
    ...(one.is_secret === true ? {} : { value: new Secret(one.key, texts.join(' | ')) }),
    ...(updatedAt === undefined ? {} : { updatedAt }),
    target,
  };
}

async function write(client: NetlifyClient, site: string, one: NetlifyEnvVar, target: Target, value: string): Promise<void> {
  // A secret stays one; what was none becomes one with all its values, as they can still be read.
  if (secret(one.key) && one.is_secret !== true)
    return client.replaceVariable(site, one.key, {
      key: one.key,
      is_secret: true,
      scopes: secretScopes,
      values: withValue(one, target, value).filter(({ context }) => context !== 'dev' && context !== 'dev-server'),
    });
  if (one.values.some(({ context }) => context === 'all'))
    return client.replaceVariable(site, one.key, { key: one.key, is_secret: false, values: withValue(one, target, value) });
  for (const context of contextsOf[target]) await client.setValue(site, one.key, context, value);
}

/** All values with one of them changed; `all` is taken apart, so that the others keep theirs. */
function withValue(one: NetlifyEnvVar, target: Target, value: string | undefined): Omit<NetlifyEnvValue, 'id'>[] {
  const all = one.values.find(({ context }) => context === 'all');
  const kept = one.values.filter(({ context }) => context !== 'all' && !contextsOf[target].includes(context));
  const apart = single.filter((context) => !contextsOf[target].includes(context) && !kept.some((other) => other.context === context));
  return [
    ...kept.map(({ context, context_parameter: branch, value: text = '' }) => ({
      context,
      value: text,
      ...(branch ? { context_parameter: branch } : {}),
    })),
    ...(all ? apart.map((context) => ({ context, value: all.value ?? '' })) : []),
    ...(value === undefined ? [] : contextsOf[target].map((context) => ({ context, value }))),
  ];
}

/** Takes the values of one target away, and the variable with the last of them. */
async function take(client: NetlifyClient, site: string, one: NetlifyEnvVar, target: Target): Promise<void> {
  const left = withValue(one, target, undefined);
  if (left.length === 0) return client.removeVariable(site, one.key);
  if (one.values.some(({ context }) => context === 'all'))
    return client.replaceVariable(site, one.key, { key: one.key, is_secret: false, values: left });
  for (const { id, context } of one.values)
    if (id !== undefined && contextsOf[target].includes(context)) await client.removeValue(site, one.key, id);
}

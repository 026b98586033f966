/**
 * preflight: before anything is read or written in earnest, every vendor says whose account this is, and it must be the pinned one.
 */
import { exits, OperatorError } from '../core/errors.ts';
import type { Phase } from '../core/phase.ts';
import type { Plan } from '../core/plan.ts';
import type { AnyTask } from '../core/task.ts';
import { type AnyVendor, type Identity, missingCredentials, storeIds } from '../core/vendor.ts';
import { clients } from './context.ts';
import { explained } from './explain.ts';
import type { Walk } from './walk.ts';

/** Vendors that the tasks use and whose credentials are all known. Stores have no account of their own: they are reached with what a vendor gave. */
export function vendorsOf(walk: Walk, tasks: readonly { uses: readonly AnyVendor[] }[]): AnyVendor[] {
  const known = walk.workspace.values();
  const accounts = [...new Set(tasks.flatMap((task) => task.uses))].filter(
    (vendor) => !storeIds.some((id) => id === vendor.id) && vendor.involved?.(known) !== false,
  );
  return accounts.filter((vendor) => missingCredentials(vendor, known).length === 0);
}

export async function whoami(walk: Walk, vendor: AnyVendor): Promise<Identity> {
  const by = `preflight.${vendor.id}`;
  try {
    return await vendor.whoami(clients(walk, by, [vendor], 'no')(vendor));
  } catch (error) {
    throw explained(walk, by, [vendor], error);
  }
}

/** Accounts behind the tasks, for the plan's header. */
export async function identify(walk: Walk, tasks: readonly AnyTask[]): Promise<Plan['accounts']> {
  return Promise.all(
    vendorsOf(walk, tasks).map(async (vendor) => ({ vendor: vendor.id, title: vendor.title, identity: await whoami(walk, vendor) })),
  );
}

/**
 * Stops when a vendor's account or mode does not fit the environment, or is not the pinned one and nobody confirms it by typing its name.
 */
export async function checkAccounts(walk: Walk, accounts: Plan['accounts']): Promise<void> {
  const { workspace, ui } = walk;
  ui.accounts(accounts);
  for (const { vendor: id, title, identity } of accounts) {
    fits(walk, title, identity);
    const pinned = workspace.pinned(id);
    if (pinned === undefined || (pinned.account === identity.account && pinned.mode === identity.mode)) continue;
    const vendor = walk.catalogue.vendors.find((candidate) => candidate.id === id);
    if (!vendor || !(await ui.confirmAccount(vendor, identity, pinned))) throw another(title, identity, pinned);
    await workspace.pin(id, identity);
  }
}

/** From now on this workspace is about these accounts. Called when the operator has seen them in the plan and agreed. */
export async function pinAccounts(walk: Walk, accounts: Plan['accounts']): Promise<void> {
  for (const { vendor, identity } of accounts) if (walk.workspace.pinned(vendor) === undefined) await walk.workspace.pin(vendor, identity);
}

function fits(walk: Walk, title: string, identity: Identity): void {
  const { environment } = walk.workspace;
  if (identity.mode === 'none') return;
  const wanted = environment === 'production' ? 'live' : 'test';
  if (identity.mode === wanted) return;
  throw new OperatorError({
    what: `${title} is in ${identity.mode} mode (account ${identity.account}); ${environment} takes ${wanted} mode only`,
    fix:
      environment === 'production'
        ? 'put the live key into the credentials, or rehearse with --sandbox'
        : 'put a test-mode key into the credentials of this environment',
    exit: exits.preflight,
  });
}

function another(title: string, found: Identity, pinned: Identity): OperatorError {
  return new OperatorError({
    what: `these credentials open ${title} account ${found.account} (${found.mode} mode), but this workspace is pinned to ${pinned.account} (${pinned.mode} mode)`,
    fix: `use a key of ${pinned.account}, or run deploy in a terminal and confirm ${found.account} by typing its name`,
    exit: exits.preflight,
  });
}

/** The phase's question whose answer is a credential of this vendor, for asking again. */
export function questionsFor(phase: Phase, vendor: AnyVendor): Phase['questions'] {
  return phase.questions.filter((question) => vendor.credentials.includes(question.key));
}

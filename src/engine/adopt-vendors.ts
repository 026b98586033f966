/**
 * Whom an adoption can ask: vendors whose credentials are given and who accept them. One that refuses is named; the others go on.
 */
import type { AnySurvey } from '../core/adoption.ts';
import { messageOf, OperatorError, Refused, VendorError } from '../core/errors.ts';
import type { Values } from '../core/keys.ts';
import { missingCredentials, storeIds } from '../core/vendor.ts';
import type { VendorSeen } from './adopt.ts';
import { checkAccounts, whoami } from './preflight.ts';
import type { Walk } from './walk.ts';

export function meet(walk: Walk, surveys: readonly AnySurvey[], known: Partial<Values>): Promise<VendorSeen[]> {
  const vendors = [...new Set(surveys.flatMap(({ uses }) => uses))].filter(({ id }) => !storeIds.some((store) => store === id));
  return Promise.all(
    vendors.map(async (vendor): Promise<VendorSeen> => {
      const about = { vendor: vendor.id, title: vendor.title };
      const lacks = missingCredentials({ ...vendor, involved: () => true }, known);
      if (lacks.length > 0) return { ...about, lacks };
      try {
        const identity = await whoami(walk, vendor);
        await checkAccounts(quiet(walk), [{ ...about, identity }]);
        return { ...about, identity };
      } catch (error) {
        if (!isTold(error)) throw error;
        return { ...about, refused: inWords(error) };
      }
    }),
  );
}

/** Why a survey cannot look; undefined when it can. */
export function closedTo({ uses, anyOf }: AnySurvey, vendors: readonly VendorSeen[]): string | undefined {
  const asked = uses.flatMap((vendor) => vendors.find((one) => one.vendor === vendor.id) ?? []);
  const open = asked.filter(({ identity }) => identity !== undefined);
  if (anyOf ? asked.length === 0 || open.length > 0 : open.length === asked.length) return undefined;
  const refused = asked.find((one) => one.refused !== undefined)?.refused;
  const lacking = asked.flatMap(({ title, lacks }) => (lacks ? [title] : []));
  return refused ?? `no token for ${lacking.join(anyOf ? ' or ' : ' and ')}`;
}

/** What is at none of those that were asked may be at one that was not. */
export function unaskedOf({ uses, anyOf }: AnySurvey, vendors: readonly VendorSeen[]): string | undefined {
  const all = uses.flatMap((vendor) => vendors.find((one) => one.vendor === vendor.id) ?? []);
  const titles = (open: boolean): string => all.flatMap((one) => ((one.identity !== undefined) === open ? [one.title] : [])).join(', ');
  return anyOf && titles(false) !== '' ? `not at ${titles(true)}; not asked: ${titles(false)}` : undefined;
}

/** Nobody types the name of another account while it looks: such a vendor is left out, and said to be. */
function quiet(walk: Walk): Walk {
  return { ...walk, ui: { ...walk.ui, accounts: () => {}, confirmAccount: async () => false } };
}

/** Something that the operator can act on. */
export function isTold(error: unknown): error is OperatorError | VendorError | Refused {
  return error instanceof OperatorError || error instanceof VendorError || error instanceof Refused;
}

export function inWords(error: Error): string {
  return error instanceof VendorError ? `${error.vendor} answered ${error.status} to ${error.call}: ${error.message}` : messageOf(error);
}

/**
 * Guide 6.6/5: the account or team in which the dashboard is.
 */
import type { Place } from '../../core/host.ts';
import type { Key, Values } from '../../core/keys.ts';
import type { AnyTask, Context } from '../../core/task.ts';
import { hostNamed, hostVendors } from '../../hosts/hosts.ts';
import { dashboardPlaceWanted } from '../6.5-bot/names.ts';

interface Wanted {
  project: string;
  environment: string;
  place?: Place;
}
const needs: readonly Key[] = ['project', 'ENVIRONMENT', 'dashboardHost'];

export const place: AnyTask = {
  id: 'dashboard.place',
  guide: ['6.6/5', '6.6#010'],
  title: 'Find the account that the dashboard belongs to',
  uses: hostVendors('dashboard'),
  needs,
  want: (values: Values): Wanted => dashboardPlaceWanted(values),
  async read(context: Context, want: Wanted): Promise<Wanted | undefined> {
    const found = await hostNamed(context.values.dashboardHost).api.place(context, want);
    return found && { ...want, place: found };
  },
  apply: async (context: Context, want: Wanted): Promise<Wanted> => ({
    ...want,
    place: await hostNamed(context.values.dashboardHost).api.makePlace(context, want),
  }),
  undo: { never: 'the account is yours; k77 deletes none' },
  gives: { DASHBOARD_PLACE: ({ place: found }: Wanted) => found && JSON.stringify(found) },
  monthlyCents: ({ dashboardHost }: Partial<Values>) => (dashboardHost ? hostNamed(dashboardHost).facts.fixedCents : 0),
};

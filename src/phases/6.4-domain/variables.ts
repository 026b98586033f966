/**
 * Guide 6.4/5, 6.4/7 and 6.4/8: the variables that follow the domain. They change with it, and reach the env files of the services that read them.
 */
import type { Values } from '../../core/keys.ts';
import { task } from '../../core/task.ts';
import { hostsOf, originsOf, redirectsOf } from './hosts.ts';

const made = [
  'DASHBOARD_URL',
  'API_URL',
  'CORS_ORIGINS',
  'DISCORD_REDIRECT_URI',
  'NEXT_PUBLIC_API_URL',
  'NEXT_PUBLIC_DASHBOARD_URL',
  'NEXT_PUBLIC_DISCORD_CLIENT_ID',
  'NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY',
  'NEXT_PUBLIC_ENVIRONMENT',
] as const;
type Name = (typeof made)[number];
type Variables = Readonly<Record<Name, string>>;
type Needs = 'domain' | 'DISCORD_CLIENT_ID' | 'STRIPE_PUBLISHABLE_KEY' | 'ENVIRONMENT';

export function variablesOf(values: Values<Needs>): Variables {
  const { apex, api } = hostsOf(values.domain);
  return {
    DASHBOARD_URL: `https://${apex}`,
    API_URL: `https://${api}`,
    CORS_ORIGINS: originsOf(values.domain).join(','),
    DISCORD_REDIRECT_URI: redirectsOf(values.domain).api,
    NEXT_PUBLIC_API_URL: `https://${api}`,
    NEXT_PUBLIC_DASHBOARD_URL: `https://${apex}`,
    NEXT_PUBLIC_DISCORD_CLIENT_ID: values.DISCORD_CLIENT_ID,
    NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY: values.STRIPE_PUBLISHABLE_KEY,
    NEXT_PUBLIC_ENVIRONMENT: values.ENVIRONMENT,
  };
}

export const variables = task({
  id: 'domain.variables',
  guide: ['6.4/5', '6.4/8', '6.4#017', '6.4#018', 'post#038', 'post#073'],
  settings: [
    { id: '6.4/5:urls', says: 'DASHBOARD_URL=https://<domain>, API_URL=https://api.<domain>' },
    { id: '6.4/5:redirect-uri', says: 'DISCORD_REDIRECT_URI=https://api.<domain>/api/auth/callback' },
    { id: '6.4/5:public', says: 'NEXT_PUBLIC_API_URL and NEXT_PUBLIC_DASHBOARD_URL in the file of the dashboard' },
    { id: '6.4/8:origins', says: 'CORS_ORIGINS: the domain and www; not the API itself, and localhost only outside of production' },
  ],
  title: 'Derive the variables that follow the domain',
  uses: [],
  needs: ['domain', 'DISCORD_CLIENT_ID', 'STRIPE_PUBLISHABLE_KEY', 'ENVIRONMENT'],
  want: variablesOf,
  async read(context): Promise<Partial<Variables> | undefined> {
    const kept = made.flatMap((name) => {
      const value = context.kept(name);
      return value === undefined ? [] : [[name, value] as const];
    });
    return kept.length > 0 ? (Object.fromEntries(kept) as Partial<Variables>) : undefined;
  },
  apply: async (_context, want): Promise<Partial<Variables>> => want,
  undo: { never: 'services do not start without them; they change by themselves with the domain' },
  gives: Object.fromEntries(made.map((name) => [name, (have: Partial<Variables>) => have[name]])) as Record<
    Name,
    (have: Partial<Variables>) => string | undefined
  >,
});

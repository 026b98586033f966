/**
 * Guide 6.7/7: the property, found by its name, or by the address of its web stream where somebody gave it another name. A name that is there stays.
 */
import { OperatorError } from '../../../core/errors.ts';
import type { Values } from '../../../core/keys.ts';
import { type Context, task } from '../../../core/task.ts';
import { adminPage, googleAnalytics } from '../../../vendors/google-analytics.ts';
import type { GoogleAnalyticsClient, GoogleProperty } from '../../../vendors/google-analytics-client.ts';
import { siteIn } from './wanted.ts';

interface Wanted {
  /** Whose visits it counts. */
  site: string;
  timeZone: string;
  currencyCode: string;
  industryCategory: string;
}
interface Property extends Wanted {
  name: string;
}

const needs = ['GA_ACCOUNT', 'project', 'ENVIRONMENT', 'domain', 'currency', 'analyticsTimeZone'] as const;
type Needs = (typeof needs)[number];

export const property = task({
  id: 'analytics.property',
  guide: ['6.7/7', '6.7#015', 'post#058'],
  settings: [
    { id: '6.7/7:property', says: 'Called like the project; outside of production with the environment behind it' },
    { id: '6.7/7:industry', says: 'Internet and telecom' },
  ],
  title: 'Open a property at Google Analytics',
  uses: [googleAnalytics],
  needs,
  tolerates: ['analyticsProperty'],
  want: (values): Wanted => ({
    site: values.domain,
    timeZone: values.analyticsTimeZone,
    currencyCode: values.currency.toUpperCase(),
    industryCategory: 'INTERNET_AND_TELECOM',
  }),
  async read(context, want): Promise<Property | undefined> {
    const found = await find(context.client(googleAnalytics), context.values, want.site);
    return found && seen(found, want.site);
  },
  async apply(context, want, have): Promise<Property> {
    const client = context.client(googleAnalytics);
    const { site, ...fields } = want;
    const change = have ? differing(fields, have) : fields;
    // A run that was cut off may have done all of it: Google refuses a change of nothing.
    if (have && Object.keys(change).length === 0) return have;
    if (have) return seen(await client.updateProperty(have.name, change), site);
    const displayName = propertyName(context.values);
    return seen(await client.createProperty(context.values.GA_ACCOUNT, { displayName, ...fields }), site);
  },
  undo: {
    never: 'a property holds what was measured; move it to the trash at Admin → Property details, where Google keeps it for 35 days',
  },
  gives: { GA_PROPERTY: (have: Property) => have.name },
});

function propertyName({ project, ENVIRONMENT, ...values }: Values<Needs> & { analyticsProperty?: string }): string {
  return values.analyticsProperty || (ENVIRONMENT === 'production' ? project : `${project} (${ENVIRONMENT})`);
}

async function find(client: GoogleAnalyticsClient, values: Context<Needs>['values'], site: string): Promise<GoogleProperty | undefined> {
  const all = await client.properties(values.GA_ACCOUNT);
  const name = propertyName(values);
  const named = all.filter(({ displayName }) => displayName === name);
  if (named.length === 1) return named[0];
  const places = await Promise.all((named.length > 0 ? named : all).map(async (one) => ({ one, streams: await client.streams(one.name) })));
  const measuring = places.filter(({ streams }) => streams.some(({ url }) => siteIn(url) === site));
  if (measuring.length > 1 || (named.length > 1 && measuring.length === 0))
    throw several(site, (measuring.length > 1 ? measuring.map(({ one }) => one) : named).map(titleOf));
  return measuring[0]?.one;
}

function seen({ name, timeZone, currencyCode, industryCategory = '' }: GoogleProperty, site: string): Property {
  return { name, site, timeZone, currencyCode, industryCategory };
}

function differing(fields: Omit<Wanted, 'site'>, have: Property): Partial<Omit<Wanted, 'site'>> {
  return Object.fromEntries(Object.entries(fields).filter(([field, value]) => have[field as keyof Property] !== value));
}

function titleOf({ name, displayName }: GoogleProperty): string {
  return `${displayName} (${name.replace('properties/', '')})`;
}

function several(site: string, names: readonly string[]): OperatorError {
  return new OperatorError({
    what: `Google Analytics has ${names.length} properties for ${site}: ${names.join(', ')}`,
    fix: 'rename those that nothing uses, then say which one it is: --set analyticsProperty="<name>"',
    see: adminPage,
  });
}

/**
 * The calls of Google Analytics that k77 makes: Admin API v1beta, Data API v1beta and the Measurement Protocol, typed after their descriptions.
 * https://developers.google.com/analytics/devguides/config/admin/v1 · https://developers.google.com/analytics/devguides/reporting/data/v1
 */
import type { Clock } from '../core/ports.ts';
import { Secret } from '../core/secret.ts';
import type { OpenDoor } from '../core/vendor.ts';
import type { Hit } from './google-analytics-events.ts';
import { adminBase, dataBase, GoogleHttp } from './google-analytics-http.ts';

export interface GoogleAccount {
  /** `accounts/1` */
  name: string;
  title: string;
}

export interface GoogleProperty {
  /** `properties/1` */
  name: string;
  displayName: string;
  timeZone: string;
  currencyCode: string;
  industryCategory?: string;
}
export type NewProperty = Required<Omit<GoogleProperty, 'name'>>;

export interface WebStream {
  /** `properties/1/dataStreams/1` */
  name: string;
  /** `https://kingdom77.com` */
  url: string;
  /** `G-1A2BCD345E` */
  measurementId: string;
}

export interface Retention {
  eventDataRetention: string;
  userDataRetention: string;
  resetUserDataOnNewActivity: boolean;
}

export interface Sharing {
  products: boolean;
  others: boolean;
  sales: boolean;
  support: boolean;
}

export interface KeyEvent {
  name: string;
  eventName: string;
  countingMethod: string;
}

/** What is wrong with an event, as the validation server says it. */
export interface ValidationMessage {
  fieldPath?: string;
  description: string;
  validationCode: string;
}

/** The text is Google's own and has to be sent as it is. */
export const acknowledgement =
  'I acknowledge that I have the necessary privacy disclosures and rights from my end users for the collection and processing of their data, including the association of such data with the visitation information Google Analytics collects from my site and/or app property.';

const collector = 'https://www.google-analytics.com';
type Json = Readonly<Record<string, unknown>>;

export class GoogleAnalyticsClient {
  readonly email: string;
  readonly #http: GoogleHttp;

  constructor(door: OpenDoor, serviceAccount: string, clock: Clock) {
    this.#http = new GoogleHttp(door, serviceAccount, clock);
    this.email = this.#http.email;
  }

  /** Those that the service account was let into. */
  async accounts(): Promise<GoogleAccount[]> {
    const found = await this.#http.all<{ account: string; displayName?: string }>(admin('accountSummaries'), 'accountSummaries');
    return found.map(({ account, displayName = '' }) => ({ name: account, title: displayName }));
  }

  /** What the account lets Google do with its data besides measuring; nothing but a person can change it. */
  async sharing(account: string): Promise<Sharing> {
    const said = await this.#http.json<Json>('GET', admin(`${account}/dataSharingSettings`));
    return {
      products: said.sharingWithGoogleProductsEnabled === true,
      others: said.sharingWithOthersEnabled === true,
      sales: said.sharingWithGoogleAssignedSalesEnabled === true,
      support: said.sharingWithGoogleSupportEnabled === true,
    };
  }

  properties(account: string): Promise<GoogleProperty[]> {
    return this.#http.all<GoogleProperty>(admin('properties'), 'properties', { filter: `parent:${account}` });
  }

  createProperty(account: string, wanted: NewProperty): Promise<GoogleProperty> {
    return this.#http.json('POST', admin('properties'), { body: { parent: account, propertyType: 'PROPERTY_TYPE_ORDINARY', ...wanted } });
  }

  updateProperty(name: string, change: Partial<NewProperty>): Promise<GoogleProperty> {
    return this.#http.json('PATCH', admin(name), { query: maskOf(change), body: change });
  }

  async streams(property: string): Promise<WebStream[]> {
    const found = await this.#http.all<RawStream>(admin(`${property}/dataStreams`), 'dataStreams');
    return found.flatMap((one) => (one.type === 'WEB_DATA_STREAM' ? [streamOf(one)] : []));
  }

  async createStream(property: string, displayName: string, url: string): Promise<WebStream> {
    const body = { type: 'WEB_DATA_STREAM', displayName, webStreamData: { defaultUri: url } };
    return streamOf(await this.#http.json<RawStream>('POST', admin(`${property}/dataStreams`), { body }));
  }

  async retention(property: string): Promise<Retention> {
    const said = await this.#http.json<Partial<Retention>>('GET', admin(`${property}/dataRetentionSettings`));
    return {
      eventDataRetention: said.eventDataRetention ?? '',
      userDataRetention: said.userDataRetention ?? '',
      // What is false is left out of answers.
      resetUserDataOnNewActivity: said.resetUserDataOnNewActivity === true,
    };
  }

  async updateRetention(property: string, wanted: Retention): Promise<void> {
    await this.#http.json('PATCH', admin(`${property}/dataRetentionSettings`), { query: maskOf(wanted), body: wanted });
  }

  /** Says for the operator that visitors are told and asked. No call shows whether it was said. */
  async acknowledge(property: string): Promise<void> {
    await this.#http.json('POST', admin(`${property}:acknowledgeUserDataCollection`), { body: { acknowledgement } });
  }

  async secrets(stream: string): Promise<{ name: string; displayName: string; value: Secret }[]> {
    const found = await this.#http.all<RawSecret>(admin(`${stream}/measurementProtocolSecrets`), 'measurementProtocolSecrets');
    return found.map(secretOf);
  }

  async createSecret(stream: string, displayName: string): Promise<{ name: string; displayName: string; value: Secret }> {
    return secretOf(await this.#http.json<RawSecret>('POST', admin(`${stream}/measurementProtocolSecrets`), { body: { displayName } }));
  }

  async deleteSecret(name: string): Promise<void> {
    await this.#http.json('DELETE', admin(name));
  }

  keyEvents(property: string): Promise<KeyEvent[]> {
    return this.#http.all<KeyEvent>(admin(`${property}/keyEvents`), 'keyEvents');
  }

  createKeyEvent(property: string, wanted: Omit<KeyEvent, 'name'>): Promise<KeyEvent> {
    return this.#http.json('POST', admin(`${property}/keyEvents`), { body: wanted });
  }

  updateKeyEvent(name: string, change: Pick<KeyEvent, 'countingMethod'>): Promise<KeyEvent> {
    return this.#http.json('PATCH', admin(name), { query: maskOf(change), body: change });
  }

  /** Events of the last half hour, by name. */
  async realtime(property: string): Promise<ReadonlyMap<string, number>> {
    const body = { dimensions: [{ name: 'eventName' }], metrics: [{ name: 'eventCount' }] };
    return countsOf(await this.#http.json<Report>('POST', data(`${property}:runRealtimeReport`), { body, fresh: true }));
  }

  /** What the validation server has against an event; nothing of it is counted, and neither id nor secret is looked at. */
  async validate(measurementId: string, secret: Secret, hit: Hit): Promise<ValidationMessage[]> {
    const query = { measurement_id: measurementId, api_secret: secret.reveal() };
    const text = await this.#http.measure(`${collector}/debug/mp/collect`, query, {
      ...hit,
      validation_behavior: 'ENFORCE_RECOMMENDATIONS',
    });
    return (JSON.parse(text) as { validationMessages?: ValidationMessage[] }).validationMessages ?? [];
  }

  /** Counts. Google answers 204 to anything, a wrong secret too. */
  async collect(measurementId: string, secret: Secret, hit: Hit): Promise<void> {
    await this.#http.measure(`${collector}/mp/collect`, { measurement_id: measurementId, api_secret: secret.reveal() }, hit);
  }
}

function admin(path: string): string {
  return `${adminBase}/v1beta/${path}`;
}
function data(path: string): string {
  return `${dataBase}/v1beta/${path}`;
}

/** The Admin API wants the names of fields in snake case here, and only here. */
function maskOf(change: object): { updateMask: string } {
  const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return { updateMask: Object.keys(change).map(snake).join(',') };
}

interface RawStream {
  name: string;
  type: string;
  webStreamData?: { defaultUri?: string; measurementId?: string };
}
function streamOf({ name, webStreamData = {} }: RawStream): WebStream {
  return { name, url: webStreamData.defaultUri ?? '', measurementId: webStreamData.measurementId ?? '' };
}

interface RawSecret {
  name: string;
  displayName?: string;
  secretValue?: string;
}
function secretOf({ name, displayName = '', secretValue = '' }: RawSecret) {
  return { name, displayName, value: new Secret('GA_API_SECRET', secretValue) };
}

interface Report {
  rows?: readonly { dimensionValues?: readonly { value?: string }[]; metricValues?: readonly { value?: string }[] }[];
}
function countsOf({ rows = [] }: Report): ReadonlyMap<string, number> {
  return new Map(rows.map((row) => [row.dimensionValues?.[0]?.value ?? '', Number(row.metricValues?.[0]?.value ?? 0)]));
}

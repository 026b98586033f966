/**
 * The Admin API, v1beta: what phase 6.7 and its checks call, and no more. Calls that delete what was measured answer 404 here: k77 has no business with them.
 * https://developers.google.com/analytics/devguides/config/admin/v1/rest
 */
import { fittingRoutes } from '../routing.ts';
import {
  acknowledge,
  createKeyEvent,
  createProperty,
  createSecret,
  createStream,
  updateKeyEvent,
  updateProperty,
  updateRetention,
} from './changes.ts';
import type { Json } from './model.ts';
import { accountOf, type Call, ofAccount, propertyOf, streamOf, streamsOf } from './reach.ts';
import { missing, Refusal } from './refusal.ts';
import { keyEventShown, propertyShown, retentionShown, secretShown, sharingShown, streamShown, summaryShown } from './shown.ts';

interface Route {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  run(call: Call): Json;
}

const routes: readonly Route[] = [
  {
    method: 'GET',
    path: '/accountSummaries',
    run: (call) => {
      const { accounts, properties } = call.books.state;
      const seen = accounts.filter(({ users }) => users[call.email] !== undefined);
      return paged(
        call,
        'accountSummaries',
        seen.map((one) => summaryShown(one, properties)),
      );
    },
  },
  { method: 'GET', path: '/accounts/:account/dataSharingSettings', run: (call) => sharingShown(accountOf(call, call.at.account)) },
  { method: 'GET', path: '/properties', run: (call) => paged(call, 'properties', ofAccount(call).map(propertyShown)) },
  { method: 'POST', path: '/properties', run: createProperty },
  { method: 'GET', path: '/properties/:property', run: (call) => propertyShown(propertyOf(call)) },
  { method: 'PATCH', path: '/properties/:property', run: updateProperty },
  { method: 'GET', path: '/properties/:property/dataRetentionSettings', run: (call) => retentionShown(propertyOf(call)) },
  { method: 'PATCH', path: '/properties/:property/dataRetentionSettings', run: updateRetention },
  { method: 'GET', path: '/properties/:property/dataStreams', run: (call) => paged(call, 'dataStreams', streamsOf(call).map(streamShown)) },
  { method: 'POST', path: '/properties/:property/dataStreams', run: createStream },
  {
    method: 'GET',
    path: '/properties/:property/dataStreams/:stream/measurementProtocolSecrets',
    run: (call) => {
      const stream = streamOf(call);
      return paged(
        call,
        'measurementProtocolSecrets',
        stream.secrets.map((one) => secretShown(stream, one)),
      );
    },
  },
  { method: 'POST', path: '/properties/:property/dataStreams/:stream/measurementProtocolSecrets', run: createSecret },
  {
    method: 'DELETE',
    path: '/properties/:property/dataStreams/:stream/measurementProtocolSecrets/:secret',
    run: (call) => {
      const stream = streamOf(call);
      if (!stream.secrets.some(({ id }) => id === call.at.secret)) throw missing();
      stream.secrets = stream.secrets.filter(({ id }) => id !== call.at.secret);
      return {};
    },
  },
  {
    method: 'GET',
    path: '/properties/:property/keyEvents',
    run: (call) => {
      const property = propertyOf(call);
      return paged(
        call,
        'keyEvents',
        property.keyEvents.map((one) => keyEventShown(property, one)),
      );
    },
  },
  { method: 'POST', path: '/properties/:property/keyEvents', run: createKeyEvent },
  { method: 'PATCH', path: '/properties/:property/keyEvents/:event', run: updateKeyEvent },
];

/** @param path without its version */
export function answerAdmin(call: Omit<Call, 'at'>, method: string, path: string): Json {
  const acknowledges = /^\/properties\/([^/:]+):acknowledgeUserDataCollection$/.exec(path);
  if (acknowledges && method === 'POST') return acknowledge({ ...call, at: { property: acknowledges[1] ?? '' } });
  const found = fittingRoutes(routes, path).find(({ route }) => route.method === method);
  if (!found) throw new Refusal(404, `Method not found: ${method} ${path}`);
  return found.route.run({ ...call, at: found.at });
}

function paged({ query }: Call, field: string, all: readonly Json[]): Json {
  const size = Math.min(200, Number(query.get('pageSize') || 50));
  const from = Number(query.get('pageToken') || 0);
  const page = all.slice(from, from + size);
  return { ...(page.length === 0 ? {} : { [field]: page }), ...(from + size < all.length ? { nextPageToken: String(from + size) } : {}) };
}

/** The application itself. Redirects and the addresses of terms and privacy policy can be read here, and set in the developer portal alone. */
import { record } from '../body.ts';
import { Complaints } from '../refusal.ts';
import * as show from '../render.ts';
import { botOf, type Call, type Endpoint, ownApplication } from '../resource.ts';

/** https://docs.discord.com/developers/resources/application#edit-current-application */
const settable = [
  'custom_install_url',
  'role_connections_verification_url',
  'install_params',
  'integration_types_config',
  'event_webhooks_url',
  'event_webhooks_status',
  'event_webhooks_types',
  'explicit_content_filter',
  'max_participants',
];
const intentFlags = { presence: (1 << 12) | (1 << 13), 'guild-members': (1 << 14) | (1 << 15), 'message-content': (1 << 18) | (1 << 19) };

function change(call: Call): unknown {
  const application = botOf(call);
  const { body, books } = call;
  const complaints = new Complaints();
  const description = descriptionIn(body.description);
  if ((description ?? '').length > 400) complaints.add('description', 'BASE_TYPE_MAX_LENGTH', 'Must be 400 or fewer in length.');
  if (Array.isArray(body.tags) && body.tags.length > 5) complaints.add('tags', 'BASE_TYPE_MAX_LENGTH', 'Must be 5 or fewer in length.');
  // Discord asks the address first; nobody is there to answer.
  if (typeof body.interactions_endpoint_url === 'string' && body.interactions_endpoint_url !== '')
    complaints.add(
      'interactions_endpoint_url',
      'APPLICATION_INTERACTIONS_ENDPOINT_URL_INVALID',
      'The specified interactions endpoint url could not be verified.',
    );
  complaints.refuse();
  if (description !== undefined) application.description = description;
  if (Array.isArray(body.tags)) application.tags = body.tags.map(String);
  if (typeof body.flags === 'number') {
    const flags = body.flags;
    application.intents = (Object.keys(intentFlags) as (keyof typeof intentFlags)[]).filter((name) => flags & intentFlags[name]);
  }
  for (const name of settable) if (body[name] !== undefined) application.more[name] = withTextPermissions(body[name]);
  books.changed();
  return show.ownApplication(books, application);
}

/** Permissions may come as a number, and are shown as text. */
function withTextPermissions(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const inner = Object.entries(value).map(([name, one]) => [name, name === 'permissions' ? String(one) : withTextPermissions(one)]);
  return Object.fromEntries(inner);
}

function descriptionIn(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const { default: text } = record(value);
  return typeof text === 'string' ? text : undefined;
}

export const applications: readonly Endpoint[] = [
  ...['/applications/@me', '/oauth2/applications/@me'].map(
    (path): Endpoint => ({ method: 'GET', path, needs: 'bot', run: (call) => show.ownApplication(call.books, botOf(call)) }),
  ),
  { method: 'PATCH', path: '/applications/@me', needs: 'bot', run: change },
  {
    method: 'GET',
    path: '/applications/{application}',
    needs: 'bot',
    run: (call) => show.ownApplication(call.books, ownApplication(call)),
  },
];

/** Those who are told: mailboxes of people, and chats. */
import { type Books, type Contact, type Events, newContact } from './model.ts';
import type { Body } from './monitors.ts';
import { bad, unpaid } from './refusal.ts';
import { events } from './views.ts';

const chats = ['Discord', 'Slack'];
/** Integrations that the free plan has room for. */
const freeChats = 5;

/** Its owner confirms it first, but for the account's own address. */
export function createEmail(books: Books, body: Body): Contact {
  if (body.type !== 'Email') throw bad('type must be one of Email, MobileAppOld, MobileApp');
  const value = textOf(body, 'value');
  if (!/^[^\s@]+@[^\s@]+$/.test(value)) throw bad('value must be an email');
  const made = newContact({
    id: books.newId(),
    type: 'Email',
    friendlyName: typeof body.friendlyName === 'string' ? body.friendlyName : value,
    value,
    status: 'NotActivated',
    ...(body.enableNotificationsFor === undefined ? {} : { enableNotificationsFor: eventOf(body.enableNotificationsFor) }),
  });
  books.state.contacts.push(made);
  return made;
}

export function changeContact(one: Contact, body: Body): Contact {
  return Object.assign(one, {
    ...(typeof body.friendlyName === 'string' ? { friendlyName: body.friendlyName } : {}),
    ...(body.enableNotificationsFor === undefined ? {} : { enableNotificationsFor: eventOf(body.enableNotificationsFor) }),
    ...(typeof body.sslExpirationReminder === 'boolean' ? { sslExpirationReminder: body.sslExpirationReminder } : {}),
    ...(typeof body.isActive === 'boolean' && one.status !== 'NotActivated' ? { status: body.isActive ? 'Active' : 'Paused' } : {}),
  });
}

export function createChat(books: Books, body: Body): Contact {
  const type = String(body.type);
  if (!chats.includes(type)) throw bad(`type must be one of ${chats.join(', ')}`);
  if (books.isFree() && books.state.integrations.length >= freeChats) throw unpaid('More integrations are');
  const made = newContact({ id: books.newId(), type, friendlyName: '', value: '', status: 'Active' });
  changeChat(made, body);
  if (made.value === '') throw bad('data.webhookURL should not be empty');
  books.state.integrations.push(made);
  return made;
}

export function changeChat(one: Contact, { data }: Body): Contact {
  if (typeof data !== 'object' || data === null) throw bad('data must be an object');
  const { webhookURL, customValue, ...rest } = data as Body;
  if (webhookURL !== undefined && (typeof webhookURL !== 'string' || !webhookURL.startsWith('https://')))
    throw bad('data.webhookURL must be a URL address');
  return Object.assign(changeContact(one, rest), {
    ...(typeof webhookURL === 'string' ? { value: webhookURL } : {}),
    ...(typeof customValue === 'string' ? { customValue } : {}),
  });
}

/** A number for people, a word for chats. */
function eventOf(value: unknown): Events {
  const at = typeof value === 'number' ? value : (events as readonly unknown[]).indexOf(value);
  if (at < 0 || at > 3) throw bad('enableNotificationsFor must be a valid enum value');
  return at as Events;
}

function textOf(body: Body, name: string): string {
  const value = body[name];
  if (typeof value === 'string' && value !== '') return value;
  throw bad(`${name} should not be empty`);
}

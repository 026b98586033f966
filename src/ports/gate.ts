/**
 * The gate of stores that speak their own protocol (MongoDB, Redis, git): the same refusal, journal and record as the door of an HTTP API.
 */
import { createHash } from 'node:crypto';
import { stable } from '../core/change.ts';
import { messageOf, Refused } from '../core/errors.ts';
import type { AnyVendor, StoreCommand } from '../core/vendor.ts';
import { type Books, count, type Scope } from './books.ts';
import type { DoorOptions } from './http.ts';

export async function passGate<T>(
  doors: Pick<DoorOptions, 'clock' | 'journal' | 'redactor' | 'record' | 'onWriteAnswered'>,
  books: Books,
  vendor: AnyVendor,
  scope: Scope,
  command: StoreCommand,
  send: () => Promise<T>,
): Promise<T> {
  const call = `${command.name} ${command.target}`;
  books.calls.set(scope.by, call);
  if (command.writes && scope.writes === 'no') {
    const refused = new Refused(vendor.id, call, 'this walk only reads');
    books.thrown.set(scope.by, refused);
    throw refused;
  }
  count(books, scope, command.writes);
  const asked = { method: command.name, path: `/${command.target}` };
  const body = command.detail === undefined ? '' : stable(command.detail);
  const told = {
    at: doors.clock.now().toISOString(),
    vendor: vendor.id,
    ...asked,
    query: '',
    requestHeaders: {},
    requestBody: doors.redactor.redact(body),
  };
  const intent = command.writes && scope.writes === 'yes' ? await announce(doors, books, vendor, scope, asked, body) : undefined;
  try {
    const answer = await send();
    if (command.writes) doors.onWriteAnswered?.();
    if (intent) await doors.journal.append({ kind: 'outcome', task: scope.by, intent: intent.seq, status: 200 });
    await doors.record?.({ ...told, status: 200, responseBody: '' });
    return answer;
  } catch (error) {
    await doors.record?.({ ...told, status: 500, responseBody: doors.redactor.redact(messageOf(error)) });
    throw error;
  }
}

async function announce(
  doors: Pick<DoorOptions, 'journal'>,
  books: Books,
  vendor: AnyVendor,
  scope: Scope,
  asked: { method: string; path: string },
  body: string,
): ReturnType<DoorOptions['journal']['append']> {
  await books.ready();
  const request = createHash('sha256')
    .update(stable([vendor.id, asked.method, asked.path, body]))
    .digest('hex');
  return doors.journal.append({ kind: 'intent', task: scope.by, vendor: vendor.id, ...asked, request });
}

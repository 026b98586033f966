/** For tests: an error, sent as an SDK sends it. */
import { gzipSync } from 'node:zlib';
import type { World } from '../world.ts';

export interface Sent {
  environment?: string;
  release?: string;
  type?: string;
  text?: string;
  more?: Readonly<Record<string, unknown>>;
  packed?: true;
  id?: string;
}

let count = 0;

export async function send(world: Pick<World, 'endpoints'>, dsn: string, sent: Sent = {}): Promise<Response> {
  const { username, pathname } = new URL(dsn);
  const { environment = 'production', release, type = 'TypeError', text = 'x is no function', more = {}, packed } = sent;
  count += 1;
  const id = sent.id ?? String(count).padStart(32, 'e');
  const exception = { values: [{ type, value: text, stacktrace: { frames: [{ filename: 'main.js', function: type, in_app: true }] } }] };
  const event = { event_id: id, platform: 'node', level: 'error', environment, release, exception, tags: { service: 'bot' }, ...more };
  const body = [{ event_id: id, dsn }, { type: 'event' }, event].map((line) => JSON.stringify(line)).join('\n');
  return fetch(`${world.endpoints.sentry}/api${pathname}/envelope/?sentry_key=${username}&sentry_version=7`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-sentry-envelope', ...(packed ? { 'content-encoding': 'gzip' } : {}) },
    body: packed ? gzipSync(body) : body,
  });
}

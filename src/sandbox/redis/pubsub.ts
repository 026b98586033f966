/**
 * Who listens to which channels and patterns.
 */
import { glob } from './glob.ts';
import { push } from './reply.ts';
import type { Session } from './session.ts';

interface Listeners {
  matches(channel: string): boolean;
  sessions: Set<Session>;
}

export class PubSub {
  readonly channels = new Map<string, Set<Session>>();
  readonly patterns = new Map<string, Listeners>();

  subscribe(session: Session, kind: 'channels' | 'patterns', name: string): void {
    session[kind].add(name);
    if (kind === 'channels') this.channels.set(name, (this.channels.get(name) ?? new Set()).add(session));
    else {
      const listeners = this.patterns.get(name) ?? { matches: glob(name), sessions: new Set<Session>() };
      listeners.sessions.add(session);
      this.patterns.set(name, listeners);
    }
  }

  unsubscribe(session: Session, kind: 'channels' | 'patterns', name: string): void {
    session[kind].delete(name);
    const sessions = kind === 'channels' ? this.channels.get(name) : this.patterns.get(name)?.sessions;
    sessions?.delete(session);
    if (sessions?.size === 0) this[kind].delete(name);
  }

  leave(session: Session): void {
    for (const name of [...session.channels]) this.unsubscribe(session, 'channels', name);
    for (const name of [...session.patterns]) this.unsubscribe(session, 'patterns', name);
  }

  /** Returns how many sessions heard it, one that listens twice counted twice. */
  publish(channel: string, message: string): number {
    let heard = 0;
    for (const session of this.channels.get(channel) ?? []) {
      session.send(push(['message', channel, message]));
      heard += 1;
    }
    for (const [pattern, { matches, sessions }] of this.patterns) {
      if (!matches(channel)) continue;
      for (const session of sessions) {
        session.send(push(['pmessage', pattern, channel, message]));
        heard += 1;
      }
    }
    return heard;
  }
}

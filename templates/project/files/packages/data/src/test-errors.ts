/**
 * Test errors of services that nobody can ask over HTTP: the API asks on the bus, and one process of the service makes the error and tells its id.
 */
import type { Bus } from './ports/bus.ts';
import type { Lease, Locks } from './ports/locks.ts';

export type SilentService = 'bot' | 'worker';

const asked = 'test-error';
const made = 'test-error-made';

/** For so long the process that answered answers again, and after its sudden end nobody. */
const leaseMs = 10_000;

interface Asked {
  id: string;
  service: SilentService;
  marker: string;
}

interface Made {
  id: string;
  eventId: string | null;
}

export interface AnswerOptions {
  service: SilentService;
  bus: Bus;
  /** One process of several answers. */
  locks: Pick<Locks, 'lease'>;
  /** Makes the error. @returns its id; undefined where errors are reported to nobody */
  make(marker: string): Promise<string | undefined>;
  logger: { warn(about: object, text: string): void };
}

/** @returns how to stop */
export async function answerTestErrors({ service, bus, locks, make, logger }: AnswerOptions): Promise<() => Promise<void>> {
  let lease: Lease | undefined;
  const isOurs = async (): Promise<boolean> => {
    if (lease !== undefined && (await lease.renew(leaseMs))) return true;
    lease = await locks.lease(`test-error:${service}`, leaseMs);
    return lease !== undefined;
  };
  const answer = async ({ id, marker }: Asked): Promise<void> => {
    if (!(await isOurs())) return;
    const eventId = (await make(marker)) ?? null;
    await bus.publish(made, JSON.stringify({ id, eventId } satisfies Made));
  };
  const deaf = await bus.subscribe(asked, (text) => {
    const request = read<Asked>(text);
    if (request?.service !== service) return;
    answer(request as Asked).catch((error: unknown) => logger.warn({ err: error }, 'a test error could not be made'));
  });
  return async () => {
    await deaf();
    await lease?.release().catch(() => undefined);
  };
}

export interface TestErrors {
  /** @returns the id of the error, null where the service reports to nobody; undefined: no process of the service answered in time */
  ask(service: SilentService, marker: string): Promise<string | null | undefined>;
  close(): Promise<void>;
}

/** @param ms how long an answer is waited for */
export async function createTestErrors(bus: Bus, ms = 5000): Promise<TestErrors> {
  const waiting = new Map<string, (eventId: string | null) => void>();
  const stop = await bus.subscribe(made, (text) => {
    const { id = '', eventId = null } = read<Made>(text) ?? {};
    waiting.get(id)?.(eventId);
  });
  return {
    async ask(service, marker) {
      const id = crypto.randomUUID();
      let timer: NodeJS.Timeout | undefined;
      const answered = new Promise<string | null | undefined>((resolve) => {
        timer = setTimeout(resolve, ms, undefined);
        waiting.set(id, resolve);
      });
      try {
        await bus.publish(asked, JSON.stringify({ id, service, marker } satisfies Asked));
        return await answered;
      } catch {
        // Without Redis nobody can be asked.
        return undefined;
      } finally {
        clearTimeout(timer);
        waiting.delete(id);
      }
    },
    close: stop,
  };
}

/** A process must not end for what somebody says on a channel. */
function read<T extends object>(text: string): Partial<T> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

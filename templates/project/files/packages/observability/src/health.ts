/**
 * Health that tells the truth. Broken is 503, and the body of a broken answer never contains the word that monitors look for.
 * Nothing of an error is told: messages of drivers carry hosts and passwords.
 */
export interface HealthAnswer {
  status: 200 | 503;
  body: Readonly<Record<string, string>>;
}

export interface HealthCheck {
  /** What the field of the body says when all is well: `connected`, `ready`. */
  word: string;
  /** Throws when it is broken. */
  probe(): Promise<void>;
}

export interface HealthOptions {
  version: string;
  checks: Readonly<Record<string, HealthCheck>>;
  /** Of `checks`, those without which this process cannot serve; all unless told. */
  essential?: readonly string[];
  now?: () => number;
  timeoutMs?: number;
  /** How long an answer is repeated, so that many monitors cost as much as one. */
  keepMs?: number;
  /** Told why a check failed, for the log. */
  onDown?(check: string, error: unknown): void;
}

export interface Health {
  /** This process runs; asks nobody. */
  live(): HealthAnswer;
  check(name: string): Promise<HealthAnswer>;
  /** This process can serve: all essential checks pass and it is not stopping. */
  ready(): Promise<HealthAnswer>;
  /** From now on not ready, so that no new work is sent here. */
  stopping(): void;
}

interface Kept {
  answer: Promise<HealthAnswer>;
  at: number;
}

export function createHealth(options: HealthOptions): Health {
  const { checks, version, now = Date.now, keepMs = 5000 } = options;
  const kept = new Map<string, Kept>();
  let stopping = false;

  const check = (name: string): Promise<HealthAnswer> => {
    const known = kept.get(name);
    if (known !== undefined && now() - known.at < keepMs) return known.answer;
    const answer = ask(name, options);
    kept.set(name, { answer, at: now() });
    return answer;
  };

  return {
    live: () => ({ status: 200, body: { status: 'healthy', version } }),
    check,
    async ready() {
      if (stopping) return { status: 503, body: { status: 'stopping' } };
      const names = options.essential ?? Object.keys(checks);
      const answers = await Promise.all(names.map(check));
      return answers.find(({ status }) => status !== 200) ?? { status: 200, body: { status: 'healthy', version } };
    },
    stopping: () => {
      stopping = true;
    },
  };
}

async function ask(name: string, { checks, timeoutMs = 2000, onDown }: HealthOptions): Promise<HealthAnswer> {
  const check = checks[name];
  try {
    if (check === undefined) throw new Error('no such check');
    await within(timeoutMs, check.probe());
    return { status: 200, body: { status: 'healthy', [name]: check.word } };
  } catch (error) {
    onDown?.(name, error);
    return { status: 503, body: { status: 'down', check: name } };
  }
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Ports: what the rest of k77 may ask of the outside world. Interfaces only; the one implementation of each is in `src/ports/`.
 */

export interface Clock {
  now(): Date;
  /** Milliseconds that only go forward, for measuring. */
  tick(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface Random {
  /** URL-safe text made of `bytes` random bytes. */
  token(bytes: number): string;
  uuid(): string;
  /** 0 ≤ n < 1, for jitter. */
  fraction(): number;
}

/** Files below one root. Paths are relative to it; leaving it is refused. Writes are atomic (temporary file, fsync, rename). */
export interface Files {
  readonly root: string;
  read(path: string): Promise<string | undefined>;
  write(path: string, text: string, mode?: number): Promise<void>;
  /** A picture, as atomically. */
  writeBytes(path: string, bytes: Uint8Array, mode?: number): Promise<void>;
  remove(path: string): Promise<void>;
  list(path: string): Promise<string[]>;
  /** Permission bits, or undefined when absent. */
  mode(path: string): Promise<number | undefined>;
}

export interface Finished {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a program without a shell. Secrets go through `env` or `input`, never through `args`. A missing program is `code` 127. */
export interface Shell {
  run(
    program: string,
    args: readonly string[],
    options?: { cwd?: string; env?: Readonly<Record<string, string>>; input?: string; timeoutMs?: number; signal?: AbortSignal },
  ): Promise<Finished>;
}

export interface Git {
  /** Top folder of the repository that holds the workspace, or undefined when it is in none of its own. */
  top(): Promise<string | undefined>;
  /** True when git would keep the path out of commits, or when there is no repository. */
  ignored(path: string): Promise<boolean>;
  tracked(path: string): Promise<boolean>;
  /** Every distinct text blob that any commit or the index of the repository holds. */
  history(signal?: AbortSignal): AsyncIterable<{ path: string; commit: string; text: string }>;
}

/** How names are found. In a rehearsal canonical names lead to loopback; values never hold a port of the sandbox. */
export interface Network {
  /** Where this name and port are really reached: themselves, or the loopback address that stands in. */
  route(host: string, port: number): { host: string; port: number };
  /** `127.0.0.1:5533`: who answers SRV and TXT questions; empty = the system's resolver. */
  dnsServers: readonly string[];
  /** Certificate authorities (PEM) to be trusted besides the system's. */
  ca: string | undefined;
  /** Absolute folder that stands for https://github.com/ in a rehearsal. */
  repositories?: string | undefined;
  /**
   * For programs that find names by themselves and have to be told ahead, such as browsers: `api.kingdom77.test:443` → `127.0.0.1:8443`. Undefined: the real names,
   * by the system's resolver.
   */
  routes?: Readonly<Record<string, string>> | undefined;
  /** SHA-256 of the key behind the certificates of `ca`, base64: for browsers, which cannot be given an authority. */
  pin?: string | undefined;
}

/** The package ships no types; this is the part that `load.ts` uses. The file is its API without its command line. */
declare module 'autocannon/lib/init.js' {
  interface Options {
    url: string;
    connections: number;
    /** Seconds. */
    duration: number;
    /** Requests a second of each connection. */
    connectionRate?: number;
    ignoreCoordinatedOmission?: boolean;
    /** Seconds without an answer. */
    timeout: number;
    /** Milliseconds between looks whether it is over. */
    sampleInt: number;
    /** Ends after so many errors. */
    bailout: number;
    headers: Readonly<Record<string, string>>;
    servername?: string;
    tlsOptions?: { ca?: readonly string[] };
  }

  interface Run extends Promise<unknown> {
    on(event: 'response', heard: (client: unknown, status: number | string, bytes: number, milliseconds: number) => void): void;
    on(event: 'reqError', heard: (error: Error & { code?: string }) => void): void;
    stop(): void;
  }

  function autocannon(options: Options): Run;
  export = autocannon;
}

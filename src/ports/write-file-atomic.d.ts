/** The package ships no types; this is the part that `files.ts` uses. */
declare module 'write-file-atomic' {
  interface Options {
    mode?: number;
    fsync?: boolean;
    /** Called with the path of the temporary file once it exists, before anything is written to it. */
    tmpfileCreated?: (path: string) => Promise<void>;
  }
  function writeFileAtomic(path: string, data: string | Uint8Array | null, options?: Options): Promise<void>;

  export = writeFileAtomic;
}

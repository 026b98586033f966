/** Env files in a folder, as the rules need them: which variable is set where, and which company its value points to. Values are never shown. */
export interface EnvEntry {
  path: string;
  /** From 1. */
  line: number;
  name: string;
  value: string;
}

export function envEntries(files: ReadonlyMap<string, string>): EnvEntry[] {
  return [...files]
    .filter(([path]) => /(^|\/)\.env(\.|$)/.test(path) && !/\.(example|sample|template)$/.test(path))
    .flatMap(([path, text]) =>
      text.split('\n').flatMap((line, index): EnvEntry[] => {
        const [, name, raw] = /^\s*(?:export\s+)?([A-Z][A-Z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
        const value = raw?.replace(/^(["'])(.*)\1$/, '$2') ?? '';
        return name === undefined || value === '' ? [] : [{ path, line: index + 1, name, value }];
      }),
    );
}

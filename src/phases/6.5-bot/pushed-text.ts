/**
 * What `CODE_PUSHED` says: `<commit> <ISO 8601>`, the time at which k77 pushed it; `-` where somebody else did.
 */
export interface Pushed {
  commit: string;
  /** Milliseconds since 1970; 0: not by k77. */
  at: number;
}

export function pushedText(commit: string, at?: Date | undefined): string {
  return `${commit} ${at?.toISOString() ?? '-'}`;
}

export function pushedIn(text: string): Pushed {
  const [commit = '', at = '-'] = text.split(' ');
  return { commit, at: at === '-' ? 0 : Date.parse(at) };
}

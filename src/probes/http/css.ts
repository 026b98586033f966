/**
 * The addresses in a style sheet: what it imports, its fonts, its images.
 */

export interface CssAddress {
  address: string;
  kind: 'import' | 'font' | 'image';
}

/** A comment, `@import "…"`, `url(…)`, a string (skipped), or the beginning or the end of a block. https://www.w3.org/TR/css-syntax-3/#consume-url-token */
const token =
  /\/\*[\s\S]*?(?:\*\/|$)|@import\s+(?:url\(\s*)?(?:"([^"]*)"|'([^']*)'|([^\s"';)]+))|@font-face\b|(?<![\w-])url\(\s*(?:"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)'|((?:\\[0-9a-f]{1,6}\s?|\\.|[^\s"'()\\])*))\s*\)|"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'|[{}]/gi;

export function addressesInCss(css: string): CssAddress[] {
  const found: CssAddress[] = [];
  /** Depth of the block that `@font-face` opened. */
  let depth = 0;
  let fontAt: number | undefined;
  let fontNext = false;
  for (const match of css.matchAll(token)) {
    const [text, ...groups] = match;
    const address = groups.find((group) => group !== undefined);
    if (text === '{') {
      depth++;
      if (fontNext) fontAt = depth;
      fontNext = false;
    } else if (text === '}') {
      if (fontAt === depth) fontAt = undefined;
      depth = Math.max(0, depth - 1);
    } else if (/^@font-face/i.test(text)) fontNext = true;
    else if (address !== undefined && address !== '') {
      const kind = /^@import/i.test(text) ? 'import' : fontAt === undefined ? 'image' : 'font';
      found.push({ address: unescaped(address), kind });
    }
  }
  return found;
}

/** `\2f` and `\/` both mean a slash. */
function unescaped(text: string): string {
  return text.replace(/\\([0-9a-f]{1,6})\s?|\\([\s\S])/gi, (_, code: string | undefined, letter: string | undefined) =>
    code === undefined ? (letter ?? '') : String.fromCodePoint(Math.min(Number.parseInt(code, 16), 0x10ffff)),
  );
}

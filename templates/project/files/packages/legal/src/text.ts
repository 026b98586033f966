/**
 * Text of clauses as data: words and links, in paragraphs, lists and tables. Values that are put in stay plain text, whatever stands in them:
 * a name with brackets or quotes cannot become a link or markup.
 */
export interface Link {
  text: string;
  href: string;
}
export type Inline = string | Link;
export type Line = readonly Inline[];

export type Block =
  | { kind: 'paragraph'; content: Line }
  | { kind: 'list'; items: readonly Line[] }
  | { kind: 'table'; caption: string; head: readonly string[]; rows: readonly (readonly Line[])[] };

type Value = string | number | Link | Line;

const isLine = (value: Value): value is Line => Array.isArray(value);

/** A line with values and links in it: line`Write to ${mail(address)}.` */
export function line(texts: TemplateStringsArray, ...values: readonly Value[]): Line {
  const parts = texts.flatMap((text, index): Inline[] => {
    const value = values[index];
    if (value === undefined) return [text];
    return [text, ...(isLine(value) ? value : [typeof value === 'number' ? String(value) : value])];
  });
  return parts.filter((part) => part !== '');
}

/** A paragraph; written and filled like `line`. */
export function para(texts: TemplateStringsArray, ...values: readonly Value[]): Block {
  return { kind: 'paragraph', content: line(texts, ...values) };
}

export function list(...items: readonly (Line | undefined)[]): Block {
  return { kind: 'list', items: items.filter((item) => item !== undefined) };
}

export function table(caption: string, head: readonly string[], rows: readonly (readonly (string | Line)[])[]): Block {
  return { kind: 'table', caption, head, rows: rows.map((row) => row.map((cell) => (typeof cell === 'string' ? [cell] : cell))) };
}

export function link(text: string, href: string): Link {
  return { text, href };
}

export function mail(address: string): Link {
  return { text: address, href: `mailto:${address}` };
}

/** "a, b and c" */
export function enumeration(words: readonly string[], last = 'and'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

/** 1 → "1 day", 30 → "30 days". */
export function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount} ${amount === 1 ? one : many}`;
}

/** The words of blocks, without their links: for tests and searches. */
export function plainText(blocks: readonly Block[]): string {
  const words = (content: Line) => content.map((part) => (typeof part === 'string' ? part : part.text)).join('');
  return blocks
    .map((block) => {
      if (block.kind === 'paragraph') return words(block.content);
      if (block.kind === 'list') return block.items.map(words).join('\n');
      return [block.caption, block.head.join(' | '), ...block.rows.map((row) => row.map(words).join(' | '))].join('\n');
    })
    .join('\n');
}

/** The little Markdown that the generated pages need. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Pages say where they come from, so that nobody corrects them by hand. */
export function page(title: string, source: string, ...parts: readonly string[]): string {
  return `${[`# ${title}`, `<!-- Made by \`npm run docs\` from ${source}. Changes made here are overwritten. -->`, ...parts].join('\n\n')}\n`;
}

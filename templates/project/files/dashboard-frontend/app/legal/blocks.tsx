/** Clauses as elements. Each claim stands on its clause, where `k77 legal check` finds it. */
import type { Block, Line, RenderedClause } from '@k77/legal';
import { Fragment } from 'react';
import { ScrollTable } from '../../components/prose.tsx';

export function Clause({ clause: { id, claims, blocks } }: { clause: RenderedClause }) {
  return (
    <div id={id} {...(claims.length > 0 ? { 'data-claim': claims.join(' ') } : {})}>
      {blocks.map((block) => (
        <BlockOf key={keyOf(block)} block={block} />
      ))}
    </div>
  );
}

function BlockOf({ block }: { block: Block }) {
  if (block.kind === 'paragraph')
    return (
      <p>
        <Words line={block.content} />
      </p>
    );
  if (block.kind === 'list')
    return (
      <ul>
        {block.items.map((item) => (
          <li key={textOf(item)}>
            <Words line={item} />
          </li>
        ))}
      </ul>
    );
  return (
    <ScrollTable label={block.caption}>
      <table>
        <caption>{block.caption}</caption>
        <thead>
          <tr>
            {block.head.map((name) =>
              name === '' ? (
                <td key="none" />
              ) : (
                <th key={name} scope="col">
                  {name}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {block.rows.map((row) => (
            <tr key={row.map(textOf).join('|')}>
              {row.map((cell, index) => (
                <td key={block.head[index]}>
                  <Words line={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollTable>
  );
}

function Words({ line }: { line: Line }) {
  return line.map((part, index) => {
    const key = `${index} ${typeof part === 'string' ? part : part.href}`;
    return typeof part === 'string' ? (
      <Fragment key={key}>{part}</Fragment>
    ) : (
      <a key={key} href={part.href}>
        {part.text}
      </a>
    );
  });
}

function textOf(line: Line): string {
  return line.map((part) => (typeof part === 'string' ? part : part.text)).join('');
}

function keyOf(block: Block): string {
  if (block.kind === 'paragraph') return textOf(block.content);
  return block.kind === 'list' ? block.items.map(textOf).join() : block.caption;
}

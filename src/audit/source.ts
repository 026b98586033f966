/**
 * A file as rules read it: its text, and for Python and JavaScript its syntax tree. A file that does not parse cleanly still has a tree.
 */
import type { SyntaxNode, Tree } from '@lezer/common';
import { parser as javascript } from '@lezer/javascript';
import { parser as python } from '@lezer/python';

export type Language = 'python' | 'javascript' | 'text';

export interface Source {
  path: string;
  text: string;
  language: Language;
  tree: Tree | undefined;
}

const typescript = javascript.configure({ dialect: 'ts jsx' });

export function readSource(path: string, text: string): Source {
  if (path.endsWith('.py')) return { path, text, language: 'python', tree: python.parse(text) };
  if (/\.[cm]?[jt]sx?$/.test(path)) return { path, text, language: 'javascript', tree: typescript.parse(text) };
  return { path, text, language: 'text', tree: undefined };
}

/** From 1. */
export function lineAt({ text }: Source, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

export function words({ text }: Source, { from, to }: { from: number; to: number }): string {
  return text.slice(from, to);
}

/** Every node of these kinds, in the order of the text; below `within` when it is given. */
export function nodes(source: Source, kinds: readonly string[], within?: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  source.tree?.iterate({
    from: within?.from ?? 0,
    to: within?.to ?? source.text.length,
    enter: (seen) => {
      const inside = within === undefined || (seen.from >= within.from && seen.to <= within.to);
      if (inside && kinds.includes(seen.name)) found.push(seen.node);
    },
  });
  return found;
}

export function enclosing(node: SyntaxNode, kind: string): SyntaxNode | undefined {
  for (let up = node.parent; up; up = up.parent) if (up.name === kind) return up;
  return undefined;
}

export interface Call {
  node: SyntaxNode;
  /** `cache.redis.get`, as it is written. */
  callee: string;
  /** Between the brackets, as it is written. */
  args: string;
}

/** Calls in Python, outermost first. */
export function calls(source: Source, within?: SyntaxNode): Call[] {
  return nodes(source, ['CallExpression'], within).map((node) => {
    const list = node.getChild('ArgList');
    const callee = words(source, { from: node.from, to: list?.from ?? node.to }).replaceAll(/\s/g, '');
    return { node, callee, args: list ? words(source, { from: list.from + 1, to: list.to - 1 }) : '' };
  });
}

export interface PythonFunction {
  node: SyntaxNode;
  name: string;
  async: boolean;
  params: string;
  body: SyntaxNode;
  /** `@app.get("/health")`, as they are written. */
  decorators: readonly string[];
}

export function pythonFunctions(source: Source): PythonFunction[] {
  if (source.language !== 'python') return [];
  return nodes(source, ['FunctionDefinition']).flatMap((node) => {
    const [name, body, params] = [node.getChild('VariableName'), node.getChild('Body'), node.getChild('ParamList')];
    if (!name || !body) return [];
    const decorated = node.parent?.name === 'DecoratedStatement' ? node.parent.getChildren('Decorator') : [];
    return {
      node,
      name: words(source, name),
      async: node.getChild('async') !== null,
      params: params ? words(source, params) : '',
      body,
      decorators: decorated.map((decorator) => words(source, decorator).trim()),
    };
  });
}

/** Bodies of `except` in a function: what happens when something went wrong. */
export function handlers(source: Source, within: SyntaxNode): SyntaxNode[] {
  return nodes(source, ['TryStatement'], within).flatMap((statement) => {
    const found: SyntaxNode[] = [];
    let inExcept = false;
    for (let child = statement.firstChild; child; child = child.nextSibling) {
      if (child.name === 'except') inExcept = true;
      else if (child.name === 'finally' || child.name === 'else') inExcept = false;
      else if (child.name === 'Body' && inExcept) found.push(child);
    }
    return found;
  });
}

/** The path of a route, `/health/database`; undefined when the function answers none. */
export function routeOf({ decorators }: PythonFunction): string | undefined {
  for (const decorator of decorators) {
    const found = /^@\w+(?:\.\w+)*\.(?:get|post|put|patch|delete|api_route|route)\(\s*[frbu]*["']([^"']+)["']/.exec(decorator);
    if (found) return found[1];
  }
  return undefined;
}

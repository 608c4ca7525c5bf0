import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** One import of a file, whatever its form: `import`, `export … from`, `import()`, `import('…').Type`. */
export interface SourceImport {
  readonly specifier: string;
  /** Path from the root with forward slashes for a relative import, else undefined. */
  readonly target?: string;
  readonly form: 'type' | 'static' | 'dynamic';
  readonly line: number;
}

/** A parsed file. */
export interface SourceFile {
  /** From the root, with forward slashes: `src/kernel/clock.ts`. */
  readonly path: string;
  readonly imports: readonly SourceImport[];
  readonly tree: ts.SourceFile;
}

/** Calls `visit` for every node below one. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  node.forEachChild((child) => {
    visit(child);
    walk(child, visit);
  });
}

/** The line of a node, from 1. */
export function lineOf(tree: ts.SourceFile, node: ts.Node): number {
  return tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
}

function isTypeImport(node: ts.ImportDeclaration): boolean {
  const clause = node.importClause;
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const { namedBindings } = clause;
  if (clause.name !== undefined || namedBindings === undefined || !ts.isNamedImports(namedBindings)) return false;
  return namedBindings.elements.length > 0 && namedBindings.elements.every((element) => element.isTypeOnly);
}

function importOf(node: ts.Node): { readonly text: ts.Node; readonly form: SourceImport['form'] } | undefined {
  if (ts.isImportDeclaration(node)) return { text: node.moduleSpecifier, form: isTypeImport(node) ? 'type' : 'static' };
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
    return { text: node.moduleSpecifier, form: node.isTypeOnly ? 'type' : 'static' };
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return { text: node.argument.literal, form: 'type' };
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const [text] = node.arguments;
    return text === undefined ? undefined : { text, form: 'dynamic' };
  }
  return undefined;
}

/** Parses one file's text. `file` is its path from the root. */
export function parseSource(file: string, text: string): SourceFile {
  const kind = file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true, kind);
  const imports: SourceImport[] = [];
  walk(tree, (node) => {
    const found = importOf(node);
    if (found === undefined || !ts.isStringLiteralLike(found.text)) return;
    const specifier = found.text.text;
    const target = specifier.startsWith('.') ? path.posix.join(path.posix.dirname(file), specifier) : undefined;
    imports.push({ specifier, form: found.form, line: lineOf(tree, node), ...(target === undefined ? {} : { target }) });
  });
  return { path: file, imports, tree };
}

/** Parses every TypeScript file below `root/folder`, in the order of their paths. */
export function readSources(root: string, folder: string): readonly SourceFile[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => path.posix.join(folder, name.split(path.sep).join('/')))
    .filter((name) => /\.tsx?$/.test(name))
    .toSorted()
    .map((name) => parseSource(name, readFileSync(path.join(root, name), 'utf8')));
}

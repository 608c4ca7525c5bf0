import ts from 'typescript';
import { ARCHITECTURE, COMPOSITION_ROOTS, SYSTEM_WORDS } from './architecture-table.ts';
import type { Violation } from './import-rules.ts';
import { placeOf } from './import-rules.ts';
import type { SourceFile } from './source-file.ts';
import { lineOf, walk } from './source-file.ts';

/** Names one thing wrong with a node, or undefined. */
type NodeRule = (node: ts.Node) => string | undefined;

const AMBIENT = new Set(['Date.now', 'performance.now', 'Math.random', 'process.env', 'crypto.randomUUID', 'crypto.getRandomValues']);
const RANDOM_IMPORTS = new Set(['randomUUID', 'randomBytes', 'randomInt']);

/** Clock, randomness, environment, console: parameters everywhere but at the edges. */
function ambientUse(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) {
    const name = `${node.expression.getText()}.${node.name.text}`.replace(/^globalThis\./, '');
    if (AMBIENT.has(name)) return `uses ${name}`;
    if (ts.isIdentifier(node.expression) && node.expression.text === 'console') return 'uses console';
  }
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && (node.arguments?.length ?? 0) === 0) return 'uses new Date()';
  if (ts.isImportSpecifier(node) && RANDOM_IMPORTS.has((node.propertyName ?? node.name).text)) return `uses ${node.name.text}`;
  return undefined;
}

/** `maiaTenant`, `'kaos'`, `ABI_PORT`: words are told apart at case changes and at anything that is no letter. */
function systemWord(node: ts.Node): string | undefined {
  const text = ts.isIdentifier(node) || ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node) ? node.text : '';
  const words = text
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);
  const named = SYSTEM_WORDS.find((word) => words.includes(word));
  return named === undefined ? undefined : `names the system ${named}`;
}

function isKindName(node: ts.Expression): boolean {
  return ts.isPropertyAccessExpression(node) && node.name.text === 'kind';
}

const COMPARISONS = new Set([
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
]);

function kindComparison(node: ts.Node): string | undefined {
  const compared =
    ts.isBinaryExpression(node) && COMPARISONS.has(node.operatorToken.kind) && (isKindName(node.left) || isKindName(node.right));
  return compared || (ts.isSwitchStatement(node) && isKindName(node.expression)) ? "looks at a kind's name" : undefined;
}

function defaultExport(node: ts.Node): string | undefined {
  const assigned = ts.isExportAssignment(node);
  const modified = ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) === true;
  const renamed = ts.isExportSpecifier(node) && node.name.text === 'default';
  return assigned || modified || renamed ? 'has a default export' : undefined;
}

function rulesFor(path: string): readonly NodeRule[] {
  const place = placeOf(path);
  if (place === undefined) return [];
  const ambient = ARCHITECTURE[place.area].ambient === true || COMPOSITION_ROOTS.includes(path);
  return [
    ...(ambient ? [] : [ambientUse]),
    ...(place.area === 'reconcile/engine' ? [systemWord] : []),
    ...(place.area === 'templates' ? [kindComparison] : []),
    ...(place.area === 'commands' ? [] : [defaultExport]),
  ];
}

/** Checks the code of a file of `src` that is not a test. */
export function checkCode(file: SourceFile): readonly Violation[] {
  const rules = rulesFor(file.path);
  const violations: Violation[] = [];
  walk(file.tree, (node) => {
    for (const rule of rules) {
      const message = rule(node);
      if (message !== undefined) violations.push({ file: file.path, line: lineOf(file.tree, node), message });
    }
  });
  return violations;
}

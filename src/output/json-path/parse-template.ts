import type { JsonPathTemplate, TemplatePiece } from './json-path.ts';
import { readSteps } from './parse-steps.ts';
import { createScanner } from './scanner.ts';
import type { Scanner } from './scanner.ts';

/** Reads pieces up to the end of the text, or up to the `{end}` of the range that they are in. `open` is where that range began. */
function readPieces(scanner: Scanner, open?: number): readonly TemplatePiece[] {
  const pieces: TemplatePiece[] = [];
  for (;;) {
    const text = scanner.take(/[^{]+/);
    if (text !== undefined) pieces.push({ is: 'text', text });
    const brace = scanner.at;
    if (!scanner.skip('{')) return pieces;
    scanner.skipBlanks();
    const word = scanner.take(/(?:range|end)(?![^\s.,[\]$@{}])/);
    const steps = readSteps(scanner);
    if (scanner.peek() === '') scanner.fail('this { is not closed', brace);
    if (!scanner.skip('}')) scanner.fail(`"${scanner.peek()}" is not understood`);
    if (word === 'end') {
      if (steps.length > 0) scanner.fail('{end} stands alone', brace);
      if (open === undefined) scanner.fail('{end} without {range}', brace);
      return pieces;
    }
    if (word === 'range') pieces.push({ is: 'range', steps, body: readPieces(scanner, brace) });
    else pieces.push({ is: 'expression', steps });
  }
}

/**
 * Reads what `-o jsonpath=` is given, in kubectl's dialect: text with expressions in braces, `{range …}` up to `{end}` or to the end of the
 * template. Throws a usage error that names the place.
 */
export function parseTemplate(source: string): JsonPathTemplate {
  return { source, pieces: readPieces(createScanner(source)) };
}

import { findAll } from './find-all.ts';
import type { JsonPathTemplate, TemplatePiece } from './json-path.ts';
import { valueText } from './value-text.ts';

function pieceText(piece: TemplatePiece, value: unknown, source: string): string {
  if (piece.is === 'text') return piece.text;
  const found = findAll({ source, steps: piece.steps }, value);
  if (piece.is === 'expression') return found.map(valueText).join(' ');
  return found.map((each) => piecesText(piece.body, each, source)).join('');
}

function piecesText(pieces: readonly TemplatePiece[], value: unknown, source: string): string {
  return pieces.map((piece) => pieceText(piece, value, source)).join('');
}

/** The text of a template for one value, without a line break of its own. Throws a CliError where the data do not fit. */
export function renderTemplate(template: JsonPathTemplate, value: unknown): string {
  return piecesText(template.pieces, value, template.source);
}

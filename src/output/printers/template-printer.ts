import { maskSecrets } from '../mask-secrets.ts';
import { findAll } from '../json-path/find-all.ts';
import { parseTemplate } from '../json-path/parse-template.ts';
import { renderTemplate } from '../json-path/render-template.ts';
import { usageError } from '../cli-error.ts';
import type { ObjectPrinter } from './object-printer.ts';

/**
 * `-o jsonpath=`: the template's text and nothing more. `-o jsonpath-as-json=`: for each expression a JSON array of what it finds. A List is
 * one object to both. Throws a usage error for a template that cannot be read.
 */
export function templatePrinter(source: string, asJson: boolean): ObjectPrinter {
  const template = parseTemplate(source);
  if (!asJson) return { print: async (object) => await Promise.resolve(renderTemplate(template, maskSecrets(object))) };
  const expressions = template.pieces.map((piece) => {
    if (piece.is === 'expression') return { source, steps: piece.steps };
    throw usageError('-o jsonpath-as-json takes expressions in braces only', "write it like -o jsonpath-as-json='{.status}'");
  });
  return {
    print: async (object) => {
      const masked = maskSecrets(object);
      return await Promise.resolve(expressions.map((path) => `${JSON.stringify(findAll(path, masked), null, 4)}\n`).join(''));
    },
  };
}

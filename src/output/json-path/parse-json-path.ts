import type { JsonPath } from './json-path.ts';
import { readSteps } from './parse-steps.ts';
import { createScanner } from './scanner.ts';

/** `{.a.b}`, `.a.b` and `a.b` mean the same; one pair of braces around the whole is taken off, and a dot put in front where none is. */
function dotted(text: string): string {
  const inner = text.startsWith('{') && text.endsWith('}') ? text.slice(1, -1) : text;
  return /^[.[@$]/.test(inner) ? inner : `.${inner}`;
}

/** Reads one expression as `--sort-by`, custom columns and `wait --for=jsonpath` take it. Throws a usage error that names the place. */
export function parseJsonPath(text: string): JsonPath {
  const trimmed = text.trim();
  const scanner = createScanner(dotted(trimmed));
  const steps = readSteps(scanner);
  if (scanner.peek() !== '') scanner.fail(`"${scanner.peek()}" is not understood`);
  return { source: trimmed, steps };
}

import type { Violation } from './import-rules.ts';
import type { SourceFile } from './source-file.ts';

/**
 * One violation for each ring of files that import each other, types included; `import()` does not count, it is how a ring is cut.
 * Rings are the strongly connected parts of the import graph with more than one file, or a file that imports itself.
 */
export function checkCycles(files: readonly SourceFile[]): readonly Violation[] {
  const known = new Map(files.map((file) => [file.path, file]));
  const next = (path: string): readonly string[] =>
    (known.get(path)?.imports ?? []).flatMap(({ target, form }) =>
      target !== undefined && form !== 'dynamic' && known.has(target) ? [target] : [],
    );
  const reachable = (from: string): ReadonlySet<string> => {
    const seen = new Set<string>();
    const todo = [...next(from)];
    for (let path = todo.pop(); path !== undefined; path = todo.pop()) {
      if (seen.has(path)) continue;
      seen.add(path);
      todo.push(...next(path));
    }
    return seen;
  };
  const reach = new Map([...known.keys()].map((path) => [path, reachable(path)]));
  const told = new Set<string>();
  const violations: Violation[] = [];
  for (const [path, seen] of reach) {
    if (!seen.has(path) || told.has(path)) continue;
    const ring = [...seen].filter((other) => reach.get(other)?.has(path)).toSorted();
    for (const member of ring) told.add(member);
    violations.push({ file: path, line: 1, message: `imports in a ring: ${ring.join(', ')}` });
  }
  return violations;
}

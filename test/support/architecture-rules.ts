import { checkCode } from './code-rules.ts';
import { checkCycles } from './import-cycles.ts';
import { checkImports } from './import-rules.ts';
import { readSources } from './source-file.ts';

/**
 * Every broken rule below `root/src`, one line each: `file:line message`. Tests beside the code are left out: they may import anything.
 * The rules stand in `architecture-table.ts`; in words: who may import whom, no import rings, no default exports outside `commands`,
 * clock, randomness, environment and console only at the edges, no system's name in the engine, no look at a kind's name in templates.
 */
export function checkArchitecture(root: string): readonly string[] {
  const files = readSources(root, 'src').filter((file) => !/\.test\.tsx?$/.test(file.path));
  const violations = [...files.flatMap(checkImports), ...checkCycles(files), ...files.flatMap(checkCode)];
  return violations.map(({ file, line, message }) => `${file}:${line} ${message}`);
}

import type { CliResult } from './run-cli.ts';

/** How a line of stderr may begin: what a person is told is an error, a warning or a note, and each error has its cause and its fix. */
const LINE = /^(error|cause|fix|warning|note): \S/;

function errorBlocks(lines: readonly string[]): readonly (readonly string[])[] {
  return lines.flatMap((line, at) => {
    if (!line.startsWith('error: ')) return [];
    const end = lines.findIndex((other, index) => index > at && !/^(cause|fix): /.test(other));
    return [lines.slice(at, end < 0 ? undefined : end)];
  });
}

/**
 * What is wrong with how a run that did not succeed told so: each complaint is a sentence; none where all is well. The rules: stderr has
 * `error:` lines, each followed by a `fix:` (and a `cause:` before it where there is more to say), nothing but known lines, no stack, no
 * error of the program's own; stdout has no part of the error.
 */
export function outputComplaints({ code, stdout, stderr }: CliResult): readonly string[] {
  const lines = stderr.split('\n').filter((line) => line !== '');
  const blocks = errorBlocks(lines);
  return [
    ...(code === undefined ? ['it was ended by a signal'] : []),
    ...(stderr.includes('internal error') ? ['it is an internal error'] : []),
    ...(/^\s+at .+:\d+:\d+\)?$/m.test(stderr + stdout) ? ['it shows a stack'] : []),
    ...(blocks.length === 0 ? ['there is no error: line'] : []),
    ...blocks
      .filter((block) => block.filter((line) => line.startsWith('fix: ')).length !== 1)
      .map(([first]) => `no single fix: after "${first ?? ''}"`),
    ...lines.filter((line) => !LINE.test(line)).map((line) => `an unknown line: "${line}"`),
    ...(/^(error|cause|fix|warning|note): /m.test(stdout) ? ['the error is on stdout'] : []),
  ];
}

import { lineDiff } from './line-diff.ts';
import type { DiffLine } from './line-diff.ts';

/** Lines shown around a change, as in `diff -u`. */
const CONTEXT = 3;

interface Placed extends DiffLine {
  /** How many lines of each side come before this one. */
  readonly before: number;
  readonly after: number;
}

function placed(lines: readonly DiffLine[]): readonly Placed[] {
  let before = 0;
  let after = 0;
  return lines.map((line) => {
    const at = { ...line, before, after };
    if (line.op !== '+') before += 1;
    if (line.op !== '-') after += 1;
    return at;
  });
}

/** `3,7`, or `3` for a single line; an empty side stands behind the line before it. */
function range(start: number, count: number): string {
  if (count === 1) return String(start + 1);
  return `${count === 0 ? start : start + 1},${count}`;
}

function hunk(lines: readonly Placed[]): string {
  const [first] = lines;
  const olds = lines.filter(({ op }) => op !== '+').length;
  const news = lines.filter(({ op }) => op !== '-').length;
  const head = `@@ -${range(first?.before ?? 0, olds)} +${range(first?.after ?? 0, news)} @@\n`;
  return `${head}${lines.map(({ op, text }) => `${op}${text}\n`).join('')}`;
}

/** Changes with their context; those whose contexts touch stand in one hunk. */
function hunks(lines: readonly Placed[]): readonly (readonly Placed[])[] {
  const found: { from: number; to: number }[] = [];
  for (const [index, { op }] of lines.entries()) {
    if (op === ' ') continue;
    const from = Math.max(0, index - CONTEXT);
    const to = Math.min(lines.length, index + CONTEXT + 1);
    const last = found.at(-1);
    if (last !== undefined && from <= last.to) last.to = to;
    else found.push({ from, to });
  }
  return found.map(({ from, to }) => lines.slice(from, to));
}

function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

/** Two texts as `diff -u` shows them, with the names given; the empty string where they are equal. A missing final line end is none. */
export function unifiedDiff(before: string, after: string, names: { readonly before: string; readonly after: string }): string {
  const lines = placed(lineDiff(linesOf(before), linesOf(after)));
  if (lines.every(({ op }) => op === ' ')) return '';
  return `--- ${names.before}\n+++ ${names.after}\n${hunks(lines).map(hunk).join('')}`;
}

const COLOURS: readonly (readonly [start: RegExp, code: string])[] = [
  [/^(---|\+\+\+|diff) /, '1'],
  [/^@@/, '36'],
  [/^-/, '31'],
  [/^\+/, '32'],
];

/** A unified diff with SGR colours, as git paints it. */
export function paintDiff(text: string): string {
  return text.replaceAll(/^.+$/gm, (line) => {
    const code = COLOURS.find(([start]) => start.test(line))?.[1];
    return code === undefined ? line : `\u001B[${code}m${line}\u001B[0m`;
  });
}

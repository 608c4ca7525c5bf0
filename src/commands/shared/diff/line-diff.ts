/** One line of an edit script. */
export interface DiffLine {
  readonly op: ' ' | '-' | '+';
  readonly text: string;
}

/** Beyond this many differing lines the middle is not matched any more: everything out, everything in. */
const MAX_EDITS = 1_000;

/** For each number of edits the furthest reach on each diagonal (Myers, "An O(ND) Difference Algorithm", 1986); undefined beyond the limit. */
function reaches(before: readonly string[], after: readonly string[]): readonly ReadonlyMap<number, number>[] | undefined {
  const trace: ReadonlyMap<number, number>[] = [];
  let reach = new Map<number, number>([[1, 0]]);
  for (let edits = 0; edits <= Math.min(before.length + after.length, MAX_EDITS); edits += 1) {
    trace.push(reach);
    const next = new Map(reach);
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = startOf(reach, diagonal, edits);
      let y = x - diagonal;
      while (x < before.length && y < after.length && before[x] === after[y]) {
        x += 1;
        y += 1;
      }
      next.set(diagonal, x);
      if (x >= before.length && y >= after.length) return trace;
    }
    reach = next;
  }
  return undefined;
}

/** Whether the best way onto a diagonal is an insertion (from the one above). */
function comesDown(reach: ReadonlyMap<number, number>, diagonal: number, edits: number): boolean {
  if (diagonal === -edits) return true;
  return diagonal !== edits && (reach.get(diagonal - 1) ?? -1) < (reach.get(diagonal + 1) ?? -1);
}

function startOf(reach: ReadonlyMap<number, number>, diagonal: number, edits: number): number {
  return comesDown(reach, diagonal, edits) ? (reach.get(diagonal + 1) ?? 0) : (reach.get(diagonal - 1) ?? 0) + 1;
}

function backtrack(trace: readonly ReadonlyMap<number, number>[], before: readonly string[], after: readonly string[]): DiffLine[] {
  const lines: DiffLine[] = [];
  let x = before.length;
  let y = after.length;
  for (let edits = trace.length - 1; edits >= 0; edits -= 1) {
    const reach = trace[edits] ?? new Map<number, number>();
    const diagonal = x - y;
    const down = comesDown(reach, diagonal, edits);
    const previousX = down ? (reach.get(diagonal + 1) ?? 0) : (reach.get(diagonal - 1) ?? 0);
    const previousY = previousX - (down ? diagonal + 1 : diagonal - 1);
    const [startX, startY] = edits === 0 ? [0, 0] : [previousX, previousY];
    while (x > startX && y > startY) {
      lines.push({ op: ' ', text: before[x - 1] ?? '' });
      x -= 1;
      y -= 1;
    }
    if (edits === 0) break;
    lines.push(down ? { op: '+', text: after[y - 1] ?? '' } : { op: '-', text: before[x - 1] ?? '' });
    x = previousX;
    y = previousY;
  }
  return lines.toReversed();
}

/** The shortest edit script that turns one list of lines into the other (a plain replacement where they have hardly anything in common). */
export function lineDiff(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  const isSame = (): boolean => before[before.length - 1 - end] === after[after.length - 1 - end];
  while (end < before.length - start && end < after.length - start && isSame()) end += 1;
  const left = before.slice(start, before.length - end);
  const right = after.slice(start, after.length - end);
  const same = (text: string): DiffLine => ({ op: ' ', text });
  const trace = reaches(left, right);
  const replaced = (): DiffLine[] => [
    ...left.map((text) => ({ op: '-' as const, text })),
    ...right.map((text) => ({ op: '+' as const, text })),
  ];
  const middle = trace === undefined ? replaced() : backtrack(trace, left, right);
  return [...before.slice(0, start).map(same), ...middle, ...before.slice(before.length - end).map(same)];
}

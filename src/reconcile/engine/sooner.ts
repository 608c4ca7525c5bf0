/** The earlier of two delays, either of which may be absent. */
export function sooner(left: number | undefined, right: number | undefined): number | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return Math.min(left, right);
}

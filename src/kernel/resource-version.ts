/**
 * Orders two resource versions of one type: negative, zero or positive. They are integers that may be compared inside one resource type
 * (KEP-5504, stable since Kubernetes 1.35), written without leading zeros, so length and text order them without parsing.
 */
export function compareResourceVersions(left: string, right: string): number {
  if (left.length !== right.length) return left.length - right.length;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

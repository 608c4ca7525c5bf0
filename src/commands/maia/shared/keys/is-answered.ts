/** Whether a key with this record of a rotation answers a request of `at` (both RFC 3339), or a later one. */
export function isAnswered(rotatedAt: string | undefined, at: string): boolean {
  return rotatedAt !== undefined && Date.parse(rotatedAt) >= Date.parse(at);
}

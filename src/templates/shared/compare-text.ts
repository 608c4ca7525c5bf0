/** Orders texts by their code units: the same everywhere, whatever the machine's language. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}

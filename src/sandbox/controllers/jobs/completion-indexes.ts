/** The numbers in a text such as `0,2-4` (`status.completedIndexes`). */
export function parseIndexes(text: string | undefined): ReadonlySet<number> {
  const found = new Set<number>();
  for (const part of (text ?? '').split(',')) {
    const [low, high = low] = part.split('-');
    if (low === undefined || low === '') continue;
    for (let index = Number(low); index <= Number(high); index += 1) found.add(index);
  }
  return found;
}

/** The text of such numbers: two neighbours are joined by a comma, three and more by a dash. */
export function formatIndexes(indexes: ReadonlySet<number>): string {
  const parts: string[] = [];
  const sorted = [...indexes].toSorted((left, right) => left - right);
  for (let at = 0; at < sorted.length;) {
    const low = sorted[at] ?? 0;
    let length = 1;
    while (sorted[at + length] === low + length) length += 1;
    const high = low + length - 1;
    if (length === 1) parts.push(String(low));
    else parts.push(`${String(low)}${length === 2 ? ',' : '-'}${String(high)}`);
    at += length;
  }
  return parts.join(',');
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** A number of bytes for people: `512B`, `1.5MiB`. */
export function sizeWords(bytes: number): string {
  let amount = bytes;
  let at = 0;
  while (amount >= 1024 && at < UNITS.length - 1) {
    amount /= 1024;
    at += 1;
  }
  const digits = at === 0 || amount >= 100 ? 0 : 1;
  return `${amount.toFixed(digits)}${UNITS[at] ?? 'B'}`;
}

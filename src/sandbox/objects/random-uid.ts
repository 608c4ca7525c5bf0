/** A UUID of version 4 from numbers in [0, 1). */
export function randomUid(random: () => number): string {
  const digits = Array.from({ length: 32 }, (_, index) => {
    const digit = Math.floor(random() * 16);
    if (index === 12) return '4';
    return (index === 16 ? (digit & 0x3) | 0x8 : digit).toString(16);
  }).join('');
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join('-');
}

/** Digits and what is between them. */
const PARTS = /\d+|\D+/g;

function compareDigits(left: string, right: string): number {
  const [a, b] = [left.replace(/^0+(?=\d)/, ''), right.replace(/^0+(?=\d)/, '')];
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : Number(a > b);
}

/** Orders texts as people do: `item2` before `item10`. Negative, zero or positive. */
export function naturalOrder(left: string, right: string): number {
  const lefts = left.match(PARTS) ?? [];
  const rights = right.match(PARTS) ?? [];
  for (let index = 0; index < Math.min(lefts.length, rights.length); index++) {
    const [a = '', b = ''] = [lefts[index], rights[index]];
    const numbers = /^\d/.test(a) && /^\d/.test(b);
    const order = numbers ? compareDigits(a, b) : a < b ? -1 : Number(a > b);
    if (order !== 0) return order;
  }
  return lefts.length - rights.length;
}

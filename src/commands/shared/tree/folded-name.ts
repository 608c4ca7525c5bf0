/** More names than this are not all written out. */
const MOST_NAMES = 4;
const SHOWN_NAMES = 3;

/** Begins with every name of the list and ends before the part in which they differ; whole words only. */
function sharedWords(names: readonly (readonly string[])[]): number {
  const shortest = Math.min(...names.map((words) => words.length));
  let shared = 0;
  // One word at least stays for what differs.
  while (shared < shortest - 1 && names.every((words) => words[shared] === names[0]?.[shared])) shared += 1;
  return shared;
}

function isRun(numbers: readonly string[]): boolean {
  return numbers.length > 2 && numbers.every((text, index) => /^(0|[1-9]\d*)$/.test(text) && Number(text) === Number(numbers[0]) + index);
}

/** Several names as one, the first and last words that they share written once: `vision-{0,1}`, `db-{0..9}`, `key-{a,b,c,…}`. One name stays as it is. */
export function foldedName(names: readonly string[]): string {
  const [first = ''] = names;
  if (names.length < 2) return first;
  const heads = names.map((name) => name.split(/(?<=[-.])/));
  const head = sharedWords(heads);
  const tails = heads.map((words) =>
    words
      .slice(head)
      .join('')
      .split(/(?=[-.])/)
      .toReversed(),
  );
  const tail = sharedWords(tails);
  const middles = tails.map((words) => words.slice(tail).toReversed().join(''));
  const [from = '', to = ''] = [middles[0], middles.at(-1)];
  const told = isRun(middles)
    ? `${from}..${to}`
    : (middles.length > MOST_NAMES ? [...middles.slice(0, SHOWN_NAMES), '…'] : middles).join(',');
  const end = (tails[0] ?? []).slice(0, tail).toReversed().join('');
  return `${(heads[0] ?? []).slice(0, head).join('')}{${told}}${end}`;
}

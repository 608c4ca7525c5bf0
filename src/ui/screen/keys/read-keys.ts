/** What the terminal layer tells about a key that was pressed: Ink's `Key` as far as it is used. */
export interface PressedKey {
  readonly upArrow: boolean;
  readonly downArrow: boolean;
  readonly leftArrow: boolean;
  readonly rightArrow: boolean;
  readonly pageDown: boolean;
  readonly pageUp: boolean;
  readonly home: boolean;
  readonly end: boolean;
  readonly return: boolean;
  readonly escape: boolean;
  readonly ctrl: boolean;
  readonly meta: boolean;
  readonly tab: boolean;
  readonly backspace: boolean;
  readonly delete: boolean;
}

const NAMED: readonly (readonly [keyof PressedKey, string])[] = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pgup'],
  ['pageDown', 'pgdn'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'esc'],
  ['tab', 'tab'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
];

/** The name of a typed character; empty for one that is no key. */
function characterKey(character: string): string {
  if (character === ' ') return 'space';
  if (character === '\r' || character === '\n') return 'enter';
  if (character === '\t') return 'tab';
  return /^\p{Cc}$/u.test(character) ? '' : character;
}

/**
 * The names of the keys in what the terminal sent at once: `up`, `ctrl-d`, `space`, or the character itself. Fast typing and scripts send
 * several in one piece.
 */
export function readKeys(input: string, key: PressedKey): readonly string[] {
  const named = NAMED.find(([flag]) => key[flag]);
  if (named !== undefined) return [named[1]];
  if (key.ctrl) return [`ctrl-${input.toLowerCase()}`];
  // With Alt it is another key, and none of ours.
  if (key.meta) return [];
  return Array.from(new Intl.Segmenter().segment(input), ({ segment }) => characterKey(segment)).filter((name) => name !== '');
}

/** What a key adds to a line that is typed; undefined for keys that add nothing. */
export function typedText(key: string): string | undefined {
  if (key === 'space') return ' ';
  return Array.from(new Intl.Segmenter().segment(key)).length === 1 ? key : undefined;
}

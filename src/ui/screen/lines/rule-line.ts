import { cutTo } from '../../../output/display-width.ts';
import type { Line } from '../line.ts';
import { cleanText, seg } from '../line.ts';
import type { Scene } from '../scene.ts';

/** A horizontal line with words in it: `─ NOT READY FIRST ─── filter: all ────`. */
export function ruleLine({ icons, measure }: Scene, words: readonly string[], width: number, focused = false): Line {
  const text = words.map((word) => ` ${cleanText(word)} `).join(icons.rule.repeat(3));
  const cut = cutTo(text, Math.max(1, width - 2), measure);
  const rest = Math.max(0, width - 1 - measure(cut));
  return [seg(icons.rule, 'dim'), seg(cut, focused ? 'accent' : 'title'), seg(icons.rule.repeat(rest), 'dim')];
}

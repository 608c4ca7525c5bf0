import type { MeasureText } from '../../../output/display-width.ts';
import { cutTo } from '../../../output/display-width.ts';

/** A word as pieces of at most `width` columns. */
function pieces(word: string, width: number, measure: MeasureText): readonly string[] {
  if (measure(word) <= width) return [word];
  const parts: string[] = [];
  let part = '';
  for (const { segment } of new Intl.Segmenter().segment(word)) {
    if (part !== '' && measure(part + segment) > width) {
      parts.push(part);
      part = '';
    }
    part += segment;
  }
  return [...parts, part];
}

/** A text as lines of at most `width` columns, broken between words and within longer ones. At most `most` lines, the last cut short. */
export function wrapWords(text: string, width: number, most: number, measure: MeasureText): readonly string[] {
  if (width < 1) return [];
  const lines: string[] = [];
  let line = '';
  const words = text
    .split(' ')
    .filter((word) => word !== '')
    .flatMap((word) => pieces(word, width, measure));
  for (const [index, word] of words.entries()) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || measure(longer) <= width) {
      line = longer;
      continue;
    }
    if (lines.length === most - 1) return [...lines, cutTo([line, ...words.slice(index)].join(' '), width, measure)];
    lines.push(line);
    line = word;
  }
  return line === '' ? lines : [...lines, line];
}

import type { MeasureText } from '../../output/display-width.ts';
import { cutTo } from '../../output/display-width.ts';

/** What a piece of text means; a theme says how that looks. */
export type Tone = 'plain' | 'dim' | 'bold' | 'good' | 'wait' | 'warn' | 'bad' | 'accent' | 'title';

/** A piece of a line. `chosen`: it belongs to what the cursor is on. */
export interface Segment {
  readonly text: string;
  readonly tone: Tone;
  readonly chosen?: boolean;
}

/** One line of the screen, from left to right. */
export type Line = readonly Segment[];

// Escape sequences, other control characters, and the marks that turn the direction of text: none may reach the terminal from an object's text.
const ESCAPE = '\u001B';
const BELL = '\u0007';
const SEQUENCES = new RegExp(`${ESCAPE}(?:\\[[0-?]*[ -/]*[@-~]|\\][^${BELL}${ESCAPE}]*(?:${BELL}|${ESCAPE}\\\\)?|[@-Z\\\\-_])`, 'g');
const UNSAFE = /[\p{Cc}\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu;
const HARMLESS = /^[\u0020-\u007E]*$/;

/** The text without what could move the cursor, change colours or turn the direction; each such character becomes a blank. */
export function cleanText(text: string): string {
  return HARMLESS.test(text) ? text : text.replaceAll(SEQUENCES, '').replaceAll('\t', '  ').replaceAll(UNSAFE, ' ');
}

/** A piece of text with what it means. */
export function seg(text: string, tone: Tone = 'plain'): Segment {
  return { text: cleanText(text), tone };
}

/** The text of a line without its tones. */
export function lineText(line: Line): string {
  return line.map(({ text }) => text).join('');
}

/** How many columns a line takes. */
export function lineWidth(line: Line, measure: MeasureText): number {
  return line.reduce((sum, { text }) => sum + measure(text), 0);
}

/** A line cut to `width` columns, its last one an ellipsis where something was cut off. Never longer, so a terminal never wraps it. */
export function fitLine(line: Line, width: number, measure: MeasureText): Line {
  if (lineWidth(line, measure) <= width) return line;
  const kept: Segment[] = [];
  let used = 0;
  for (const segment of line) {
    const wide = measure(segment.text);
    if (used + wide > width - 1) {
      if (width > used) kept.push({ ...segment, text: cutTo(`${segment.text}  `, width - used, measure) });
      break;
    }
    kept.push(segment);
    used += wide;
  }
  return kept;
}

/** A line that is exactly `width` columns wide: cut, or with blanks behind it. */
export function fillLine(line: Line, width: number, measure: MeasureText): Line {
  const fitted = fitLine(line, width, measure);
  const missing = width - lineWidth(fitted, measure);
  return missing > 0
    ? [...fitted, { text: ' '.repeat(missing), tone: 'plain', ...(line.at(-1)?.chosen === true ? { chosen: true } : {}) }]
    : fitted;
}

/** All pieces dimmed, for what may be out of date. */
export function dimmed(line: Line): Line {
  return line.map((segment) => ({ ...segment, tone: 'dim' as const }));
}

import { inColor, type GraphStyle } from './print-style.ts';

/** Where a line goes from a cell, as bits. */
const UP = 1;
const RIGHT = 2;
const DOWN = 4;
const LEFT = 8;

/** Line-drawing characters by those bits. */
const UNICODE = ' ╵╶╰╷│╭├╴╯─┴╮┤┬┼';
const ASCII = " |-'||.+-'-+.+++";

interface Cell {
  lines: number;
  satisfied: boolean;
  sign: string;
  color: string;
}

/** A field of characters on which boxes, texts and lines are put. Whatever lies outside of it is not drawn. */
export interface LineCanvas {
  /** Signs in a row, over whatever lies there. */
  text(x: number, y: number, text: string, color?: string): void;
  /** A line along a row; where it meets a column of `under` it passes below. Columns `from` and `to` belong to it. */
  horizontal(y: number, from: number, to: number, options: { readonly satisfied: boolean; readonly under?: ReadonlySet<number> }): void;
  vertical(x: number, from: number, to: number, satisfied: boolean): void;
  toString(style: GraphStyle): string;
}

/** An empty canvas of a size in characters. */
export function lineCanvas(width: number, height: number): LineCanvas {
  const cells: Cell[][] = Array.from({ length: height }, () =>
    Array.from({ length: width }, () => ({ lines: 0, satisfied: false, sign: '', color: '' })),
  );
  const draw = (x: number, y: number, lines: number, satisfied: boolean): void => {
    const cell = cells[y]?.[x];
    if (cell === undefined) return;
    cell.lines |= lines;
    cell.satisfied ||= satisfied;
  };
  return {
    text(x, y, text, color = '') {
      for (const [index, sign] of Array.from(text).entries()) {
        const cell = cells[y]?.[x + index];
        if (cell !== undefined) Object.assign(cell, { sign, color });
      }
    },
    horizontal(y, from, to, { satisfied, under }) {
      for (let x = from; x <= to; x += 1) {
        if (under?.has(x) === true && ((cells[y]?.[x]?.lines ?? 0) & (UP | DOWN)) !== 0) continue;
        draw(x, y, (x > from ? LEFT : 0) | (x < to ? RIGHT : 0), satisfied);
      }
    },
    vertical(x, from, to, satisfied) {
      for (let y = from; y <= to; y += 1) draw(x, y, (y > from ? UP : 0) | (y < to ? DOWN : 0), satisfied);
    },
    toString(style) {
      const signs = style.unicode ? UNICODE : ASCII;
      const rows = cells.map((row) => {
        // Neighbours of one colour share one escape sequence.
        let text = '';
        let run = '';
        let color = '';
        for (const { lines, satisfied, sign, color: own } of row) {
          const next = sign !== '' ? own : lines === 0 ? '' : satisfied ? '2' : '31';
          if (next !== color) {
            text += color === '' ? run : inColor(style, color, run);
            run = '';
            color = next;
          }
          run += sign === '' ? (signs[lines] ?? ' ') : sign;
        }
        text += color === '' ? run.trimEnd() : inColor(style, color, run);
        return `${text.trimEnd()}\n`;
      });
      return rows.join('');
    },
  };
}

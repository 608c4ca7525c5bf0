import type { LiveHealth } from '../live-source.ts';
import type { Tone } from './line.ts';

/** The signs that the screen is drawn with. */
export interface Icons {
  readonly health: Readonly<Record<LiveHealth | 'none', string>>;
  readonly cursor: string;
  readonly live: string;
  readonly away: string;
  readonly warning: string;
  readonly bar: string;
  readonly rule: string;
  readonly cross: { readonly down: string; readonly up: string };
  readonly branch: { readonly mid: string; readonly end: string; readonly through: string; readonly uses: string };
  readonly because: string;
  readonly times: string;
  readonly dash: string;
  readonly caret: string;
  readonly arrows: { readonly move: string; readonly sides: string; readonly enter: string };
}

const DRAWN: Icons = {
  health: { healthy: '✔', suspended: '॥', pending: '◷', degraded: '⚠', failed: '✖', none: '·' },
  cursor: '▸',
  live: '●',
  away: '○',
  warning: '⚠',
  bar: '│',
  rule: '─',
  cross: { down: '┬', up: '┴' },
  branch: { mid: '├─ ', end: '└─ ', through: '│  ', uses: '╰╌ ' },
  because: '←',
  times: '×',
  dash: '–',
  caret: '▏',
  arrows: { move: '↑↓', sides: '←→', enter: '⏎' },
};

const ASCII: Icons = {
  health: { healthy: '+', suspended: '=', pending: '~', degraded: '!', failed: 'x', none: '.' },
  cursor: '>',
  live: '*',
  away: 'o',
  warning: '!',
  bar: '|',
  rule: '-',
  cross: { down: '+', up: '+' },
  branch: { mid: '|- ', end: '`- ', through: '|  ', uses: '`~ ' },
  because: '<-',
  times: 'x',
  dash: '-',
  caret: '_',
  arrows: { move: 'up/down', sides: 'left/right', enter: 'enter' },
};

/** The signs to draw with: Unicode, or plain ASCII. */
export function iconsFor(drawn: boolean): Icons {
  return drawn ? DRAWN : ASCII;
}

/** What a health looks like besides its sign. */
export const HEALTH_TONES: Readonly<Record<LiveHealth | 'none', Tone>> = {
  healthy: 'good',
  suspended: 'dim',
  pending: 'wait',
  degraded: 'warn',
  failed: 'bad',
  none: 'plain',
};
